/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC108: accesses at a fixed distance from an address that C has got from OCaml. */
#include "check/breach.h"

#include "heap/block.h"
#include "heap/region.h"
#include "runtime/value.h"

/* Is `base`, as it looks, a value, and `addr` in its block? What lies before an address
   inside a block seldom looks like its header, and never makes a breach. */
static Bool looks_inside(Addr addr, Addr base, Span* s)
{
   const Addr lo = base - WORD_BYTES;
   if ((base & 7) != 0 || !SC_(in_heap)(lo))
      return False;
   const SizeT size = SC_(header_whole)(*(const UWord*)lo);
   if (addr - lo >= size || !SC_(in_heap)(lo + size - 1))
      return False;
   s->lo = lo;
   s->size = size;
   return True;
}

/* Only what lies behind a block, seen from its very address, is certain: compilers make
   pointers that run before or behind an array. Closures share their block (infix). */
static Bool is_address_of(Addr base, Block* b)
{
   return SC_(block_at)(base, b) && !b->free && base == b->addr
          && SC_(header_tag)(b->header) != TAG_CLOSURE && SC_(header_tag)(b->header) != TAG_INFIX;
}

AccessVerdict SC_(check_access)(Addr addr, Addr base, Bool (*may_look)(void), Span* s, Breach* b)
{
   Block block;
   if (!SC_(in_heap)(base) || looks_inside(addr, base, s))
      return ACCESS_INSIDE;
   if (addr < base || !may_look() || !is_address_of(base, &block))
      return ACCESS_UNKNOWN;
   VG_(memset)(b, 0, sizeof *b);
   b->fault = FAULT_OUTSIDE_BLOCK;
   b->certainty = DEFINITE;
   b->addr = addr;
   b->word = base;
   b->n = SC_(header_wosize)(block.header);
   return ACCESS_OUTSIDE;
}
