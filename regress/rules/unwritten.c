/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that a GC point finds half filled. */
#define CAML_INTERNALS
#define Setup_for_gc
#define Restore_after_gc
#include "values.h"

/* The second field is the result of an allocation: https://github.com/bcpierce00/unison/pull/768 */
value bad_unwritten_second (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (pair);
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   Store_field (pair, 1, caml_copy_string ("second"));       /* BUG unwritten_second use UninitialisedField */
   CAMLreturn (pair);
}

value good_unwritten_second (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, second);
   second = caml_copy_string ("second");
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = second;
   CAMLreturn (pair);
}

/* The same as an assignment: most compilers take the address of the field first. */
value bad_unwritten_direct (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (pair);
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = caml_copy_string ("direct");            /* BUG unwritten_direct use UninitialisedField */
   CAMLreturn (pair);
}

value good_unwritten_direct (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, second);
   second = caml_copy_string ("direct");
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = second;
   CAMLreturn (pair);
}

/* An option whose content is made too late: https://github.com/ocaml/ocaml/pull/13819 */
value bad_unwritten_option (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (some, path);
   some = caml_alloc_small (1, 0);
   path = caml_copy_string ("/tmp/ring");                    /* BUG unwritten_option use UninitialisedField */
   Store_field (some, 0, path);
   CAMLreturn (some);
}

value good_unwritten_option (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (some, path);
   some = caml_alloc (1, 0);
   path = caml_copy_string ("/tmp/ring");
   Store_field (some, 0, path);
   CAMLreturn (some);
}

/* A field in the middle is forgotten. */
value bad_unwritten_forgotten (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (triple, label);
   triple = caml_alloc_small (3, 0);
   Field (triple, 0) = Val_int (1);
   Field (triple, 2) = Val_int (3);
   label = caml_copy_string ("label");                       /* BUG unwritten_forgotten use UninitialisedField */
   Store_field (triple, 1, Val_long (caml_string_length (label)));
   CAMLreturn (triple);
}

value good_unwritten_forgotten (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (triple, label);
   triple = caml_alloc_small (3, 0);
   Field (triple, 0) = Val_int (1);
   Field (triple, 1) = Val_int (0);
   Field (triple, 2) = Val_int (3);
   label = caml_copy_string ("label");
   Store_field (triple, 1, Val_long (caml_string_length (label)));
   CAMLreturn (triple);
}

/* A block of the major heap, half filled. */
value bad_unwritten_shr (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (table, name);
   table = caml_alloc_shr (300, 0);
   for (int i = 0; i < 150; i++)
      Field (table, i) = Val_int (i);
   name = caml_copy_string ("name");                         /* BUG unwritten_shr use UninitialisedField */
   for (int i = 150; i < 300; i++)
      Field (table, i) = Val_int (i);
   Store_field (table, 0, name);
   CAMLreturn (table);
}

value good_unwritten_shr (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (table, name);
   table = caml_alloc_shr (300, 0);
   for (int i = 0; i < 150; i++)
      Field (table, i) = Val_int (i);
   for (int i = 150; i < 300; i++)
      Field (table, i) = Val_int (i);
   name = caml_copy_string ("name");
   Store_field (table, 0, name);
   CAMLreturn (table);
}

/* OCaml code runs before the block is filled. */
value bad_unwritten_callback (value f)
{
   CAMLparam1 (f);
   CAMLlocal2 (pair, result);
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   result = caml_callback (f, Val_int (1));                  /* BUG unwritten_callback use UninitialisedField */
   Store_field (pair, 1, result);
   CAMLreturn (pair);
}

value good_unwritten_callback (value f)
{
   CAMLparam1 (f);
   CAMLlocal2 (pair, result);
   result = caml_callback (f, Val_int (1));
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = result;
   CAMLreturn (pair);
}

/* A loop that allocates each field. */
value bad_unwritten_loop (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (list, name);
   list = caml_alloc_small (4, 0);
   for (int i = 0; i < 4; i++) {
      name = caml_alloc_string (i);                          /* BUG unwritten_loop use UninitialisedField */
      Store_field (list, i, name);
   }
   CAMLreturn (list);
}

