/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores that the GC must be told of, and stores for which what tells it is not made. */
#include "values.h"

/* Puts right what a direct store into an old block broke: caml_modify takes a young block there for known. */
static noinline void mend (value v, int i)
{
   value young = Field (v, i);
   caml_modify (&Field (v, i), Val_unit);
   caml_modify (&Field (v, i), young);
}

/* The block is not the last one: https://github.com/mmottl/postgresql-ocaml/pull/12 */
value bad_barrier_fresh (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, name);
   pair = caml_alloc (2, 0);
   name = caml_copy_string ("fresh");
   Field (pair, 0) = name;                                   /* BUG barrier_fresh use MissingWriteBarrier */
   CAMLreturn (pair);
}

value good_barrier_fresh (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, name);
   pair = caml_alloc (2, 0);
   name = caml_copy_string ("fresh");
   Store_field (pair, 0, name);
   CAMLreturn (pair);
}

/* The twin makes the block last. */
value bad_barrier_order (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (some, name);
   some = caml_alloc (1, 0);
   name = caml_copy_string ("order");
   Field (some, 0) = name;                                   /* BUG barrier_order use MissingWriteBarrier */
   CAMLreturn (some);
}

value good_barrier_order (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (some, name);
   name = caml_copy_string ("order");
   some = caml_alloc (1, 0);
   Field (some, 0) = name;
   CAMLreturn (some);
}

/* A string of the minor heap in an array of the major heap. */
value bad_barrier_old (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (name);
   name = caml_copy_string ("young");
   Field (v, 0) = name;                                      /* BUG barrier_old use MissingWriteBarrier definite */
   mend (v, 0);
   CAMLreturn (Val_unit);
}

value good_barrier_old (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (name);
   name = caml_copy_string ("young");
   caml_modify (&Field (v, 0), name);
   mend (v, 0);
   CAMLreturn (Val_unit);
}

/* Both in the major heap: the GC may have passed the array and not yet the string. */
value bad_barrier_major (value v, value name)
{
   CAMLparam2 (v, name);
   Field (v, 0) = name;                                      /* BUG barrier_major use MissingWriteBarrier */
   CAMLreturn (Val_unit);
}

value good_barrier_major (value v, value name)
{
   CAMLparam2 (v, name);
   Store_field (v, 0, name);
   CAMLreturn (Val_unit);
}

/* A block that is too large for the minor heap. */
value bad_barrier_tuple (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (table, name);
   name = caml_copy_string ("tuple");
   table = caml_alloc_tuple (300);
   Field (table, 0) = name;                                  /* BUG barrier_tuple use MissingWriteBarrier definite */
   mend (table, 0);
   CAMLreturn (table);
}

value good_barrier_tuple (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (table, name);
   name = caml_copy_string ("tuple");
   table = caml_alloc_tuple (300);
   caml_initialize (&Field (table, 0), name);
   mend (table, 0);
   CAMLreturn (table);
}

