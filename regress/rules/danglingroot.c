/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Global roots in memory that is gone, or moves. Each case removes them at its end, before a GC reads them natively. */
#include "values.h"

/* Where the root of a buggy stub is, for its removal. */
static value *dangling;

/* A listener is closed and freed, and stays registered. */
struct listener { long id[4]; value callback; };

static struct listener *new_listener (value callback)
{
   struct listener *l = malloc (sizeof *l);
   l->id[0] = 1;
   l->callback = callback;
   caml_register_global_root (&l->callback);
   return l;
}

value bad_dangling_freed (value f)
{
   struct listener *l = new_listener (f);
   dangling = &l->callback;
   free (l);                                                 /* BUG dangling_freed use DanglingRoot definite */
   value text = caml_alloc_string (8);                       /* BUG dangling_freed use DanglingRoot definite */
   intnat n = caml_string_length (text);
   caml_remove_global_root (dangling);
   return Val_long (n);
}

value good_dangling_freed (value f)
{
   struct listener *l = new_listener (f);
   caml_remove_global_root (&l->callback);
   free (l);
   value text = caml_alloc_string (8);
   intnat n = caml_string_length (text);
   return Val_long (n);
}

/* The same with caml_stat_free, in a function that the stub calls, and a generational root. */
static noinline void bad_dispose (struct listener *l)
{
   l->id[0] = 0;
   caml_stat_free (l);                                       /* BUG dangling_stat use DanglingRoot definite */
   keep (&l);
}

value bad_dangling_stat (value f)
{
   struct listener *l = caml_stat_alloc (sizeof *l);
   l->callback = f;
   caml_register_generational_global_root (&l->callback);
   dangling = &l->callback;
   bad_dispose (l);
   value text = caml_copy_string ("disposed");               /* BUG dangling_stat use DanglingRoot definite */
   intnat n = caml_string_length (text);
   caml_remove_generational_global_root (dangling);
   return Val_long (n);
}

static noinline void good_dispose (struct listener *l)
{
   l->id[0] = 0;
   caml_remove_generational_global_root (&l->callback);
   caml_stat_free (l);
   keep (&l);
}

value good_dangling_stat (value f)
{
   struct listener *l = caml_stat_alloc (sizeof *l);
   l->callback = f;
   caml_register_generational_global_root (&l->callback);
   good_dispose (l);
   value text = caml_copy_string ("disposed");
   intnat n = caml_string_length (text);
   return Val_long (n);
}

/* Two roots in one object, of which one is removed. */
struct request { long id[4]; value on_success, on_failure; };

static struct request *new_request (value on_success, value on_failure)
{
   struct request *r = calloc (1, sizeof *r);
   r->on_success = on_success;
   r->on_failure = on_failure;
   caml_register_global_root (&r->on_success);
   caml_register_global_root (&r->on_failure);
   return r;
}

value bad_dangling_second (value f, value g)
{
   struct request *r = new_request (f, g);
   dangling = &r->on_failure;
   caml_remove_global_root (&r->on_success);
   free (r);                                                 /* BUG dangling_second use DanglingRoot definite */
   value some = caml_alloc (1, 0);                           /* BUG dangling_second use DanglingRoot definite */
   caml_remove_global_root (dangling);
   return some;
}

value good_dangling_second (value f, value g)
{
   struct request *r = new_request (f, g);
   caml_remove_global_root (&r->on_success);
   caml_remove_global_root (&r->on_failure);
   free (r);
   value some = caml_alloc (1, 0);
   return some;
}

/* A table of roots that moves when it grows. The new size is one that malloc maps apart. */
value bad_dangling_realloc (value v)
{
   value *table = malloc (8 * sizeof (value));
   table[6] = v;
   caml_register_global_root (&table[6]);
   dangling = &table[6];
   table = realloc (table, 100000 * sizeof (value));         /* BUG dangling_realloc use DanglingRoot definite */
   keep (table);
   value text = caml_alloc_string (8);                       /* BUG dangling_realloc use DanglingRoot definite */
   intnat n = caml_string_length (text);
   caml_remove_global_root (dangling);
   free (table);
   return Val_long (n);
}

