/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bigarrays with the right flag for their memory: managed over malloc, external over everything else.  The twin of
   ../ownership/ba_stubs.c. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/bigarray.h>
#include <caml/memory.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define WORDS (32 * 1024)

static value words (void *data, int managed)
{
   return caml_ba_alloc_dims (CAML_BA_CAML_INT | CAML_BA_C_LAYOUT | managed, 1, data, (intnat) WORDS);
}

/* The GC frees it: the last of the bigarray and its slices to die does. */
value ba_managed (value unit)
{
   return words (calloc (WORDS, sizeof (long)), CAML_BA_MANAGED);
}

static long *lib_buffer;

value ba_lib_start (value unit)
{
   lib_buffer = calloc (WORDS, sizeof (long));
   return words (lib_buffer, CAML_BA_EXTERNAL);
}

value ba_lib_stop (value unit)
{
   free (lib_buffer);
   lib_buffer = NULL;
   return unit;
}

value ba_static (value unit)
{
   static long table[WORDS];
   return words (table, CAML_BA_EXTERNAL);
}

value ba_stat (value unit)
{
   return words (caml_stat_alloc (WORDS * sizeof (long)), CAML_BA_EXTERNAL);
}

value ba_stat_free (value v)
{
   caml_stat_free (Caml_ba_data_val (v));
   Caml_ba_data_val (v) = NULL;
   return Val_unit;
}

value ba_map (value unit)
{
   return words (mmap (NULL, WORDS * sizeof (long), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                 CAML_BA_EXTERNAL);
}

/* A second call finds no mapping and does nothing. */
value ba_unmap (value v)
{
   if (Caml_ba_data_val (v) != NULL)
      munmap (Caml_ba_data_val (v), caml_ba_byte_size (Caml_ba_array_val (v)));
   Caml_ba_data_val (v) = NULL;
   return Val_unit;
}
