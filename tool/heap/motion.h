/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where blocks have been: the moves of the last collections, old address to new.

   Of a minor collection, the promotions are recorded when C code has run since the one
   before. Those of blocks that C has seen are kept, as compactions are, for MOTION_GENERATIONS
   collections, all others, which are many, for MOTION_WHOLE. Neighbouring blocks that move
   by the same distance are one run, which makes a compaction cheap to keep. */
#ifndef SC_MOTION_H
#define SC_MOTION_H

#include "base/base.h"

#define MOTION_GENERATIONS 64
#define MOTION_WHOLE       4

typedef enum { MOTION_PROMOTION = 1, MOTION_COMPACTION, MOTION_DESCRIBED } MotionKind;

typedef struct {
   MotionKind kind;
   UInt       number; /* of that collection since the program's start */
   Stamp      when;
   Addr       from;   /* the address asked for, before and after the move */
   Addr       to;
} Motion;

/* C has the address `a`, of a block that may be in a minor heap. */
static inline void SC_(motion_note)(Addr a);
/* [lo,hi), of a minor heap, is empty now. */
void SC_(motion_forget)(Addr lo, Addr hi);

/* A collection begins; its moves follow. */
void SC_(motion_begin)(MotionKind kind, UInt number, Stamp when);
/* `bytes` from `from` on are now at `to` (headers included or not, but always
   the same way). */
void SC_(motion_move)(Addr from, Addr to, SizeT bytes);

/* How did what is at `a` now come there? The latest move first; at most `max`
   are written to `moves`. Returns how many. */
UInt SC_(motion_history)(Addr a, Motion* moves, UInt max);

/* Where is now what was at `a` before the last collection that moved it? False
   when no recorded collection moved it. */
Bool SC_(motion_forward)(Addr a, Motion* move);

/* A bit for each cache line. Those of 128 MB lie side by side, of which a program has a few in minor
   heaps; where they share one, too much is taken for seen. */
#define MOTION_LINE  64
#define MOTION_LINES (1UL << 21)
extern UChar SC_(motion_lines)[MOTION_LINES / 8];

static inline void SC_(motion_note)(Addr a)
{
   const UWord line = a / MOTION_LINE % MOTION_LINES;
   SC_(motion_lines)[line / 8] |= 1U << line % 8;
}

#endif
