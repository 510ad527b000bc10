/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC108: accesses by addresses that C has got from OCaml. */
#include "check/breach.h"

#include "heap/block.h"
#include "heap/region.h"
#include "runtime/value.h"

/* Is the base, as it looks, a value, and the address in its block? */
static Bool looks_inside(const Access* a, Span* s)
{
   const Addr lo = a->base - WORD_BYTES;
   if ((a->base & 7) != 0 || !SC_(in_heap)(lo))
      return False;
   const UWord header = *(const UWord*)lo;
   const SizeT size = SC_(header_whole)(header);
   if (a->addr - lo >= size || !SC_(in_heap)(lo + size - 1))
      return False;
   s->lo = lo;
   s->size = size;
   if (!a->real && a->bytes == WORD_BYTES && a->addr > lo)
      SC_(word_block_looked_at)(a->base, header);
   return True;
}

/* May it be told of what is reached so that it is outside? Compilers make pointers that lie
   before an array. They also reach one array by its distance from another: then a number of
   bytes says nothing, unless they lead to the header of the next block. */
static Bool is_certain(const Access* a)
{
   const Range* r = SC_(region_of)(a->addr);
   const Range* mine = SC_(region_of)(a->base);
   if (a->distance == DISTANCE_FIXED)
      return a->addr >= a->base;
   return r && mine && r->lo == mine->lo
          && (a->distance == DISTANCE_SCALED
              || a->addr - a->base - SC_(header_bytes)(*(const UWord*)(a->base - WORD_BYTES)) < WORD_BYTES);
}

AccessVerdict SC_(access_breach)(Fault fault, const Access* a, UWord header, Breach* b)
{
   VG_(memset)(b, 0, sizeof *b);
   b->fault = fault;
   b->certainty = DEFINITE;
   b->addr = a->addr;
   b->word = a->base;
   b->written = a->written;
   b->n = SC_(header_wosize)(header);
   return ACCESS_WRONG;
}

/* What lies further off may have been reached by its distance from this block, on purpose. */
AccessVerdict SC_(check_moved)(const Access* a, UWord header, Bool (*may_look)(void), Span* s, Breach* b)
{
   Block block;
   if (!SC_(in_heap)(a->base - WORD_BYTES)
       || SC_(header_wosize)(*(const UWord*)(a->base - WORD_BYTES)) != SC_(header_wosize)(header))
      return ACCESS_UNKNOWN;
   if (looks_inside(a, s))
      return ACCESS_RIGHT;
   const Addr end = a->base + SC_(header_bytes)(header);
   const Range* r = SC_(region_of)(a->base);
   if (a->addr - end >= WORD_BYTES || !r || a->addr >= r->hi || !may_look() || !SC_(block_begins)(a->base, &block))
      return ACCESS_UNKNOWN;
   return SC_(access_breach)(FAULT_OUTSIDE_BLOCK, a, block.header, b);
}

AccessVerdict SC_(check_bounds)(const Access* a, Bool (*may_look)(void), Span* s, Breach* b)
{
   Block block;
   if (!SC_(in_heap)(a->base))
      return a->distance == DISTANCE_FIXED ? ACCESS_RIGHT : ACCESS_UNKNOWN;
   if (looks_inside(a, s))
      return ACCESS_RIGHT;
   if (!is_certain(a) || !may_look() || !SC_(block_begins)(a->base, &block))
      return ACCESS_UNKNOWN;
   return SC_(access_breach)(FAULT_OUTSIDE_BLOCK, a, block.header, b);
}
