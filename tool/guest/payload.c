/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of payloads. */
#include "guest/payload.h"

#include "heap/block.h"
#include "heap/region.h"
#include "provenance/shadow.h"
#include "runtime/value.h"

static XArray* kept; /* of Addr: words of the minor heap with a tag */

typedef struct {
   Addr addr;
   UInt blocks; /* that are still to be looked at */
   Bool no_scan;
} Payload;

static Bool is_payload(const Block* b, void* opaque)
{
   Payload* p = opaque;
   if (p->addr < b->addr + SC_(header_bytes)(b->header)) {
      p->no_scan = p->addr >= b->addr && SC_(header_tag)(b->header) >= NO_SCAN_TAG;
      return False;
   }
   return --p->blocks > 0;
}

void SC_(keep_in_payload)(Addr addr, Tag t)
{
   enum { NEW_BLOCKS = 8 };
   const Range* r = SC_(region_of)(addr);
   Payload p = { addr, NEW_BLOCKS, False };
   if (r && r->data == REGION_MINOR)
      SC_(blocks_walk)(addr, is_payload, &p);
   if (!p.no_scan)
      return;
   if (!kept)
      kept = VG_(newXA)(VG_(malloc), "sc.payload", VG_(free), sizeof(Addr));
   SC_(shadow_unmark)(addr, addr + WORD_BYTES);
   SC_(shadow_set)(addr, t);
   VG_(addToXA)(kept, &addr);
}

void SC_(payloads_collected)(void)
{
   for (Word i = 0; kept && i < VG_(sizeXA)(kept); i++) {
      const Addr a = *(Addr*)VG_(indexXA)(kept, i);
      SC_(shadow_mark)(a, a + WORD_BYTES);
   }
   if (kept)
      VG_(dropTailXA)(kept, VG_(sizeXA)(kept));
}
