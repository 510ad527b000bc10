/* SPDX-License-Identifier: GPL-2.0-or-later */
/* [@@noalloc] stubs that do what such a stub may not do. */
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
