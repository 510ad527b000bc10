/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to C blocks, looked for word by word. */
#include "guest/references.h"

#include "base/client.h"
#include "base/range_map.h"    // Range
#include "heap/block.h"
#include "heap/custom.h"
#include "heap/global_root.h"
#include "heap/region.h"
#include "pub_tool_aspacemgr.h" // SkAnonC
#include "pub_tool_aspacehl.h" // VG_(get_segment_starts)
#include "pub_tool_machine.h"  // VG_(apply_to_GP_regs)
#include "runtime/value.h"

#define PAGE 4096UL

/* Looking for references, upwards through memory. */
typedef struct {
   XArray* candidates; /* of LeakCandidate, sorted by address */
   Addr    lo, hi;     /* they lie in [lo,hi) */
   XArray* skipped;    /* of Range, sorted: blocks in quarantine, and the runtime's lists of roots */
   Word    next;       /* the first of them that does not lie behind us */
} Scan;

static void skip_block(CBlock* c, void* ranges)
{
   const Range r = { c->addr, c->addr + c->bytes, 0 };
   if (c->family != FAMILY_MAP && c->bytes > 0)
      VG_(addToXA)(ranges, &r);
}

/* The runtime keeps the addresses of roots in skip lists, each in a cell that begins with it
   (skiplist.c); where caml_stat_alloc has a pool, two words of its own stand before. */
static void skip_root_cell(CBlock* c, void* ranges)
{
   enum { CELL_MAX = 256, POOL_WORDS = 2 };
   UWord first, third;
   if (c->family == FAMILY_RUNTIME && c->bytes > POOL_WORDS * WORD_BYTES && c->bytes < CELL_MAX
       && SC_(client_word)(c->addr, &first) && SC_(client_word)(c->addr + POOL_WORDS * WORD_BYTES, &third)
       && (SC_(global_root_at)(first) || SC_(global_root_at)(third)))
      skip_block(c, ranges);
}

static Int by_address(const void* a, const void* b)
{
   const Range *x = a, *y = b;
   return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* Where to go on from `a`: behind the skipped block that holds it, or `a`. */
static Addr past_skipped(Scan* s, Addr a)
{
   for (; s->next < VG_(sizeXA)(s->skipped); s->next++) {
      const Range* r = VG_(indexXA)(s->skipped, s->next);
      if (a < r->lo)
         return a;
      if (a < r->hi)
         return (r->hi + WORD_BYTES - 1) & ~(WORD_BYTES - 1UL);
   }
   return a;
}

/* A block of no bytes still has an address. */
static Addr end_of(const CBlock* c)
{
   return c->addr + (c->bytes ? c->bytes : 1);
}

/* The candidate that the address lies in, or NULL: a library may keep an address
   inside the block only (intrusive lists). */
static LeakCandidate* candidate_at(const Scan* s, Addr a)
{
   Word lo = 0, hi = VG_(sizeXA)(s->candidates);
   while (lo < hi) {
      const Word mid = (lo + hi) / 2;
      LeakCandidate* k = VG_(indexXA)(s->candidates, mid);
      if (a < k->block->addr)
         hi = mid;
      else if (a >= end_of(k->block))
         lo = mid + 1;
      else
         return k;
   }
   return NULL;
}

static void look_at_word(const Scan* s, UWord word, Addr a)
{
   LeakCandidate* k = word >= s->lo && word < s->hi ? candidate_at(s, word) : NULL;
   if (k && (a < k->block->addr || a >= end_of(k->block)))
      k->referenced = True; /* not by itself */
}

static void look_at(const Scan* s, Addr a)
{
   look_at_word(s, *(const UWord*)a, a);
}

/* Is the whole page heap? A described region may share its first and last page with
   other memory. */
static Bool all_heap(Addr page)
{
   const Range* r = SC_(heap_page)[PAGE_INDEX(page)] ? SC_(region_of)(page) : NULL;
   return r && r->data != REGION_STATIC && r->hi - page >= PAGE;
}

static void scan_page(Scan* s, Addr page)
{
   const Bool shared = SC_(heap_page)[PAGE_INDEX(page)] != 0;
   for (Addr a = page; a < page + PAGE;) {
      const Addr next = past_skipped(s, a);
      if (next != a) {
         a = next;
         continue;
      }
      if (!shared || !SC_(region_of)(a))
         look_at(s, a);
      a += WORD_BYTES;
   }
}

static void scan_segment(Scan* s, const NSegment* seg)
{
   if (!seg->hasR || !seg->hasW)
      return;
   for (Addr page = seg->start; page < seg->end; page += PAGE)
      if (!all_heap(page) && SC_(client_readable)(page, PAGE))
         scan_page(s, page);
}

/*--- OCaml's memory ---*/

/* An address may be there as an integer of OCaml's, too. */
static void look_at_all(const Scan* s, Addr lo, Addr hi)
{
   for (Addr a = lo; a < hi; a += WORD_BYTES) {
      UWord word;
      if (!SC_(client_word)(a, &word))
         return;
      look_at_word(s, word, a);
      if (word & 1)
         look_at_word(s, word >> 1, a);
   }
}

/* A dead custom block that is not swept yet holds what its finaliser will release. */
static Bool waits_for_finaliser(const Block* b)
{
   const CustomOps* ops = SC_(header_tag)(b->header) == TAG_CUSTOM ? SC_(custom_ops)(b->addr, b->header) : NULL;
   return ops && ops->finalize;
}

static Bool look_at_block(const Block* b, void* scan)
{
   if (!b->free || waits_for_finaliser(b))
      look_at_all(scan, b->addr, b->addr + SC_(block_bytes)(b));
   return True;
}

static void scan_heap(Scan* s)
{
   const RangeMap* regions = SC_(regions)();
   for (UWord i = 0; i < SC_(range_map_size)(regions); i++) {
      const Range* r = SC_(range_map_nth)(regions, i);
      if (r->data == REGION_MAJOR || r->data == REGION_MINOR)
         SC_(blocks_walk)(r->lo, look_at_block, s);
      else
         look_at_all(s, r->lo, r->hi);
   }
}

/*--- All ---*/

static const Scan* of_registers; /* while they are looked at */

static void look_at_register(ThreadId tid, const HChar* name, UWord word)
{
   look_at_word(of_registers, word, 0);
}

void SC_(references_mark)(XArray* candidates, Bool roots_apart)
{
   Int n = 0;
   const Word count = VG_(sizeXA)(candidates);
   if (count == 0)
      return;
   const LeakCandidate *first = VG_(indexXA)(candidates, 0), *last = VG_(indexXA)(candidates, count - 1);
   Scan s = { candidates, first->block->addr, end_of(last->block),
              VG_(newXA)(VG_(malloc), "sc.leak", VG_(free), sizeof(Range)), 0 };
   SC_(regions)();
   SC_(cblocks_each)(CBLOCK_QUARANTINED, skip_block, s.skipped);
   if (roots_apart)
      SC_(cblocks_each)(CBLOCK_LIVE, skip_root_cell, s.skipped);
   VG_(setCmpFnXA)(s.skipped, by_address);
   VG_(sortXA)(s.skipped);
   Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC, &n);
   for (Int i = 0; i < n; i++)
      scan_segment(&s, VG_(am_find_nsegment)(starts[i]));
   if (roots_apart) {
      scan_heap(&s);
      of_registers = &s;
      VG_(apply_to_GP_regs)(look_at_register);
   }
   VG_(free)(starts);
   VG_(deleteXA)(s.skipped);
}
