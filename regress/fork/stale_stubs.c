/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A value in a static that is no root. */
#include <caml/mlvalues.h>

static value kept;

value stale_keep (value v)
{
   kept = v;
   return Val_unit;
}

value stale_length (value unit)
{
   return Val_long (caml_string_length (kept));
}
