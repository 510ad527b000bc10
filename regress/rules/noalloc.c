/* SPDX-License-Identifier: GPL-2.0-or-later */
/* [@@noalloc] stubs that do what such a stub may not do. What they allocate is too big for the minor heap: the pointer
   into it is not saved in such a stub, natively. Where twins look the same, OCaml declares them without [@@noalloc]. */
#include <stdio.h>
#include "values.h"

value bad_noalloc_string (value n)
{
   (void) n;
   value s = caml_alloc_string (3);                          /* BUG noalloc_string use NoallocViolation definite */
   return Val_long (caml_string_length (s));
}

value good_noalloc_string (value n)
{
   (void) n;
   return Val_long (3);
}

/* A stub that opens a library and returns a custom block for it: hdf5-ocaml#7. */
struct lib { double state[600]; };

static struct custom_operations lib_operations = {
   "rules.library", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_noalloc_open (value unit)
{
   (void) unit;
   size_t size = sizeof (struct lib);
   value lib = caml_alloc_custom (&lib_operations, size, 0, 1); /* BUG noalloc_open use NoallocViolation definite */
   memset (Data_custom_val (lib), 0, size);
   return lib;
}

value good_noalloc_open (value unit)
{
   (void) unit;
   size_t size = sizeof (struct lib);
   value lib = caml_alloc_custom (&lib_operations, size, 0, 1);
   memset (Data_custom_val (lib), 0, size);
   return lib;
}

/* A question to a connection, made to release the lock and still declared [@@noalloc]: postgresql-ocaml#42,
   ocaml-uring#86. */
static volatile int connection_busy = 1;

value bad_noalloc_is_busy (value unit)
{
   int busy;
   (void) unit;
   caml_enter_blocking_section ();                           /* BUG noalloc_is_busy use NoallocViolation definite */
   busy = connection_busy;
   caml_leave_blocking_section ();                           /* BUG noalloc_is_busy use NoallocViolation definite */
   return Val_bool (busy);
}

value good_noalloc_is_busy (value unit)
{
   int busy;
   (void) unit;
   caml_enter_blocking_section ();
   busy = connection_busy;
   caml_leave_blocking_section ();
   return Val_bool (busy);
}

/* A range check that raises; the twin has a result for it. */
static const int ports[] = { 5, 7, 11 };

value bad_noalloc_raise (value index)
{
   long i = Long_val (index);
   if (i < 0 || i >= 3)
      caml_raise_not_found ();                               /* BUG noalloc_raise use NoallocViolation definite */
   return Val_int (ports[i]);
}

value good_noalloc_raise (value index)
{
   long i = Long_val (index);
   if (i < 0 || i >= 3)
      return Val_int (-1);
   return Val_int (ports[i]);
}

/* Calls back. */
value bad_noalloc_callback (value f)
{
   value result = caml_callback (f, Val_int (4));            /* BUG noalloc_callback use NoallocViolation definite */
   return Val_long (Long_val (result) + 1);
}

value good_noalloc_callback (value f)
{
   value result = caml_callback (f, Val_int (4));
   return Val_long (Long_val (result) + 1);
}

/* A long loop that lets signals in. */
value bad_noalloc_poll (value n)
{
   long sum = 0;
   for (long i = 1; i <= Long_val (n); i++) {
      if (i % 4 == 0)
         caml_process_pending_actions ();                    /* BUG noalloc_poll use NoallocViolation definite */
      sum += i;
   }
   return Val_long (sum);
}

value good_noalloc_poll (value n)
{
   long sum = 0;
   for (long i = 1; i <= Long_val (n); i++)
      sum += i;
   return Val_long (sum);
}

/* The allocation is in a function that the stub calls. */
static noinline long bad_width (long n)
{
   value text = caml_alloc_string (4000);                    /* BUG noalloc_helper use NoallocViolation definite */
   return snprintf ((char *) Bytes_val (text), 4000, "%ld", n);
}

value bad_noalloc_helper (value n)
{
   long width = bad_width (Long_val (n));
   return Val_long (width);
}

static noinline long good_width (long n)
{
   char text[40];
   return snprintf (text, sizeof text, "%ld", n);
}

value good_noalloc_helper (value n)
{
   long width = good_width (Long_val (n));
   return Val_long (width);
}

/* Unboxed floats in and out, and a scratch array in the OCaml heap. */
double bad_noalloc_unboxed (double x)
{
   value scratch = caml_alloc_float_array (600);             /* BUG noalloc_unboxed use NoallocViolation definite */
   for (int i = 0; i < 600; i++)
      Store_double_flat_field (scratch, i, x);
   return Double_flat_field (scratch, 599) * 2;
}

double good_noalloc_unboxed (double x)
{
   double scratch[600];
   for (int i = 0; i < 600; i++)
      scratch[i] = x;
   keep (scratch);
   return scratch[599] * 2;
}

value bad_noalloc_unboxed_bytecode (value x)
{
   return caml_copy_double (bad_noalloc_unboxed (Double_val (x)));
}

value good_noalloc_unboxed_bytecode (value x)
{
   return caml_copy_double (good_noalloc_unboxed (Double_val (x)));
}

/* caml_modify is allowed: it never runs the GC. */
value bad_noalloc_store (value array, value s)
{
   CAMLparam2 (array, s);
   CAMLlocal1 (copy);
   mlsize_t n = caml_string_length (s);
   copy = caml_alloc_string (n);                             /* BUG noalloc_store use NoallocViolation definite */
   memcpy (Bytes_val (copy), String_val (s), n);
   Store_field (array, 1, copy);
   CAMLreturn (Val_unit);
}

value good_noalloc_store (value array, value s)
{
   Store_field (array, 1, s);
   return Val_unit;
}
