/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of releasing: which finding, of which shape, and when there is none. */
#include "check/release.h"
#include "check/leak.h"
#include "native_heap.h"
#include "tap.h"

#include "base/clock.h"
#include "heap/gc.h"
#include "heap/region.h"
#include "runtime/value.h"

static Addr ops, ba_ops, next_c = 0x500000000;
static ReleaseCall call;
static ReleaseFinding found;

static CBlock* c_block(Family family)
{
   return SC_(cblock_born)(next_c += 64, 40, family, native_where());
}

static OwnerBlock* owner_of(CBlock* c, Addr operations)
{
   const Addr v = native_custom(2, operations);
   native_store(v + 8, c->addr);
   return c->owners->block;
}

/* Is the release of `addr` a finding? Then it is in `found`. */
static Bool asked(Addr addr, Family family, OwnerBlock* by)
{
   VG_(memset)(&call, 0, sizeof call);
   call.addr = addr;
   call.function = "free";
   call.release.when = SC_(event)();
   call.release.family = family;
   call.release.finaliser = by ? 0x400000 : 0;
   call.release.finalised = by;
   call.block = SC_(cblock_at)(addr);
   if (!call.block)
      call.around = SC_(cblock_holding)(addr);
   return SC_(check_release)(&call, &found);
}

static void release(CBlock* c, OwnerBlock* by)
{
   CHECK(!asked(c->addr, (Family)c->family, by));
   SC_(cblock_released)(c, &call.release);
}

static void shape(CBlock* c, OwnerBlock* first, OwnerBlock* second, DoubleFreeShape wanted)
{
   release(c, first);
   CHECK(asked(c->addr, FAMILY_MALLOC, second) && found.kind == KIND_DOUBLE_FREE);
   CHECK(found.double_free == wanted && found.certainty == DEFINITE);
   CHECK(found.first_owner == first && found.second_owner == second);
}

static void double_frees(void)
{
   CBlock* c = c_block(FAMILY_MALLOC);
   OwnerBlock* a = owner_of(c, ops);
   OwnerBlock* b = owner_of(c, ops);
   shape(c, b, a, DOUBLE_TWO_OWNERS);
   CHECK(found.culprit && found.culprit->block == b); /* the later owner, whoever frees first */
   c = c_block(FAMILY_MALLOC);
   a = owner_of(c, ops);
   shape(c, a, a, DOUBLE_SAME_FINALISER);
   CHECK(found.culprit == NULL);
   c = c_block(FAMILY_MALLOC);
   shape(c, NULL, owner_of(c, ops), DOUBLE_CLOSE_THEN_FINALISER);
   CHECK(found.culprit == NULL);
   c = c_block(FAMILY_MALLOC);
   shape(c, owner_of(c, ops), NULL, DOUBLE_FINALISER_THEN_CLOSE);
   c = c_block(FAMILY_MALLOC);
   shape(c, NULL, NULL, DOUBLE_PLAIN);
   /* A managed bigarray over memory that C frees too: the bigarray is to blame. */
   c = c_block(FAMILY_MALLOC);
   b = owner_of(c, ba_ops);
   shape(c, NULL, b, DOUBLE_CLOSE_THEN_FINALISER);
   CHECK(found.culprit && found.culprit->block == b);
}

static void of_gc(void)
{
   const Addr v = native_minor_alloc(2, TAG_STRING);
   CHECK(asked(v, FAMILY_MALLOC, NULL) && found.kind == KIND_FREE_OF_GC_BLOCK);
   CHECK(found.gc_block.addr == v && !found.gc_stale);
   CHECK(asked(v - 8, FAMILY_MALLOC, NULL) && found.gc_block.addr == v); /* its header */
   CHECK(asked(native_minor.lo, FAMILY_MALLOC, NULL) && found.gc_stale); /* no block there */
   CHECK(asked(native_major.lo + 64, FAMILY_MALLOC, NULL) && found.gc_stale); /* free memory */
   /* A chunk that has been given back. */
   const Area chunk = native_major;
   native_major.hi = native_major.lo;
   SC_(regions_changing)(100);
   SC_(regions_refresh)(200);
   CHECK(asked(chunk.lo + 64, FAMILY_MALLOC, NULL) && found.kind == KIND_FREE_OF_GC_BLOCK);
   CHECK(found.gc_stale);
   native_major = chunk;
   SC_(regions_changing)(100);
   SC_(regions_refresh)(200);
}

static Bool mismatch(Family allocated, Family released)
{
   CBlock* c = c_block(allocated);
   return asked(c->addr, released, NULL) && found.kind == KIND_MISMATCHED_RELEASE
          && found.mismatch == MISMATCH_FAMILY;
}

