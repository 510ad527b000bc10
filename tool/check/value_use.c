/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC101, SC102, SC103 and SC402: uses of words that outlived a GC point. */
#include "check/value_use.h"

#include "base/clock.h"
#include "heap/gc.h"
#include "heap/region.h"
#include "runtime/value.h"

/* The first GC point that the word lived through. A block that was allocated in line has
   the epoch before that allocation. */
static Bool first_point(const ValueUse* use, GcPoint* p)
{
   Bool known = SC_(gc_point_after)(SC_(tag_epoch)(use->tag), p);
   while (known && p->kind == POINT_INLINE && use->word - p->lo < p->hi - p->lo)
      known = SC_(gc_point_after)(p->epoch, p);
   return known;
}

/* Was the word the address of a block of the minor heap that a minor collection has
   emptied since? */
static Bool outlived_minor(const ValueUse* use, const GcPoint* p)
{
   const Range* r = SC_(region_of)(use->word);
   return r && r->data == REGION_MINOR && p && SC_(gc_minors)() > p->minors;
}

/* What the collections since the GC point have done to what the word pointed to. */
static void judge_fate(ValueFinding* f)
{
   const UWord word = f->use->word;
   const GcPoint* p = f->point_known ? &f->point : NULL;
   Stamp gone;
   f->fate = FATE_NONE;
   if (outlived_minor(f->use, p)) {
      f->fate = SC_(motion_forward)(word, &f->motion) && f->motion.number > p->minors ? FATE_MOVED
                                                                                     : FATE_DEAD;
      f->block_known = False;
   } else if (p && SC_(gc_compactions)() > p->compactions && SC_(motion_forward)(word, &f->motion)
              && f->motion.kind == MOTION_COMPACTION && f->motion.number > p->compactions)
      f->fate = FATE_MOVED;
   else if (!SC_(region_of)(word) ? SC_(region_was)(word, &gone)
                                  : f->block_known && f->block.free)
      f->fate = FATE_DEAD;
}

/* Is the word the address of a payload that is not made of values, used as such? */
static Bool is_payload_access(const ValueFinding* f)
{
   const ValueUse* use = f->use;
   return (use->kind == USE_READ || use->kind == USE_WRITTEN) && use->addr >= use->word && f->block_known
          && SC_(header_tag)(f->block.header) >= NO_SCAN_TAG;
}

static Bool is_derived(const ValueFinding* f)
{
   const ValueUse* use = f->use;
   if (use->kind == USE_READ_LATE || (use->word & 7) != 0)
      return True;
   if (f->block_known && use->word != f->block.addr)
      return True;
   return is_payload_access(f) || (f->rooted && use->kind != USE_REGISTERED);
}

static Kind kind_of(const ValueFinding* f)
{
   if (f->use->unlocked)
      return KIND_HEAP_ACCESS_WITHOUT_LOCK;
   /* A minor collection empties the minor heap always; what only a compaction or a
      sweep does is worth a name of its own. */
   const Bool in_major = f->block_known || SC_(was_major)(f->use->word);
   if (f->fate != FATE_NONE && (f->fate == FATE_DEAD ? in_major : f->motion.kind == MOTION_COMPACTION))
      return KIND_USE_AFTER_COMPACTION;
   return is_derived(f) ? KIND_DERIVED_POINTER : KIND_UNREGISTERED_ROOT;
}

Bool SC_(check_value_use)(const ValueUse* use, Bool (*rooted)(Addr block), ValueFinding* f)
{
   if (!SC_(heap_address)(use->word))
      return False; /* an integer that was made from a pointer, or an old stack slot */
   VG_(memset)(f, 0, sizeof *f);
   f->use = use;
   f->origin = SC_(site_nth)(SC_(tag_site)(use->tag));
   f->point_known = first_point(use, &f->point);
   f->block_known = SC_(block_at)(use->word, &f->block);
   judge_fate(f);
   const Addr now = f->fate == FATE_MOVED ? f->motion.to : f->block_known ? f->block.addr : use->word;
   f->rooted = rooted(now);
   f->kind = kind_of(f);
   f->certainty = f->fate == FATE_NONE ? LATENT : DEFINITE;
   return True;
}
