/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Callbacks that objects of C keep: those of `leaking' are never removed, though C knows them all, those of `closing'
   are, by its finaliser, and those of `fixed' stay to the end of the program, but are few. */
#include "values.h"

struct object { struct object *next; value callback; };

static struct object *leaking_objects;

#define Object_val(v) (*(struct object **) Data_custom_val (v))

static void free_closing (value v)
{
   caml_remove_generational_global_root (&Object_val (v)->callback);
   free (Object_val (v));
}

static struct custom_operations leaking = {
   "rootleak.leaking", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations closing = {
   "rootleak.closing", free_closing, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value make_leaking (value callback)
{
   CAMLparam1 (callback);
   value v = caml_alloc_custom (&leaking, sizeof (struct object *), 0, 1);
   struct object *o = malloc (sizeof *o);
   o->callback = callback;
   caml_register_generational_global_root (&o->callback);
   o->next = leaking_objects;
   leaking_objects = o;
   Object_val (v) = o;
   CAMLreturn (v);
}

value make_closing (value callback)
{
   CAMLparam1 (callback);
   value v = caml_alloc_custom (&closing, sizeof (struct object *), 0, 1);
   struct object *o = malloc (sizeof *o);
   o->callback = callback;
   caml_register_generational_global_root (&o->callback);
   Object_val (v) = o;
   CAMLreturn (v);
}

value keep_fixed (value callback)
{
   static value table[16];
   static int used;
   table[used] = callback;
   caml_register_global_root (&table[used++]);
   return Val_unit;
}
