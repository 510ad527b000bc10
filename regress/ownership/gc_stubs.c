/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs that give memory of the OCaml heap to free or realloc.  Nothing is freed twice here, yet glibc often says so:
   it reads the block's header as the size of a malloc chunk.  Shared by the s4 scenarios and the free matrix. */

#include <caml/mlvalues.h>
#include <stdlib.h>
#include <string.h>

/* Position of a block in its 16-byte line, 0 or 8: glibc judges by it. */
value gc_misalignment (value v)
{
   return Val_long ((long) v & 15);
}

/* One stub for each place where the block may be, so that the three are told apart. */

value gc_free_young (value v)
{
   free ((void *) v);   /* BUG: the block is in the minor heap */
   return Val_unit;
}

value gc_free_old (value v)
{
   free ((void *) v);   /* BUG: the block is in the major heap */
   return Val_unit;
}

value gc_free_compacted (value v)
{
   free ((void *) v);   /* BUG: the block is in the major heap, where a compaction has put it */
   return Val_unit;
}

value gc_free_string (value s)
{
   free ((char *) String_val (s));   /* BUG: the characters are part of the OCaml block */
   return Val_unit;
}

value gc_free_header (value s)
{
   free (Hp_val (s));   /* BUG: the header is part of the OCaml block */
   return Val_unit;
}

value gc_realloc_string (value s)
{
   char *longer = realloc ((char *) String_val (s), 100);   /* BUG: only malloc's memory can grow */
   return Val_bool (longer != NULL);
}

/* A library that takes a string and frees it when it is told the next one. */
static char *lib_title;

value gc_keep_title (value s)
{
   free (lib_title);
   lib_title = (char *) String_val (s);   /* BUG: the library will free an address inside an OCaml block */
   return Val_unit;
}

value gc_drop_title (value unit)
{
   free (lib_title);
   lib_title = NULL;
   return unit;
}
