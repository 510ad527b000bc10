/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs of an OCaml plugin (plugin.ml) that Dynlink loads. */
#include "values.h"

value bad_plugin (value v)                                   /* BUG plugin origin */
{
   caml_alloc_string (8);                                    /* BUG plugin gc */
   return Val_long (caml_string_length (v));                 /* BUG plugin use UnregisteredRoot */
}

value good_plugin (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* A callback into the plugin's OCaml code, and a stub that it calls in turn. */
value bad_plugin_callback (value f, value v)                 /* BUG plugin_callback origin */
{
   value n = caml_callback (f, Val_unit);                    /* BUG plugin_callback gc */
   return Val_long (Long_val (n) + caml_string_length (v));  /* BUG plugin_callback use UnregisteredRoot */
}

value good_plugin_callback (value f, value v)
{
   CAMLparam1 (v);
   value n = caml_callback (f, Val_unit);
   CAMLreturn (Val_long (Long_val (n) + caml_string_length (v)));
}
