/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One breach of each rule, in the simplest form: what their reports look like. */
#define CAML_NAME_SPACE
#include <stdlib.h>
#include <caml/alloc.h>
#include <caml/callback.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <caml/mlvalues.h>
#include <caml/signals.h>

static value saved = Val_unit;
static value other = Val_unit;

value unregistered (value s)
{
   caml_alloc_string (8);
   return Val_long (caml_string_length (s));
}

value derived (value s)
{
   CAMLparam1 (s);
   const char *p = String_val (s);
   caml_alloc_string (8);
   CAMLreturn (Val_int (p[0]));
}

static const long *kept;

value keep_address (value s)
{
   kept = (const long *) String_val (s);
   return Val_unit;
}

value use_address (value unit)
{
   (void) unit;
   return Val_bool (kept[0] != 0);
}

value unfilled (value s)
{
   CAMLparam1 (s);
   CAMLlocal1 (pair);
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = s;
   Field (pair, 1) = Val_unit + 0 * Long_val (caml_copy_string ("second"));
   CAMLreturn (pair);
}

value garbage_root (value unit)
{
   CAMLparam1 (unit);
   value v = (value) 0x5a5a5a5a5a5a5a5a;
   Begin_roots1 (v);
   caml_alloc_string (8);
   End_roots ();
   CAMLreturn (Val_unit);
}

value raw_integer (value f)
{
   return caml_callback (f, (value) 42);
}

value raw_result (value n)
{
   return 2 * Long_val (n);
}

value no_barrier (value box, value s)
{
   Field (box, 0) = s;
   caml_modify (&Field (box, 0), s);
   return Val_unit;
}

value too_far (value pair)
{
   return Val_bool (Field (pair, 2) == 0);
}

value no_string (value pair)
{
   return Val_long (caml_string_length (pair));
}

static __attribute__ ((noinline)) value unbalanced_ (value s)
{
   CAMLparam1 (s);
   return Val_long (caml_string_length (s));
}

value unbalanced (value s)
{
   struct caml__roots_block *before = Caml_state->local_roots;
   value n = unbalanced_ (s);
   caml_alloc_string (8);
   Caml_state->local_roots = before;
   return n;
}

value dangling (value unit)
{
   value *cell = malloc (sizeof *cell);
   *cell = Val_unit;
   caml_register_global_root (cell);
   free (cell);
   caml_alloc_string (8);
   caml_remove_global_root (cell);
   return unit;
}

value lost_root (value f)
{
   value *cell = malloc (sizeof *cell);
   *cell = f;
   caml_register_global_root (cell);
   return caml_callback (*cell, Val_unit);
}

value mismatch (value unit)
{
   caml_register_generational_global_root (&saved);
   caml_remove_global_root (&saved);
   caml_register_global_root (&other);
   caml_remove_global_root (&other);
   return unit;
}

static void release (value v)
{
   free (*(void **) Data_custom_val (v));
}

static int ask_ocaml (value a, value b)
{
   (void) a;
   (void) b;
   return Int_val (caml_callback (*caml_named_value ("compare"), Val_unit));
}

static struct custom_operations box_ops = {
   "reports.box", release, ask_ocaml, custom_hash_default, custom_serialize_default, custom_deserialize_default,
   custom_compare_ext_default, custom_fixed_length_default
};

static long *last;

value box (value unit)
{
   value v = caml_alloc_custom (&box_ops, sizeof (void *), 0, 1);
   (void) unit;
   last = calloc (8, sizeof *last);
   *(void **) Data_custom_val (v) = last;
   return v;
}

value use_last (value unit)
{
   (void) unit;
   return Val_long (last[5]);
}

value noalloc (value unit)
{
   caml_alloc_string (4000);
   return unit;
}

value read_unlocked (value s)
{
   CAMLparam1 (s);
   caml_enter_blocking_section ();
   const long first = *(const long *) String_val (s);
   caml_leave_blocking_section ();
   CAMLreturn (Val_bool (first != 0));
}

value call_unlocked (value unit)
{
   CAMLparam1 (unit);
   caml_enter_blocking_section ();
   caml_alloc_string (4000);
   caml_leave_blocking_section ();
   CAMLreturn (Val_unit);
}
