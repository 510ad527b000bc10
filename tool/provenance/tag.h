/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tag of a 64-bit word: 0, or the epoch in which the word pointed into OCaml
   memory and the site where it came from. A word whose epoch is over is stale: the
   GC may have run since, and whoever kept the word outside of any root may not use
   it any more. */
#ifndef SC_TAG_H
#define SC_TAG_H

#include "base/base.h"

typedef ULong Tag;

#define EPOCH_BITS 40
#define EPOCH_MASK ((1UL << EPOCH_BITS) - 1)

/* In shadow memory: the word is OCaml's own (heap, static data, a registered root).
   What is loaded from there is fresh, what is stored there is used. Its epoch bits
   are those of no epoch, so that one comparison tells it from current tags. */
#define TAG_MARK (~0UL)

/* The current epoch, from 1; read by instrumented code (gc_point.c advances it). */
extern ULong SC_(epoch);

static inline Tag SC_(tag)(UInt site, ULong epoch)
{
   return ((Tag)site << EPOCH_BITS) | epoch;
}

static inline ULong SC_(tag_epoch)(Tag t) { return t & EPOCH_MASK; }
static inline UInt  SC_(tag_site)(Tag t)  { return (UInt)(t >> EPOCH_BITS); }

/* Epochs to come (of a block that is being allocated in line) are not over. */
static inline Bool SC_(tag_is_stale)(Tag t)
{
   return t != 0 && t != TAG_MARK && SC_(tag_epoch)(t) < SC_(epoch);
}

/* The same origin, now. */
static inline Tag SC_(tag_refreshed)(Tag t)
{
   return SC_(tag)(SC_(tag_site)(t), SC_(epoch));
}

#endif
