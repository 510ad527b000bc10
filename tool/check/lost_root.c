/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC204: a global root in a C block that is lost can never be removed.

   A block is lost when it is live, no living OCaml block owns it, and nothing in the program
   refers to it but the runtime's list of roots. */
#include "check/leak.h"
#include "heap/global_root.h"

static void note_root(GlobalRoot* r, void* found)
{
   *(Bool*)found = True;
}

static void add_candidate(CBlock* c, void* candidates)
{
   Bool holds_root = False;
   const LeakCandidate k = { c, False };
   if (c->family == FAMILY_RUNTIME || c->family == FAMILY_MAP || c->family == FAMILY_DESCRIBED)
      return;
   SC_(global_roots_in)(c->addr, c->addr + c->bytes, note_root, &holds_root);
   if (holds_root && !SC_(cblock_is_owned)(c))
      VG_(addToXA)(candidates, &k);
}

/* Where lost roots are counted. */
typedef struct {
   XArray*       places; /* of LostRoots */
   const CBlock* block;
} Count;

static void count_root(GlobalRoot* r, void* opaque)
{
   const Count* count = opaque;
   for (Word i = 0; i < VG_(sizeXA)(count->places); i++) {
      LostRoots* l = VG_(indexXA)(count->places, i);
      if (VG_(eq_ExeContext)(Vg_LowRes, l->where, r->where)) {
         l->roots++;
         return;
      }
   }
   const LostRoots l = { r->where, count->block, 1 };
   VG_(addToXA)(count->places, &l);
}

void SC_(check_lost_roots)(void (*mark_referenced)(XArray* candidates),
                           void (*found)(const LostRoots*))
{
   enum { GROWS = 2 };
   XArray* candidates = VG_(newXA)(VG_(malloc), "sc.leak", VG_(free), sizeof(LeakCandidate));
   Count count = { VG_(newXA)(VG_(malloc), "sc.leak", VG_(free), sizeof(LostRoots)), NULL };
   SC_(cblocks_each)(CBLOCK_LIVE, add_candidate, candidates);
   VG_(setCmpFnXA)(candidates, SC_(compare_candidates));
   VG_(sortXA)(candidates);
   mark_referenced(candidates);
   for (Word i = 0; i < VG_(sizeXA)(candidates); i++) {
      const LeakCandidate* k = VG_(indexXA)(candidates, i);
      count.block = k->block;
      if (!k->referenced)
         SC_(global_roots_in)(k->block->addr, k->block->addr + k->block->bytes, count_root, &count);
   }
   for (Word i = 0; i < VG_(sizeXA)(count.places); i++) {
      const LostRoots* l = VG_(indexXA)(count.places, i);
      if (l->roots >= GROWS)
         found(l);
   }
   VG_(deleteXA)(count.places);
   VG_(deleteXA)(candidates);
}
