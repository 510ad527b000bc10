/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of what C stores, and of memory behind and after C blocks. */
#ifndef SC_STORE_RULES_H
#define SC_STORE_RULES_H

#include "base/base.h"
#include "provenance/new_block.h"

/* A stub has stored `value`, the address of an OCaml block, to `addr`, in OCaml's memory or
   a root. */
void SC_(rules_store)(Addr addr, UWord value);

/* A helper of instrumented code: a stub has stored an immediate to `addr`, where the address `old`
   was. */
void SC_(rules_overwritten)(Addr addr, UWord old);

/* Is `addr`, in the heap, a word of a payload in which C may keep what it likes? Walks the
   heap. */
Bool SC_(rules_is_payload)(Addr addr);

/* A stub has stored to the words of [addr,addr+bytes), of OCaml's memory. Quick. */
static inline void SC_(rules_stored)(Addr addr, UWord bytes);
void SC_(rules_stored_near)(Addr addr, UWord bytes);

/* The same of `value`, any word, which may be in the place of a custom block's operations. */
void SC_(rules_stored_first)(Addr addr, UWord value);

/* A helper of instrumented code: [addr,addr+bytes) is of freed memory, and accessed. */
void SC_(released_used)(Addr addr, UWord bytes);

/* The same of the word at `addr`, behind a C block. */
void SC_(behind_used)(Addr addr, UWord written);

/* The word at `addr` is loaded, which may be either; `exactly`: by code that reads no more than it wants. */
void SC_(memory_read)(Addr addr, UWord exactly);

/* Does the store fill the new block, or go beyond it? */
static inline Bool SC_(rules_want_store)(Addr addr, UWord bytes)
{
   const NewBlock* b = &SC_(new_block);
   const Addr end = b->block + b->bytes;
   return b->block != 0 && addr + bytes > b->block && addr <= end
          && (addr + bytes > end || SC_(unfilled).size != 0);
}

static inline void SC_(rules_stored)(Addr addr, UWord bytes)
{
   if (SC_(rules_want_store)(addr, bytes))
      SC_(rules_stored_near)(addr, bytes);
}

#endif
