/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What glibc's words mean when the program is OCaml. free() of an OCaml block
   takes the block's header for malloc's chunk size, so the message depends on
   the block's tag and size and says nothing about a second free. Observed with
   glibc 2.36 and OCaml 4.13.1, one free() of one OCaml block each. */
#include "explain.h"

#include <string.h>

typedef struct {
   const char* message; /* the part of glibc's line that identifies it */
   const char* kind;
   const char* meaning;
} Meaning;

static const char real_double_free[] =
   "A real double free of a C block. In an OCaml program: a block with two owners, or an explicit release\n"
   "followed by the finaliser. The message comes from the second release, which is often the GC's; the cause\n"
   "is earlier. When malloc handed the block out again in between, glibc says nothing.";

static const Meaning meanings[] = {
   { "double free or corruption (out)", "FreeOfGcBlock",
     "Practically never a double free. The usual cause is free() of a block that the OCaml GC owns: a tuple,\n"
     "record or array of two or more fields at an address that is a multiple of 16. glibc reads the OCaml\n"
     "header (0x800 for two fields) as a chunk size and finds the next chunk outside the heap. Nothing was\n"
     "freed twice." },
   { "double free or corruption (fasttop)", "DoubleFree",
     real_double_free },
   { "double free or corruption (top)", "DoubleFree",
     real_double_free },
   { "double free or corruption (!prev)", "DoubleFree",
     real_double_free },
   { "free(): double free detected in tcache 2", "DoubleFree",
     real_double_free },
   { "free(): invalid pointer", "FreeOfGcBlock",
     "free() of memory that malloc did not hand out. In an OCaml program: an OCaml block at an address that is\n"
     "8 modulo 16 (a tuple, record or array), or the header of a block (Hp_val) of a string." },
   { "munmap_chunk(): invalid pointer", "FreeOfGcBlock",
     "free() of memory that malloc did not hand out. In an OCaml program: a custom block, a closure or a float\n"
     "array; their tags read as malloc's mark for a block of its own mapping." },
   { "Segmentation fault", "FreeOfGcBlock",
     "Many causes. Inside free() and without any message of glibc: free() of an OCaml string, bytes or float,\n"
     "or a second free of a large C block (mapped on its own; seen at 200 KB)." },
};

static const char* const silent_case =
   "The same mistake can be silent: free() of a one-field block (a ref) at a multiple of 16 succeeds, and the\n"
   "next malloc(1016) returns the living OCaml block.\n";

const char* explain_message(FILE* out, const char* message)
{
   for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
      const Meaning* m = &meanings[i];
      if (strcasestr(message, m->message) == NULL)
         continue;
      fprintf(out, "\"%s\"\n\n%s\n", m->message, m->meaning);
      if (strcmp(m->kind, "FreeOfGcBlock") == 0)
         fputs(silent_case, out);
      fprintf(out, "\nSeen with glibc 2.36 and OCaml 4.13.1. Read on: stubcheck --explain %s\n", m->kind);
      return m->kind;
   }
   return NULL;
}
