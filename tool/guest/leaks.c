/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to C blocks in the program's memory, looked for word by word. A chance
   word that looks like one hides a leak: a miss, never a false alarm.

   Not looked at: OCaml's heap, whose references are its owners and known, and C
   blocks in quarantine. */
#include "guest/leaks.h"

#include "base/client.h"
#include "base/range_map.h"    // Range
#include "check/leak.h"
#include "heap/region.h"
#include "pub_tool_aspacemgr.h" // SkAnonC
#include "pub_tool_aspacehl.h" // VG_(get_segment_starts)
#include "report/describe.h"
#include "report/report.h"
#include "runtime/value.h"

#define PAGE 4096UL

/* Looking for references, upwards through memory. */
typedef struct {
   XArray* candidates; /* of LeakCandidate, sorted by address */
   Addr    lo, hi;     /* they lie in [lo,hi) */
   XArray* skipped;    /* of Range, sorted: blocks in quarantine */
   Word    next;       /* the first of them that does not lie behind us */
} Scan;

static void skip_block(CBlock* c, void* ranges)
{
   const Range r = { c->addr, c->addr + c->bytes, 0 };
   if (c->family != FAMILY_MAP && c->bytes > 0)
      VG_(addToXA)(ranges, &r);
}

static Int by_address(const void* a, const void* b)
{
   const Range *x = a, *y = b;
   return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* Where to go on from `a`: behind the block in quarantine that holds it, or `a`. */
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

static void look_at(Scan* s, Addr a)
{
   const UWord word = *(const UWord*)a;
   LeakCandidate* k = word >= s->lo && word < s->hi ? candidate_at(s, word) : NULL;
   if (k && (a < k->block->addr || a >= end_of(k->block)))
      k->referenced = True; /* not by itself */
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

static void mark_referenced(XArray* candidates)
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
   VG_(setCmpFnXA)(s.skipped, by_address);
   VG_(sortXA)(s.skipped);
   Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC, &n);
   for (Int i = 0; i < n; i++)
      scan_segment(&s, VG_(am_find_nsegment)(starts[i]));
   VG_(free)(starts);
   VG_(deleteXA)(s.skipped);
}

static void found(const LeakFinding* f)
{
   SC_(report)(SC_(describe_leak)(f));
}

void SC_(report_leaks)(void)
{
   SC_(owners_settle)();
   SC_(check_leaks)(mark_referenced, found);
}
