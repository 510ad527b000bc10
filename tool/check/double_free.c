/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC302: a C block is released once. Who releases it the second time, and who did
   it first, tells the shape; the owner that came later is the cause when two
   finalisers did it. */
#include "base/clock.h"
#include "check/release.h"

static DoubleFreeShape shape_of(const Release* first, const Release* second)
{
   if (first->finaliser && second->finaliser)
      return first->finalised && first->finalised == second->finalised
             ? DOUBLE_SAME_FINALISER : DOUBLE_TWO_OWNERS;
   if (second->finaliser)
      return DOUBLE_CLOSE_THEN_FINALISER;
   return first->finaliser ? DOUBLE_FINALISER_THEN_CLOSE : DOUBLE_PLAIN;
}

/* The store that made `block` an owner of `c`; NULL when unknown. */
static const Owner* owner_through(const CBlock* c, const OwnerBlock* block)
{
   const Owner* first = NULL;
   for (const Owner* o = c->owners; o; o = o->next_in_cblock)
      if (block && o->block == block)
         first = o; /* the list is newest first */
   return first;
}

static const Owner* later_owner(const CBlock* c, const OwnerBlock* a, const OwnerBlock* b)
{
   const Owner* oa = owner_through(c, a);
   const Owner* ob = owner_through(c, b);
   if (!oa || !ob)
      return NULL;
   const Owner* later = SC_(before)(oa->when, ob->when) ? ob : oa;
   return later->where ? later : NULL; /* a copy that was not seen: no one to name */
}

/* The owner to blame: one too many, or the bigarray that was told to free what C
   frees itself. */
static const Owner* culprit_of(const CBlock* c, const ReleaseFinding* f)
{
   const OwnerBlock* b = f->second_owner ? f->second_owner : f->first_owner;
   if (f->double_free == DOUBLE_TWO_OWNERS)
      return later_owner(c, f->first_owner, f->second_owner);
   return b && b->ops && b->ops->bigarray ? owner_through(c, b) : NULL;
}

Bool SC_(check_double_free)(const ReleaseCall* call, ReleaseFinding* f)
{
   const CBlock* c = call->block;
   if (!c || c->state != CBLOCK_QUARANTINED)
      return False;
   f->kind = KIND_DOUBLE_FREE;
   f->certainty = DEFINITE;
   f->double_free = shape_of(c->release, &call->release);
   f->first_owner = c->release->finalised;
   f->second_owner = call->release.finalised;
   f->culprit = culprit_of(c, f);
   return True;
}
