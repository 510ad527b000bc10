/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where blocks have been: the moves of the last collections, old address to new.

   A compaction is recorded whole. Of minor collections, the promotions are
   recorded when C code has run since the one before (it may have seen the old
   addresses), the last MOTION_GENERATIONS of them. Neighbouring blocks that move
   by the same distance are one run, which makes a compaction cheap to keep. */
#ifndef SC_MOTION_H
#define SC_MOTION_H

#include "base/base.h"

#define MOTION_GENERATIONS 64

typedef enum { MOTION_PROMOTION = 1, MOTION_COMPACTION, MOTION_DESCRIBED } MotionKind;

typedef struct {
   MotionKind kind;
   UInt       number; /* of that collection since the program's start */
   Stamp      when;
   Addr       from;   /* the address asked for, before and after the move */
   Addr       to;
} Motion;

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

#endif
