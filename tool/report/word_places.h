/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where C code holds a word at one moment, or what its frames are: what a debugger has to know to
   tell which variable is meant. There is no debugger here: the trace takes it to the programs
   that have one. */
#ifndef SC_WORD_PLACES_H
#define SC_WORD_PLACES_H

#include "provenance/gc_frame.h"

enum { PLACE_FRAMES = 8, PLACES = 32 };

/* A frame of C code at the use. */
typedef struct {
   Addr  ip; /* of the instruction; of a caller one less than the return address */
   UWord sp, bp;
} PlaceFrame;

typedef struct {
   Addr       slot;     /* not 0: of this one the variable is meant, and only `frames` matter */
   UWord      word;
   Addr       kept;     /* from where C has loaded it last; 0: not known */
   Addr       origin;   /* the instruction or call that gave it to C; 0 when it was an argument */
   Addr       stub;     /* entry of the stub that has run since before the GC point */
   Addr       entry_sp; /* the stack pointer there */
   UInt       frames_n;
   PlaceFrame frames[PLACE_FRAMES]; /* innermost first */
   UInt       at_n;
   Addr       at[PLACES]; /* words of the stack that hold it, and are no roots */
   GcFrame    crossing;   /* at a GC point that the word has lived through */
} WordPlaces;

#endif
