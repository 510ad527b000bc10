/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of described blocks: a balanced tree, since every allocation of the
   program is told. */
#include "heap/described.h"

typedef struct {
   Addr lo;
   Addr hi;
} Span;

static OSet* blocks; /* of Span; NULL while nothing was told */

/* An overlap counts as equality, which orders spans that do not overlap. */
static Word compare(const void* key, const void* element)
{
   const Span *k = key, *e = element;
   if (k->hi <= e->lo)
      return -1;
   return k->lo >= e->hi;
}

static Span* find(Addr lo, Addr hi)
{
   const Span key = { lo, hi };
   return blocks ? VG_(OSetGen_Lookup)(blocks, &key) : NULL;
}

Bool SC_(described_block)(Addr a, Addr* lo, Addr* hi)
{
   const Span* s = find(a, a + 1);
   if (!s)
      return False;
   *lo = s->lo;
   *hi = s->hi;
   return True;
}

Addr SC_(described_overlap)(Addr lo, Addr hi)
{
   Addr lowest = 0;
   for (const Span* s = find(lo, hi); s; s = lo < s->lo ? find(lo, s->lo) : NULL)
      lowest = s->lo;
   return lowest;
}

void SC_(described_add)(Addr addr, SizeT bytes)
{
   if (!blocks)
      blocks = VG_(OSetGen_Create)(0, compare, VG_(malloc), "sc.described", VG_(free));
   Span* s = VG_(OSetGen_AllocNode)(blocks, sizeof *s);
   s->lo = addr;
   s->hi = addr + (bytes ? bytes : 1);
   VG_(OSetGen_Insert)(blocks, s);
}

Bool SC_(described_remove)(Addr addr)
{
   Span* s = find(addr, addr + 1);
   if (!s || s->lo != addr)
      return False;
   VG_(OSetGen_Remove)(blocks, s);
   VG_(OSetGen_FreeNode)(blocks, s);
   return True;
}
