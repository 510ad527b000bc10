/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stub below a handler of effects, below a callback, below a stub; one below a callback from a stack of its own;
   two that OCaml calls directly; and one with so many arguments that the runtime copies some to C's stack. */

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

value s_many (value a, value b, value c, value d, value e, value f, value v)
{
   caml_copy_string ("x");
   value copy = caml_copy_string (String_val (v));   /* BUG: v is no root */
   return copy;
}

value s_many_byte (value *args, int n)
{
   return s_many (args[0], args[1], args[2], args[3], args[4], args[5], args[6]);
}
