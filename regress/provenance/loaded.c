/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plugin in C, which load (loader.c) opens. */
#include "values.h"

value bad_loaded (value v)                                   /* BUG loaded origin */
{
   caml_alloc_string (8);                                    /* BUG loaded gc */
   return Val_long (caml_string_length (v));                 /* BUG loaded use UnregisteredRoot */
}

value good_loaded (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (v)));
}