value good_dangling_realloc (value v)
{
   value *table = malloc (8 * sizeof (value));
   table[6] = v;
   caml_register_global_root (&table[6]);
   caml_remove_global_root (&table[6]);
   table = realloc (table, 100000 * sizeof (value));
   keep (table);
   caml_register_global_root (&table[6]);
   value text = caml_alloc_string (8);
   intnat n = caml_string_length (text);
   caml_remove_global_root (&table[6]);
   free (table);
   return Val_long (n);
}

/* A variable of a function that has returned: CAMLlocal is for that. */
static noinline void bad_hold (value v)
{
   value local = v;
   caml_register_global_root (&local);
   dangling = &local;
   keep (&local);
}

value bad_dangling_frame (value v)
{
   bad_hold (v);
   value text = caml_alloc_string (8);                       /* BUG dangling_frame use DanglingRoot definite */
   intnat n = caml_string_length (text);
   caml_remove_global_root (dangling);
   return Val_long (n);
}

static noinline void good_hold (value v)
{
   static value kept;
   kept = v;
   caml_register_global_root (&kept);
   dangling = &kept;
}

value good_dangling_frame (value v)
{
   good_hold (v);
   value text = caml_alloc_string (8);
   intnat n = caml_string_length (text);
   caml_remove_global_root (dangling);
   return Val_long (n);
}

/* An object on the stack of the stub, registered as one in the heap would be; the question came up in
   ocaml-multicore#459. The case removes the root after the return of the stub. */
value bad_dangling_stub (value f)
{
   struct listener l = { .id = { 1 }, .callback = f };
   caml_register_global_root (&l.callback);
   dangling = &l.callback;
   value text = caml_alloc_string (8);
   intnat n = caml_string_length (text);
   return Val_long (n);                                      /* BUG dangling_stub use DanglingRoot definite */
}                                                            /* BUG dangling_stub use DanglingRoot definite */

value good_dangling_stub (value f)
{
   struct listener l = { .id = { 1 }, .callback = f };
   caml_register_global_root (&l.callback);
   value text = caml_alloc_string (8);
   intnat n = caml_string_length (text);
   caml_remove_global_root (&l.callback);
   return Val_long (n);
}

value fix_dangling_stub (value unit)
{
   (void) unit;
   caml_remove_global_root (dangling);
   return Val_unit;
}

/* The same, left by an exception. */
value bad_dangling_raise (value f)
{
   struct listener l = { .id = { -1 }, .callback = f };
   caml_register_global_root (&l.callback);
   dangling = &l.callback;
   keep (&l);
   if (l.id[0] < 0)
      caml_failwith ("no such listener");                    /* BUG dangling_raise use DanglingRoot definite */
   caml_remove_global_root (&l.callback);
   return Val_unit;
}

value good_dangling_raise (value f)
{
   struct listener l = { .id = { -1 }, .callback = f };
   caml_register_global_root (&l.callback);
   keep (&l);
   caml_remove_global_root (&l.callback);
   if (l.id[0] < 0)
      caml_failwith ("no such listener");
   return Val_unit;
}

/* A field of an OCaml block, which the GC moves. */
value bad_dangling_field (value pair)
{
   caml_register_generational_global_root (&Field (pair, 0)); /* BUG dangling_field use DanglingRoot definite */
   caml_remove_generational_global_root (&Field (pair, 0));
   return Val_unit;
}

static value first;

value good_dangling_field (value pair)
{
   first = Field (pair, 0);
   caml_register_generational_global_root (&first);
   caml_remove_generational_global_root (&first);
   return Val_unit;
}

/* A value in a custom block, which the GC does not scan, made a root there: lablqml#32. The twin keeps it outside. */
static struct custom_operations map_operations = {
   "rules.map", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_dangling_custom (value f)
{
   CAMLparam1 (f);
   value map = caml_alloc_custom (&map_operations, sizeof (value), 0, 1);
   value *slot = Data_custom_val (map);
   *slot = f;
   caml_register_global_root (slot);                         /* BUG dangling_custom use DanglingRoot definite */
   caml_remove_global_root (slot);
   CAMLreturn (Val_unit);
}

value good_dangling_custom (value f)
{
   CAMLparam1 (f);
   value map = caml_alloc_custom (&map_operations, sizeof (value *), 0, 1);
   value *slot = malloc (sizeof *slot);
   *(value **) Data_custom_val (map) = slot;
   *slot = f;
   caml_register_global_root (slot);
   caml_remove_global_root (slot);
   free (slot);
   CAMLreturn (Val_unit);
}
