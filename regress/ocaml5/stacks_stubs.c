/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stub below a handler of effects, below a callback, below a stub; one below a callback from a stack of its own;
   and two that OCaml calls directly. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <caml/alloc.h>
#include <caml/callback.h>

value s_outer (value f, value x)
{
   CAMLparam2 (f, x);
   CAMLreturn (caml_callback (f, x));
}

static value s_copy (value v)
{
   value w = v;
   caml_copy_string ("x");
   return caml_copy_string (String_val (w));   /* BUG: v is no root */
}

value s_bad (value v)
{
   value copy = s_copy (v);
   return copy;
}

value s_bad2 (value v)
{
   value w = v;
   caml_copy_string ("x");
   value copy = caml_copy_string (String_val (w));   /* BUG: v is no root */
   return copy;
}

static value kept;

value s_keep (value v)
{
   kept = v;   /* BUG: no root */
   return Val_unit;
}

value s_use (value unit)
{
   mlsize_t n = caml_string_length (kept);
   return Val_long (n);
}
