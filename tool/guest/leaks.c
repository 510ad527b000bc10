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
#include "pub_tool_aspacehl.h" // VG_(get_segment_starts)
#include "report/describe.h"
#include "report/report.h"
#include "runtime/value.h"

#define PAGE 4096UL

/* Looking for references, upwards through memory. */
typedef struct {
   VgHashTable* candidates; /* of LeakCandidate */
   XArray*      skipped;    /* of Range, sorted: blocks in quarantine */
   Word         next;       /* the first of them that does not lie behind us */
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

static void look_at(Scan* s, Addr a)
{
   const UWord word = *(const UWord*)a;
   LeakCandidate* k = word ? VG_(HT_lookup)(s->candidates, word) : NULL;
   if (k && (a < k->addr || a >= k->addr + k->block->bytes))
      k->referenced = True;
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

static void mark_referenced(VgHashTable* candidates)
{
   Int  n = 0;
   Scan s = { candidates, VG_(newXA)(VG_(malloc), "sc.leak", VG_(free), sizeof(Range)), 0 };
   if (VG_(HT_count_nodes)(candidates) > 0) {
      SC_(regions)();
      SC_(cblocks_each)(CBLOCK_QUARANTINED, skip_block, s.skipped);
      VG_(setCmpFnXA)(s.skipped, by_address);
      VG_(sortXA)(s.skipped);
      Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC, &n);
      for (Int i = 0; i < n; i++)
         scan_segment(&s, VG_(am_find_nsegment)(starts[i]));
      VG_(free)(starts);
   }
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
