/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One domain leaves a value in C memory, where another takes it: no root holds it in between. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <caml/alloc.h>

static value box = Val_unit;

value sh_put (value v)
{
   box = v;   /* BUG: no root */
   return Val_unit;
}

value sh_length (value unit)
{
   return Val_long (caml_string_length (box));
}

static value rooted = Val_unit;

value sh_init (value unit)
{
   caml_register_generational_global_root (&rooted);
   return unit;
}

value sh_put_right (value v)
{
   caml_modify_generational_global_root (&rooted, v);
   return Val_unit;
}

value sh_length_right (value unit)
{
   return Val_long (caml_string_length (rooted));
}
