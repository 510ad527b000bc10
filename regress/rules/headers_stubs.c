/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include <caml/mlvalues.h>
#include <caml/callback.h>

#define WORDS 512

/* In memory that is used again, what lies before a block of malloc may look like the header of one of OCaml's that
   is not in its heap. */
value left_headers (value f)
{
   uintnat *old = malloc (WORDS * sizeof *old);
   void *parts[4];
   for (int i = 0; i < WORDS; i++)
      old[i] = (1 << 10) | (3 << 8);
   free (old);
   for (int i = 0; i < 4; i++)
      parts[i] = malloc (96);
   caml_callback (f, (value) parts[3]);
   return Val_unit;
}