value good_unwritten_loop (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (list, name);
   list = caml_alloc (4, 0);
   for (int i = 0; i < 4; i++) {
      name = caml_alloc_string (i);
      Store_field (list, i, name);
   }
   CAMLreturn (list);
}

/* A function that fills the fields allocates: https://github.com/ocaml/dune/pull/15524 */
static noinline void set_time (value block, int i, double seconds)
{
   CAMLparam1 (block);
   Store_field (block, i, caml_copy_double (seconds));
   CAMLreturn0;
}

value bad_unwritten_helper (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (usage);
   usage = caml_alloc_small (3, 0);
   Field (usage, 0) = Val_int (7);
   set_time (usage, 1, 1.0);                                 /* BUG unwritten_helper use UninitialisedField */
   Store_field (usage, 2, Val_int (9));
   CAMLreturn (usage);
}

value good_unwritten_helper (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (usage);
   usage = caml_alloc_small (3, 0);
   Field (usage, 0) = Val_int (7);
   Field (usage, 1) = Val_unit;
   Field (usage, 2) = Val_unit;
   set_time (usage, 1, 1.0);
   Store_field (usage, 2, Val_int (9));
   CAMLreturn (usage);
}

/* Allocated without a call. */
value bad_unwritten_inlined (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, text);
   Alloc_small (pair, 2, 0);
   Field (pair, 0) = Val_int (1);
   text = caml_copy_string ("inlined");                      /* BUG unwritten_inlined use UninitialisedField */
   Store_field (pair, 1, text);
   CAMLreturn (pair);
}

value good_unwritten_inlined (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, text);
   text = caml_copy_string ("inlined");
   Alloc_small (pair, 2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = text;
   CAMLreturn (pair);
}

/* The GC point is the second of two such allocations. */
value bad_unwritten_two (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (first, second);
   Alloc_small (first, 1, 0);
   Alloc_small (second, 1, 0);                               /* BUG unwritten_two use UninitialisedField */
   Field (second, 0) = Val_int (2);
   Store_field (first, 0, second);
   CAMLreturn (first);
}

value good_unwritten_two (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (first, second);
   Alloc_small (second, 1, 0);
   Field (second, 0) = Val_int (2);
   Alloc_small (first, 1, 0);
   Field (first, 0) = second;
   CAMLreturn (first);
}

/* An exception leaves a custom block whose finaliser will find garbage. These finalisers only count. */
static intnat finalized;

static void count_finalized (value box)
{
   (void) box;
   finalized++;
}

static struct custom_operations box_operations = {
   "rules.box", count_finalized, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_unwritten_raise (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (box);
   box = caml_alloc_custom (&box_operations, sizeof (intnat), 0, 1);
   if (Long_val (n) < 0)
      caml_failwith ("negative");                            /* BUG unwritten_raise use UninitialisedField */
   *(intnat *) Data_custom_val (box) = Long_val (n);
   CAMLreturn (box);
}

value good_unwritten_raise (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (box);
   box = caml_alloc_custom (&box_operations, sizeof (intnat), 0, 1);
   *(intnat *) Data_custom_val (box) = 0;
   if (Long_val (n) < 0)
      caml_failwith ("negative");
   *(intnat *) Data_custom_val (box) = Long_val (n);
   CAMLreturn (box);
}

/* A pointer to C memory that a library does not give. */
static noinline void *open_handle (intnat n)
{
   return n < 0 ? NULL : malloc (n);
}

value bad_unwritten_handle (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (box);
   box = caml_alloc_custom_mem (&box_operations, sizeof (void *), 100);
   void *handle = open_handle (Long_val (n));
   if (handle == NULL)
      caml_raise_not_found ();                               /* BUG unwritten_handle use UninitialisedField */
   *(void **) Data_custom_val (box) = handle;
   CAMLreturn (box);
}

value good_unwritten_handle (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (box);
   void *handle = open_handle (Long_val (n));
   if (handle == NULL)
      caml_raise_not_found ();
   box = caml_alloc_custom_mem (&box_operations, sizeof (void *), 100);
   *(void **) Data_custom_val (box) = handle;
   CAMLreturn (box);
}
