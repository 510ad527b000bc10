/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bigarrays over memory that the GC must not free: CAML_BA_MANAGED tells it to call free all the same.  And bigarrays
   over a mapping that is unmapped by hand.  ../correct/ba_stubs.c does the same with the right flags. */

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

/* A library that owns one buffer, and frees it when it shuts down. */

static long *lib_buffer;

static long *lib_start (void)
{
   lib_buffer = malloc (WORDS * sizeof (long));
   if (lib_buffer != NULL)
      memset (lib_buffer, 0, WORDS * sizeof (long));
   return lib_buffer;
}

value ba_lib_start (value unit)
{
   return words (lib_start (), CAML_BA_MANAGED);   /* BUG: the library frees this memory, so CAML_BA_EXTERNAL */
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
   return words (table, CAML_BA_MANAGED);   /* BUG: nobody may free static memory */
}

value ba_stat (value unit)
{
   void *data = caml_stat_alloc (WORDS * sizeof (long));
   return words (data, CAML_BA_MANAGED);   /* BUG: caml_stat_free releases this memory, and the GC calls free */
}

static void *map (void)
{
   return mmap (NULL, WORDS * sizeof (long), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

value ba_mapped (value unit)
{
   return words (map (), CAML_BA_MANAGED);   /* BUG: munmap releases this memory, and the GC calls free */
}

value ba_map (value unit)
{
   return words (map (), CAML_BA_EXTERNAL);
}

value ba_unmap (value v)
{
   munmap (Caml_ba_data_val (v), caml_ba_byte_size (Caml_ba_array_val (v)));   /* BUG: the bigarray keeps the address */
   return Val_unit;
}
