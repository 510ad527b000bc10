/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Code goes through memory by steps: 8(%rsi), 16(%rsi), the slots of a frame. The place of a tag is
   worked out for one of these addresses and serves the others in the superblock, at the same distance: before
   and behind each secondary are words for what lies in the next chunk (TAG_ELSEWHERE), and whoever reads one of
   these asks a helper. */
#include "guest/shadow_place.h"

#include "provenance/shadow.h"

enum { STEP = sizeof(Tag) };

/* Of a temporary that is no sum of another one and a constant: itself. */
static IRTemp start_of(const Rewrite* b, const IRExpr* addr, Long* distance)
{
   const Temp* t = SC_(temp_of)(b, addr);
   *distance = t->from != IRTemp_INVALID ? t->distance : 0;
   return t->from != IRTemp_INVALID ? t->from : SC_(first_of)(b, addr->Iex.RdTmp.tmp);
}

/* Do `words` at that many bytes from a place of a secondary lie in it or beside it? None: only in it. */
static Bool is_near(Long bytes, Int words)
{
   if (words == 0)
      return bytes == 0;
   return bytes % STEP == 0 && bytes >= -(Long)SHADOW_PAD * STEP && bytes + words * STEP <= (Long)SHADOW_PAD * STEP;
}

static void work_out(Rewrite* b, ShadowPlace* p, IRExpr* addr)
{
   IRExpr* chunk = SC_(binop)(b, Ity_I64, Iop_Shr64, addr, IRExpr_Const(IRConst_U8(SHADOW_CHUNK_BITS - 3)));
   IRExpr* bytes = SC_(binop)(b, Ity_I64, Iop_And64, chunk, SC_(word)((SHADOW_PRIMARIES - 1) << 3));
   IRExpr* in = SC_(binop)(b, Ity_I64, Iop_And64, addr, SC_(word)((SHADOW_CHUNK - 1) & ~7UL));
   p->entry_at = SC_(binop)(b, Ity_I64, Iop_Add64, bytes, SC_(word)((UWord)SC_(shadow_primary)));
   p->in = SC_(binop)(b, Ity_I64, Iop_Add64, in, SC_(word)(SC_(shadow_base)()));
   p->at = NULL;
}

/* The place that serves, or a new one. */
static ShadowPlace* place_for(Rewrite* b, IRExpr* addr, Int words, Long* bytes)
{
   Long distance = 0;
   const IRTemp from = SC_(temp_of)(b, addr) ? start_of(b, addr, &distance) : IRTemp_INVALID;
   for (UInt i = 0; from != IRTemp_INVALID && i < SHADOW_PLACES; i++) {
      ShadowPlace* p = &b->place[i];
      if (p->in && p->from == from && is_near(distance - p->distance, words)) {
         *bytes = distance - p->distance;
         return p;
      }
   }
   ShadowPlace* p = &b->place[b->next_place++ % SHADOW_PLACES];
   p->from = from;
   p->distance = distance;
   *bytes = 0;
   work_out(b, p, addr);
   return p;
}

IRExpr* SC_(shadow_place)(Rewrite* b, IRExpr* addr, Int words, IRExpr** entry)
{
   Long bytes;
   ShadowPlace* p = place_for(b, addr, words, &bytes);
   if (!p->at) {
      p->entry = SC_(load_at)(b, Ity_I64, p->entry_at);
      p->at = SC_(binop)(b, Ity_I64, Iop_Add64, p->entry, p->in);
   }
   if (entry)
      *entry = p->entry;
   return bytes ? SC_(binop)(b, Ity_I64, Iop_Add64, p->at, SC_(word)((UWord)bytes)) : p->at;
}

void SC_(shadow_grows)(Rewrite* b)
{
   for (UInt i = 0; i < SHADOW_PLACES; i++)
      b->place[i].at = NULL;
}
