/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC305: the last OCaml block that owns a C block releases it when it dies.

   A block is lost when it is live, was owned, every owner is dead, and at least one
   died holding it: a pointer that a stub took out of its block has been handed
   over. What the program's memory still refers to is not lost either, nor what only
   the runtime handles (the proxies of bigarrays), nor what was copied unseen: other
   OCaml blocks may hold it. */
#include "base/clock.h"
#include "check/leak.h"

/* The owner that died last while it held the block; NULL when the block is not a
   candidate. */
static const Owner* last_holder(const CBlock* c)
{
   const Owner* last = NULL;
   if (c->family == FAMILY_RUNTIME)
      return NULL;
   for (const Owner* o = c->owners; o; o = o->next_in_cblock) {
      const Bool dead = o->block && o->block->state != OWNER_HOLDS;
      if (o->state == OWNER_CLEARED)
         continue;
      if (!dead || !o->where)
         return NULL;
      if (!last || SC_(before)(last->block->ended, o->block->ended))
         last = o;
   }
   return last;
}

static void add_candidate(CBlock* c, void* candidates)
{
   const LeakCandidate k = { c, False };
   if (last_holder(c))
      VG_(addToXA)(candidates, &k);
}

Int SC_(compare_candidates)(const void* a, const void* b)
{
   const LeakCandidate *x = a, *y = b;
   return x->block->addr < y->block->addr ? -1 : x->block->addr > y->block->addr;
}

/* Adds `c` to the way of losing that it belongs to: the innermost two frames of its
   birth and of the last store tell, whatever recursion led there. */
static void group(XArray* ways, CBlock* c)
{
   const Owner* last = last_holder(c);
   for (Word i = 0; i < VG_(sizeXA)(ways); i++) {
      LeakFinding* f = VG_(indexXA)(ways, i);
      if (VG_(eq_ExeContext)(Vg_LowRes, f->example->born_where, c->born_where)
          && VG_(eq_ExeContext)(Vg_LowRes, f->last->where, last->where)) {
         f->blocks++;
         f->bytes += c->bytes;
         return;
      }
   }
   const LeakFinding f = { c, last, 1, c->bytes };
   VG_(addToXA)(ways, &f);
}

void SC_(check_leaks)(void (*mark_referenced)(XArray* candidates),
                      void (*found)(const LeakFinding*))
{
   XArray* candidates = VG_(newXA)(VG_(malloc), "sc.leak", VG_(free), sizeof(LeakCandidate));
   XArray* ways = VG_(newXA)(VG_(malloc), "sc.leak", VG_(free), sizeof(LeakFinding));
   SC_(cblocks_each)(CBLOCK_LIVE, add_candidate, candidates);
   VG_(setCmpFnXA)(candidates, SC_(compare_candidates));
   VG_(sortXA)(candidates);
   mark_referenced(candidates);
   for (Word i = 0; i < VG_(sizeXA)(candidates); i++) {
      const LeakCandidate* k = VG_(indexXA)(candidates, i);
      if (!k->referenced)
         group(ways, k->block);
   }
   for (Word i = 0; i < VG_(sizeXA)(ways); i++)
      found(VG_(indexXA)(ways, i));
   VG_(deleteXA)(ways);
   VG_(deleteXA)(candidates);
}
