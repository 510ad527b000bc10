/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tag of a 64-bit word: 0, or the epoch in which the word pointed into OCaml
   memory and the site where it came from. A word whose epoch is over is stale: the
   GC may have run since, and whoever kept the word outside of any root may not use
   it any more. */
#ifndef SC_TAG_H
#define SC_TAG_H

#include "base/base.h"

typedef ULong Tag;

/* The site is in the low bits: tags are in the order of their epochs. */
#define SITE_BITS 24

/* Among the bits of the site: the word was computed from the one that C has got, by code of
   objects that use values. Without it, and from such code, the word is that very one. */
#define TAG_DERIVED (1UL << (SITE_BITS - 1))

/* In shadow memory: the word is OCaml's own (heap, static data, a registered root).
   What is loaded from there is fresh, what is stored there is used. It is below all
   tags: with the stale ones it lies between 0 and those of now, and one comparison
   tells whether there is anything to do. */
#define TAG_MARK 1UL

/* In shadow memory: the word is of C memory that was freed. */
#define TAG_RELEASED 2UL

/* In shadow memory: the first whole word behind a C block. Of loads only those are looked at
   that code of objects that use values makes, a word at a time: string functions and vectors
   read more than they want. */
#define TAG_BEHIND 3UL

/* Beside a secondary of the shadow: the tag is in that of the next chunk. Or'ed with others it is
   above the marks. */
#define TAG_ELSEWHERE 4UL

/* Words of the shadow up to this one are no tags. */
#define TAG_SPECIAL 4UL

/* GC points are numbered, those of all domains together (gc_point.c).
   moment: the last of all; fresh tags carry it.
   epoch: the last one of the running domain, from 1; read by instrumented code. It can only
   be behind the moment when there are several domains.
   epoch_before: the one before it. */
extern ULong SC_(moment), SC_(epoch), SC_(epoch_before);

/* Tags from 1 up to this one are marks, or stale: follows the epoch. */
extern ULong SC_(tags_over);

static inline Tag SC_(tag)(UInt site, ULong epoch)
{
   return (epoch << SITE_BITS) | site;
}

/* The epoch of immediates, which have tags so that their use as addresses is seen: it is never over,
   whatever is computed from them (an index, in an address). No program has so many GC points. */
#define EPOCH_OF_IMMEDIATES (1UL << 38)

static inline ULong SC_(tag_epoch)(Tag t) { return t >> SITE_BITS; }
static inline UInt  SC_(tag_site)(Tag t)  { return (UInt)(t & (TAG_DERIVED - 1)); }

/* Epochs to come (of a block that is being allocated in line) are not over. */
static inline Bool SC_(tag_is_stale)(Tag t)
{
   return t > TAG_SPECIAL && SC_(tag_epoch)(t) < SC_(epoch);
}

/* The same origin, now. */
static inline Tag SC_(tag_refreshed)(Tag t)
{
   return (SC_(moment) << SITE_BITS) | (t & ((1UL << SITE_BITS) - 1));
}

#endif
