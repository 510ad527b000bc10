/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shadow memory: a tag for each word of the client's memory. Chunks of 8 KiB share
   one of three constant secondaries (nothing tagged, all OCaml's, all freed) until a tag is
   stored in them.

   Invariant: the words of the regions of the heap and the registered roots hold
   TAG_MARK, no others do. */
#ifndef SC_SHADOW_H
#define SC_SHADOW_H

#include "provenance/tag.h"

#define SHADOW_CHUNK_BITS 13
#define SHADOW_CHUNK      (1UL << SHADOW_CHUNK_BITS)
#define SHADOW_WORDS      (SHADOW_CHUNK / sizeof(Tag))
#define SHADOW_PAD        16          /* words before and behind a secondary, all TAG_ELSEWHERE */
#define SHADOW_PRIMARIES  (1UL << 25) /* of 8 KiB: 256 GiB, more than the client may map */

/* Read by instrumented code. The secondary of the chunk that holds `a` lies at
   SC_(shadow_base) + SC_(shadow_primary)[chunk of a], in bytes: a zero entry is
   the secondary of zeros. */
extern ULong SC_(shadow_primary)[SHADOW_PRIMARIES];
extern Tag   SC_(shadow_nothing)[SHADOW_PAD + SHADOW_WORDS + SHADOW_PAD];

static inline UWord SC_(shadow_base)(void)
{
   return (UWord)&SC_(shadow_nothing)[SHADOW_PAD];
}

void SC_(shadow_init)(void);

/* Of the word that holds `a`. */
Tag  SC_(shadow_get)(Addr a);
/* Nothing happens when the word is OCaml's. */
void SC_(shadow_set)(Addr a, Tag t);

/* The words of [lo,hi) are OCaml's, or no longer (then they have no tags). */
void SC_(shadow_mark)(Addr lo, Addr hi);
void SC_(shadow_unmark)(Addr lo, Addr hi);

/* The words of [lo,hi) are freed, but for OCaml's, until they are cleared or stored to. */
void SC_(shadow_release)(Addr lo, Addr hi);

/* The word at `a`, aligned, lies behind a C block. */
void SC_(shadow_behind)(Addr a);

/* The words that [lo,hi) touches have no tags, but for OCaml's. */
void SC_(shadow_clear)(Addr lo, Addr hi);

/* `bytes` have been copied, both addresses word-aligned. OCaml's words give no tag. */
void SC_(shadow_copy)(Addr to, Addr from, SizeT bytes);

#endif
