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
   Block b;
   const Range* r = SC_(region_of)(base);
   if ((base & 7) != 0 || !r || base - WORD_BYTES < r->lo || !SC_(block_read)(base, &b))
      return False;
   s->lo = base - WORD_BYTES;
   s->size = SC_(header_whole)(b.header);
   return s->lo + s->size <= r->hi && addr - s->lo < s->size;
}

/* Only what lies behind a block, seen from its very address, is certain: compilers make
   pointers that run before or behind an array. Closures share their block (infix). */
static Bool is_address_of(Addr base, Block* b)
{
   return SC_(block_at)(base, b) && !b->free && base == b->addr
          && SC_(header_tag)(b->header) != TAG_CLOSURE && SC_(header_tag)(b->header) != TAG_INFIX;
}

Bool SC_(check_access)(Addr addr, Addr base, Bool (*may_look)(void), Span* s, Breach* b)
{
   Block block;
   VG_(memset)(b, 0, sizeof *b);
   if (looks_inside(addr, base, s))
      return False;
   s->lo = base < addr ? base : addr;
   s->size = (base < addr ? addr - base : base - addr) + WORD_BYTES;
   if (addr < base || !SC_(in_heap)(base) || !may_look() || !is_address_of(base, &block))
      return False;
   b->fault = FAULT_OUTSIDE_BLOCK;
   b->certainty = DEFINITE;
   b->addr = addr;
   b->word = base;
   b->n = SC_(header_wosize)(block.header);
   return True;
}