/* One that the stub wants in the major heap. */
value bad_barrier_shr (value name)
{
   CAMLparam1 (name);
   CAMLlocal1 (pair);
   pair = caml_alloc_shr (2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = name;                                   /* BUG barrier_shr use MissingWriteBarrier definite */
   mend (pair, 1);
   CAMLreturn (pair);
}

value good_barrier_shr (value name)
{
   CAMLparam1 (name);
   CAMLlocal1 (pair);
   pair = caml_alloc_shr (2, 0);
   Field (pair, 0) = Val_int (1);
   caml_initialize (&Field (pair, 1), name);
   mend (pair, 1);
   CAMLreturn (pair);
}

/* caml_initialize is for fields that were never written. */
value bad_barrier_init (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (name);
   name = caml_copy_string ("young");
   caml_initialize (&Field (v, 0), name);                    /* BUG barrier_init use MissingWriteBarrier definite */
   CAMLreturn (Val_unit);
}

value good_barrier_init (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (name);
   name = caml_copy_string ("young");
   caml_modify (&Field (v, 0), name);
   CAMLreturn (Val_unit);
}

/* CAMLlocalN makes no block: https://github.com/ocaml/ocaml/pull/842 */
value bad_barrier_local (value name)
{
   CAMLparam1 (name);
   CAMLlocalN (args, 2);
   Store_field ((value) args, 0, name);                      /* BUG barrier_local use MissingWriteBarrier definite */
   CAMLreturn (Val_long (caml_string_length (args[0])));
}

value good_barrier_local (value name)
{
   CAMLparam1 (name);
   CAMLlocalN (args, 2);
   args[0] = name;
   CAMLreturn (Val_long (caml_string_length (args[0])));
}

/* The arguments of a function of the stub's own. */
static noinline intnat lengths (int n, value *args)
{
   intnat sum = 0;
   for (int i = 0; i < n; i++)
      sum += Is_block (args[i]) ? caml_string_length (args[i]) : 0;
   return sum;
}

value bad_barrier_args (value name)
{
   CAMLparam1 (name);
   value args[2] = { Val_unit, Val_unit };
   CAMLxparamN (args, 2);
   caml_modify (&args[1], name);                             /* BUG barrier_args use MissingWriteBarrier definite */
   CAMLreturn (Val_long (lengths (2, args)));
}

value good_barrier_args (value name)
{
   CAMLparam1 (name);
   value args[2] = { Val_unit, Val_unit };
   CAMLxparamN (args, 2);
   args[1] = name;
   CAMLreturn (Val_long (lengths (2, args)));
}

/* A custom block has no fields: https://github.com/mkur/nlopt-ocaml/pull/13 */
static struct custom_operations state_operations = {
   "rules.state", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_barrier_custom (value name)
{
   CAMLparam1 (name);
   CAMLlocal1 (state);
   state = caml_alloc_custom (&state_operations, 2 * sizeof (intnat), 0, 1);
   memset (Data_custom_val (state), 0, 2 * sizeof (intnat));
   Store_field (state, 1, name);                             /* BUG barrier_custom use MissingWriteBarrier definite */
   *(intnat *) Data_custom_val (state) = 0;
   CAMLreturn (Val_unit);
}

value good_barrier_custom (value name)
{
   CAMLparam1 (name);
   CAMLlocal1 (state);
   state = caml_alloc_custom (&state_operations, 2 * sizeof (intnat), 0, 1);
   memset (Data_custom_val (state), 0, 2 * sizeof (intnat));
   *(intnat *) Data_custom_val (state) = caml_string_length (name);
   *(intnat *) Data_custom_val (state) = 0;
   CAMLreturn (Val_unit);
}

/* An array of floats holds no boxed ones. */
value bad_barrier_floats (value a, value x)
{
   Store_field (a, 1, x);                                    /* BUG barrier_floats use MissingWriteBarrier definite */
   Store_double_flat_field (a, 1, 3.0);
   return Val_long (Double_flat_field (a, 1));
}

value good_barrier_floats (value a, value x)
{
   Store_double_flat_field (a, 1, Double_val (x));
   return Val_long (Double_flat_field (a, 1));
}

/* A generational root is in one of two lists, by what it points to. */
static value current = Val_unit;

value bad_barrier_root (value unit)
{
   caml_register_generational_global_root (&current);
   current = caml_copy_string ("young");                     /* BUG barrier_root use MissingWriteBarrier definite */
   intnat n = caml_string_length (current);
   caml_modify_generational_global_root (&current, Val_unit);
   caml_remove_generational_global_root (&current);
   return Val_long (n);
}

value good_barrier_root (value unit)
{
   caml_register_generational_global_root (&current);
   caml_modify_generational_global_root (&current, caml_copy_string ("young"));
   intnat n = caml_string_length (current);
   caml_modify_generational_global_root (&current, Val_unit);
   caml_remove_generational_global_root (&current);
   return Val_long (n);
}

/* Copied by a function of libc. */
value bad_barrier_memcpy (value v, value count)
{
   CAMLparam2 (v, count);
   CAMLlocalN (names, 2);
   size_t n = Long_val (count) * sizeof (value);
   names[0] = caml_copy_string ("young");
   names[1] = Val_unit;
   memcpy (&Field (v, 0), names, n);                         /* BUG barrier_memcpy use MissingWriteBarrier definite */
   mend (v, 0);
   CAMLreturn (Val_unit);
}

value good_barrier_memcpy (value v, value count)
{
   CAMLparam2 (v, count);
   CAMLlocalN (names, 2);
   names[0] = caml_copy_string ("young");
   names[1] = Val_unit;
   for (intnat i = 0; i < Long_val (count); i++)
      Store_field (v, i, names[i]);
   mend (v, 0);
   CAMLreturn (Val_unit);
}

/* Moved within one array of old strings. */
value bad_barrier_memmove (value v)
{
   CAMLparam1 (v);
   size_t n = (Wosize_val (v) - 1) * sizeof (value);
   memmove (&Field (v, 1), &Field (v, 0), n);                /* BUG barrier_memmove use MissingWriteBarrier */
   CAMLreturn (Val_unit);
}

value good_barrier_memmove (value v)
{
   CAMLparam1 (v);
   for (mlsize_t i = Wosize_val (v) - 1; i > 0; i--)
      Store_field (v, i, Field (v, i - 1));
   CAMLreturn (Val_unit);
}

/* An immediate over a block: a callback is cleared, in a record that is old. ocaml#10999 has the reason: a collection
   that marks relies on what could be reached when it began. */
value bad_barrier_clear (value record)
{
   CAMLparam1 (record);
   CAMLlocal1 (was);
   was = Field (record, 1);
   Field (record, 1) = Val_unit;                             /* BUG barrier_clear use MissingWriteBarrier */
   CAMLreturn (was);
}

value good_barrier_clear (value record)
{
   CAMLparam1 (record);
   CAMLlocal1 (was);
   was = Field (record, 1);
   Store_field (record, 1, Val_unit);
   CAMLreturn (was);
}

/* A state goes from a constructor with an argument to one without; the address of the field is in a variable. */
static noinline void bad_set_state (value *state, intnat n)
{
   *state = Val_long (n);                                    /* BUG barrier_state use MissingWriteBarrier */
}

value bad_barrier_state (value states, value n)
{
   for (intnat i = 0; i < 2; i++)
      bad_set_state (&Field (states, i), Long_val (n));
   return Val_unit;
}

static noinline void good_set_state (value *state, intnat n)
{
   caml_modify (state, Val_long (n));
}

value good_barrier_state (value states, value n)
{
   for (intnat i = 0; i < 2; i++)
      good_set_state (&Field (states, i), Long_val (n));
   return Val_unit;
}
