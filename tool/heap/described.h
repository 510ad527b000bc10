/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of described heaps: a table, since such blocks need not have headers and
   their regions need not be walkable.

   Invariant: blocks do not overlap; each is of a block that was told born and not
   told dead. */
#ifndef SC_DESCRIBED_H
#define SC_DESCRIBED_H

#include "base/base.h"

/* The block that holds `a` is [*lo,*hi); False when there is none. */
Bool SC_(described_block)(Addr a, Addr* lo, Addr* hi);

/* The lowest block that overlaps [lo,hi): its address, or 0. */
Addr SC_(described_overlap)(Addr lo, Addr hi);

/* A block of `bytes` at `addr`, which no block overlaps; an empty one is kept as one
   byte. */
void SC_(described_add)(Addr addr, SizeT bytes);

/* The block that begins at `addr` is no more. False when none begins there. */
Bool SC_(described_remove)(Addr addr);

#endif
