/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model of glibc's free for pointers it should not get. */
#include "check/glibc.h"

/* Bits of a chunk's size word (malloc.c, "Physical chunk operations"). */
#define IS_MMAPPED     2UL
#define NON_MAIN_ARENA 4UL
#define SIZE_BITS      7UL

#define MIN_CHUNK      0x20UL
#define TCACHE_MAX     0x410UL    /* largest chunk of a tcache bin */
#define MMAP_THRESHOLD (128UL << 10)

static SizeT chunk_of(SizeT bytes)
{
   const SizeT chunk = (bytes + 8 + 15) & ~15UL;
   return chunk < MIN_CHUNK ? MIN_CHUNK : chunk;
}

GlibcVerdict SC_(glibc_double_free)(SizeT bytes)
{
   const SizeT chunk = chunk_of(bytes);
   if (chunk <= TCACHE_MAX)
      return GLIBC_TCACHE;
   return chunk >= MMAP_THRESHOLD ? GLIBC_SEGV : GLIBC_PREV;
}

/* free looks at IS_MMAPPED first, then for the arena of a chunk that is not of the
   main one (at the 64 MiB boundary below, which is not mapped); then _int_free
   checks alignment and size; then the tcache takes any size it has a bin for; the
   main arena refuses a chunk whose neighbour lies outside it. */
GlibcVerdict SC_(glibc_foreign_free)(Addr p, UWord size_word)
{
   const UWord size = size_word & ~SIZE_BITS;
   if (size_word & IS_MMAPPED)
      return GLIBC_MUNMAP_CHUNK;
   if (size_word & NON_MAIN_ARENA)
      return GLIBC_SEGV;
   if ((p & 15) != 0 || p - 16 > -size) /* the chunk begins 16 below and may not wrap */
      return GLIBC_INVALID;
   if (size < MIN_CHUNK || (size & 15) != 0)
      return GLIBC_INVALID_SIZE;
   return size <= TCACHE_MAX ? GLIBC_SILENT : GLIBC_OUT;
}

SizeT SC_(glibc_next_malloc)(UWord size_word)
{
   return (size_word & ~SIZE_BITS) - 8;
}

const HChar* SC_(glibc_words)(GlibcVerdict v)
{
   switch (v) {
   case GLIBC_TCACHE:  return "glibc aborts with \"free(): double free detected in tcache 2\"";
   case GLIBC_FASTTOP: return "glibc aborts with \"double free or corruption (fasttop)\"";
   case GLIBC_PREV:    return "glibc aborts with \"double free or corruption (!prev)\" or \"(top)\"";
   case GLIBC_OUT:     return "glibc aborts with \"double free or corruption (out)\"";
   case GLIBC_INVALID: return "glibc aborts with \"free(): invalid pointer\"";
   case GLIBC_INVALID_SIZE: return "glibc aborts with \"free(): invalid size\"";
   case GLIBC_MUNMAP_CHUNK: return "glibc aborts with \"munmap_chunk(): invalid pointer\"";
   case GLIBC_SEGV:    return "free crashes with SIGSEGV, without a word";
   default:            return "glibc says nothing and puts the memory on a free list";
   }
}
