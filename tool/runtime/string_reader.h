/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions of libc that read strings of C, by the entries of procedure linkage tables through which
   other objects call them. Knows what they are called; knows nothing of values. */
#ifndef SC_STRING_READER_H
#define SC_STRING_READER_H

#include "runtime/elf.h"

typedef struct {
   const HChar* name;
   UChar        strings; /* bit i: argument i + 1 is the address of a string, and never NULL */
} StringReader;

/* Remembers what the object calls that way. `bias` is added to the file's addresses. */
void SC_(string_readers_note)(const ElfFile* f, PtrdiffT bias);
/* Something was mapped or unmapped there. */
void SC_(string_readers_forget)(Addr lo, Addr hi);

/* The function that the entry at `plt` leads to; NULL when it is none of these, or not known. */
const StringReader* SC_(string_reader_at)(Addr plt);

#endif
