/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over OCaml regions. In 4.x a region is blocks without gaps, each its
   header and then its fields (runtime/memory.c, major_gc.c); the minor heap is
   so from the allocation pointer on (minor_gc.c). A pool of 5.x is slots of one size, each
   a block or free (shared_heap.c). Described heaps have a table (heap/described.h). */
#include "heap/block.h"

#include "base/client.h"
#include "base/range_map.h"
#include "heap/described.h"
#include "heap/region.h"
#include "runtime/value.h"

SizeT SC_(block_bytes)(const Block* b)
{
   if (b->region == REGION_DESCRIBED) {
      Addr lo, hi;
      return SC_(described_block)(b->addr, &lo, &hi) ? hi - lo : 0;
   }
   return SC_(header_bytes)(b->header);
}

static Bool described_at(Addr a, Block* b)
{
   Addr lo, hi;
   if (!SC_(described_block)(a, &lo, &hi))
      return False;
   b->addr = lo;
   b->header = 0;
   b->region = REGION_DESCRIBED;
   b->free = False;
   return True;
}

Bool SC_(block_read)(Addr addr, Block* b)
{
   const Range* r = SC_(region_of)(addr - WORD_BYTES);
   UWord hd;
   if (described_at(addr, b))
      return b->addr == addr;
   if (r && r->data == REGION_DESCRIBED)
      return False;
   if (!r || !SC_(client_word)(addr - WORD_BYTES, &hd))
      return False;
   b->addr = addr;
   b->header = hd;
   b->region = (RegionKind)r->data;
   b->free = False;
   const Runtime* rt = SC_(the_runtime)();
   if (SC_(is_major)(b->region) && rt)
      b->free = rt->header_free(rt, addr - WORD_BYTES, hd);
   return True;
}

/* Bytes from header to header; 0 when blocks lie without gaps. */
static SizeT slot_bytes(const Range* r)
{
   const Runtime* rt = SC_(the_runtime)();
   return rt && rt->slot_bytes ? rt->slot_bytes(rt, r->lo, (RegionKind)r->data) : 0;
}

/* The part of the region that is blocks: [*lo,*hi) are headers and fields. */
static Bool walkable(const Range* r, Addr* lo, Addr* hi)
{
   const Runtime* rt = SC_(the_runtime)();
   if (!rt || r->data == REGION_DESCRIBED)
      return False;
   if (r->data == REGION_MINOR)
      return rt->minor_live(rt, r->lo, lo, hi);
   const SizeT slot = slot_bytes(r);
   *lo = rt->first_header(rt, r->lo, r->hi, (RegionKind)r->data);
   *hi = slot && *lo < r->hi ? *lo + (r->hi - *lo) / slot * slot : r->hi;
   return *lo >= r->lo && *lo < r->hi;
}

/* One step: the block whose header is at `hp`, and the header after it. False at
   a header that cannot be one. */
static Bool step(const Range* r, SizeT slot, Addr hp, Addr hi, Block* b, Addr* next)
{
   UWord hd;
   if (!SC_(client_word)(hp, &hd))
      return False;
   const SizeT whole = SC_(header_whole)(hd);
   if ((slot ? slot : whole) > hi - hp || (slot && whole > slot))
      return False;
   *next = hp + (slot ? slot : whole);
   b->addr = hp + WORD_BYTES;
   b->header = hd;
   b->region = (RegionKind)r->data;
   b->free = False;
   const Runtime* rt = SC_(the_runtime)();
   if (SC_(is_major)((RegionKind)r->data) && rt)
      b->free = rt->header_free(rt, hp, hd);
   return True;
}

void SC_(blocks_walk)(Addr a, Bool (*each)(const Block*, void*), void* opaque)
{
   const Range* r = SC_(region_of)(a);
   Addr hp, hi, next;
   Block b;
   if (!r || !walkable(r, &hp, &hi))
      return;
   const Range region = *r;
   const SizeT slot = slot_bytes(r);
   for (; hp < hi && step(&region, slot, hp, hi, &b, &next); hp = next)
      if (!each(&b, opaque))
         return;
}

typedef struct {
   Addr   wanted;
   Block* result;
   Bool   found;
} Search;

static Bool reached(const Block* b, void* opaque)
{
   Search* s = opaque;
   if (s->wanted >= b->addr + SC_(header_bytes)(b->header))
      return True;
   if (s->wanted >= b->addr - WORD_BYTES) {
      *s->result = *b;
      s->found = True;
   }
   return False;
}

/* Where blocks lie in slots, no walk is needed. False where they do not. */
static Bool slot_at(const Range* r, Addr a, Search* s)
{
   const SizeT slot = slot_bytes(r);
   Addr lo, hi, next;
   Block b;
   if (slot == 0)
      return False;
   if (walkable(r, &lo, &hi) && a >= lo && step(r, slot, lo + (a - lo) / slot * slot, hi, &b, &next))
      reached(&b, s);
   return True;
}

/* Static data is not one run of blocks: the compiler pads and interleaves. The
   header below the nearest word that looks like one is good enough for words. */
static Bool static_at(Addr a, Block* b)
{
   for (Addr hp = (a & ~7UL) - WORD_BYTES; a - hp <= 257 * WORD_BYTES; hp -= WORD_BYTES) {
      const Range* r = SC_(region_of)(hp + WORD_BYTES);
      UWord hd;
      if (!r || r->data != REGION_STATIC || !SC_(client_word)(hp, &hd))
         return False;
      if (SC_(header_colour)(hd) == 3 && SC_(header_wosize)(hd) > 0
          && a < hp + SC_(header_whole)(hd) && SC_(header_wosize)(hd) < (1UL << 30)) {
         b->addr = hp + WORD_BYTES;
         b->header = hd;
         b->region = REGION_STATIC;
         b->free = False;
         return True;
      }
   }
   return False;
}

Bool SC_(block_at)(Addr a, Block* b)
{
   const Range* r = SC_(region_of)(a);
   Search s = { a, b, False };
   if (!r)
      return False;
   if (r->data == REGION_DESCRIBED)
      return described_at(a, b);
   if (r->data == REGION_STATIC)
      return static_at(a, b);
   if (!slot_at(r, a, &s))
      SC_(blocks_walk)(a, reached, &s);
   return s.found;
}

Bool SC_(block_begins)(Addr a, Block* b)
{
   return SC_(block_at)(a, b) && !b->free && a == b->addr && b->region != REGION_DESCRIBED
          && SC_(header_tag)(b->header) != TAG_CLOSURE && SC_(header_tag)(b->header) != TAG_INFIX;
}

Addr SC_(blocks_consistent)(void)
{
   const RangeMap* map = SC_(regions)();
   for (UWord i = 0; i < SC_(range_map_size)(map); i++) {
      const Range r = *SC_(range_map_nth)(map, i);
      Addr hp, hi, next;
      Block b;
      if (r.data == REGION_STATIC || !walkable(&r, &hp, &hi))
         continue;
      const SizeT slot = slot_bytes(&r);
      for (; hp < hi; hp = next)
         if (!step(&r, slot, hp, hi, &b, &next))
            return hp;
   }
   return 0;
}