static void mismatches(void)
{
   for (Family f = FAMILY_MALLOC; f <= FAMILY_MAP; f++) {
      CHECK(!mismatch(f, f));
      CHECK(!mismatch(FAMILY_RUNTIME, f) && !mismatch(f, FAMILY_RUNTIME));
   }
   CHECK(mismatch(FAMILY_NEW, FAMILY_MALLOC) && found.certainty == DEFINITE);
   CHECK(mismatch(FAMILY_NEW, FAMILY_NEW_ARRAY) && mismatch(FAMILY_MALLOC, FAMILY_NEW));
   CHECK(mismatch(FAMILY_MALLOC, FAMILY_STAT) && found.certainty == LATENT);
   CHECK(mismatch(FAMILY_STAT, FAMILY_MALLOC) && found.certainty == LATENT);
   CHECK(mismatch(FAMILY_MAP, FAMILY_MALLOC));
   CBlock* c = c_block(FAMILY_MALLOC);
   CHECK(asked(c->addr + 8, FAMILY_MALLOC, NULL) && found.mismatch == MISMATCH_INTERIOR);
   CHECK(asked(0x1000, FAMILY_MALLOC, NULL) && found.mismatch == MISMATCH_FOREIGN);
   CHECK(found.kind == KIND_MISMATCHED_RELEASE && found.certainty == DEFINITE);
   CHECK(!asked(0x1000, FAMILY_MAP, NULL)); /* munmap of anything is allowed */
}

/*--- Leaks ---*/

static ULong lost_ways, lost_blocks, lost_bytes;
static Addr  referenced;

static void mark(XArray* candidates)
{
   for (Word i = 0; i < VG_(sizeXA)(candidates); i++) {
      LeakCandidate* k = VG_(indexXA)(candidates, i);
      k->referenced = k->block->addr == referenced;
   }
}

static void count(const LeakFinding* f)
{
   lost_ways++;
   lost_blocks += f->blocks;
   lost_bytes += f->bytes;
}

static void leaks(ULong ways, ULong blocks)
{
   lost_ways = lost_blocks = lost_bytes = 0;
   SC_(check_leaks)(mark, count);
   CHECK(lost_ways == ways && lost_blocks == blocks && lost_bytes == 40 * blocks);
}

static void all_die(void)
{
   for (UInt i = 0; i < 2; i++) {
      SC_(gc_event)(EVENT_MINOR_BEGIN, 1, 0, 0);
      SC_(gc_event)(EVENT_MINOR_PROMOTED, 1, 0, 0);
      native_minor_empty();
      (void)native_minor_alloc(1, 0);
   }
}

static void lost(void)
{
   all_die();
   native_quarantine(1000);
   SC_(owners_init)();
   CBlock* c = c_block(FAMILY_MALLOC);
   leaks(0, 0); /* never owned */
   (void)owner_of(c, ops);
   leaks(0, 0); /* its owner lives */
   all_die();
   leaks(1, 1);
   referenced = c->addr;
   leaks(0, 0);
   referenced = 0;
   CBlock* d = c_block(FAMILY_MALLOC); /* lost in the same way */
   (void)owner_of(d, ops);
   native_stack(2);
   CBlock* e = c_block(FAMILY_MALLOC); /* born elsewhere */
   (void)owner_of(e, ops);
   CBlock* taken = c_block(FAMILY_MALLOC);
   native_store(owner_of(taken, ops)->addr + 8, 0); /* handed over */
   CBlock* two = c_block(FAMILY_MALLOC);
   (void)owner_of(two, ops);
   all_die();
   (void)owner_of(two, ops); /* the second owner lives */
   leaks(2, 3);
   release(e, NULL);
   leaks(1, 2);
}

static void names(void)
{
   for (Kind k = KIND_NONE + 1; k < KIND_COUNT; k++) {
      CHECK(SC_(kind_by_name)(SC_(kind_info)(k)->name) == k);
      CHECK(VG_(strlen)(SC_(kind_info)(k)->id) == 5 && SC_(kind_info)(k)->rule[0]);
   }
   CHECK(SC_(kind_by_name)("NoSuchKind") == KIND_NONE && SC_(kind_by_name)("") == KIND_NONE);
   CHECK_TEXT(SC_(certainty_name)(DEFINITE), "definite");
   CHECK_TEXT(SC_(certainty_name)(LATENT), "latent");
}

int main(void)
{
   native_heap_init(4096, 4096, 1 << 20);
   ops = native_ops("unit.res", 0);
   ba_ops = native_ops("_bigarr02", 0x400000);
   double_frees();
   of_gc();
   mismatches();
   names();
   lost();
   return tap_done();
}
