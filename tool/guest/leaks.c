/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to C blocks in the program's memory, looked for word by word. A chance
   word that looks like one hides a leak: a miss, never a false alarm.

   Not looked at: OCaml's heap, whose references are its owners and known; memory in
   quarantine. */
#include "guest/leaks.h"

#include "base/client.h"
#include "pub_tool_aspacehl.h" // VG_(get_segment_starts)
#include "check/leak.h"
#include "heap/region.h"
#include "report/describe.h"
#include "report/report.h"
#include "runtime/value.h"

#define PAGE 4096UL

static Bool is_heap_page(Addr page)
{
   return SC_(heap_page)[PAGE_INDEX(page)] != 0;
}

static void scan_page(VgHashTable* candidates, Addr page)
{
   for (Addr a = page; a < page + PAGE; a += WORD_BYTES) {
      const UWord word = *(const UWord*)a;
      LeakCandidate* k = word ? VG_(HT_lookup)(candidates, word) : NULL;
      if (k && !(a >= k->addr && a < k->addr + k->block->bytes))
         k->referenced = True;
   }
}

/* Blocks in quarantine and lost blocks themselves do not count as referrers. */
static Bool counts(Addr a)
{
   const CBlock* c = SC_(cblock_at)(a);
   return !c || c->state == CBLOCK_LIVE;
}

static void mark_referenced(VgHashTable* candidates)
{
   Int n = 0;
   SC_(regions)();
   Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC, &n);
   for (Int i = 0; VG_(HT_count_nodes)(candidates) > 0 && i < n; i++) {
      const NSegment* seg = VG_(am_find_nsegment)(starts[i]);
      if (!seg || !seg->hasR || !seg->hasW)
         continue;
      for (Addr page = seg->start; page < seg->end; page += PAGE)
         if (!is_heap_page(page) && counts(page) && SC_(client_readable)(page, PAGE))
            scan_page(candidates, page);
   }
   VG_(free)(starts);
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
