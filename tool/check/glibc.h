/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What glibc's malloc does, natively, with a release that is wrong: its words
   mislead ("double free or corruption (out)" is seldom a double free). Pure.
   Source: malloc/malloc.c of glibc 2.36 (free, _int_free, munmap_chunk), checked
   by running each case. */
#ifndef SC_GLIBC_H
#define SC_GLIBC_H

#include "base/base.h"

typedef enum {
   GLIBC_TCACHE,        /* "free(): double free detected in tcache 2" */
   GLIBC_FASTTOP,       /* "double free or corruption (fasttop)" */
   GLIBC_PREV,          /* "double free or corruption (!prev)" */
   GLIBC_OUT,           /* "double free or corruption (out)" */
   GLIBC_INVALID,       /* "free(): invalid pointer" */
   GLIBC_INVALID_SIZE,  /* "free(): invalid size" */
   GLIBC_MUNMAP_CHUNK,  /* "munmap_chunk(): invalid pointer" */
   GLIBC_SEGV,          /* SIGSEGV inside free, no words */
   GLIBC_SILENT         /* nothing; malloc is poisoned */
} GlibcVerdict;

/* free of the second time of a malloc'ed block of `bytes`, nothing between. */
GlibcVerdict SC_(glibc_double_free)(SizeT bytes);

/* free (p) of memory that malloc never gave out, where the word below p, that
   malloc takes for the chunk's size, is `size_word`. */
GlibcVerdict SC_(glibc_foreign_free)(Addr p, UWord size_word);

/* The bytes that the next malloc asks for to be given a silently freed chunk with
   this size word. */
SizeT SC_(glibc_next_malloc)(UWord size_word);

/* "glibc aborts with "..."" and so on. Constant text. */
const HChar* SC_(glibc_words)(GlibcVerdict v);

#endif
