/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* mempcpy */
#include "values.h"

/* Unknown to the compiler, which else makes moves of it, or memcpy. */
static void *(*volatile copy) (void *, const void *, size_t) = mempcpy;

value use_memcpy (value unit)
{
   copy = memcpy;
   return Val_unit;
}

/* As one word of copies of each size up to 70 words, then of twice as many, up to 8 MB. */
static value handed_on (value v)
{
   enum { most = 1 << 20 };
   value *from = calloc (most, sizeof v), *to = calloc (most, sizeof v);
   for (size_t n = 1; n <= most; n += n < 70 ? 1 : n) {
      const size_t places[] = { 0, n / 2, n - 1 };
      for (int i = 0; i < 3; i++) {
         from[places[i]] = v;
         copy (to, from, n * sizeof v);
         v = to[places[i]];
         from[places[i]] = to[places[i]] = 0;
      }
   }
   free (from);
   free (to);
   return v;
}

value bad_handed_on (value v)
{
   value held = handed_on (v);
   caml_copy_string ("a");
   return Val_long (caml_string_length (held));
}

value good_handed_on (value v)
{
   CAMLparam1 (v);
   caml_copy_string ("a");
   value held = handed_on (v);
   CAMLreturn (Val_long (caml_string_length (held)));
}
