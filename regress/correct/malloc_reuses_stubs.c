/* SPDX-License-Identifier: GPL-2.0-or-later */
#define CAML_NAME_SPACE
#include <stdlib.h>
#include <caml/alloc.h>
#include <caml/memory.h>
#include <caml/mlvalues.h>

enum { BLOCKS = 1000, LONGS = 2000 };
static long *kept[BLOCKS];

/* The result of malloc comes in the register in which that of caml_copy_string came. */
value malloc_reuses (value unit)
{
   long sum = 0;
   for (int i = 0; i < BLOCKS; i++) {
      caml_copy_string ("a value");
      kept[i] = malloc (LONGS * sizeof (long));
      kept[i][0] = i;
   }
   caml_copy_string ("a GC point");
   for (int i = 0; i < BLOCKS; i++) {
      sum += kept[i][0];
      free (kept[i]);
   }
   return Val_long (sum);
}
