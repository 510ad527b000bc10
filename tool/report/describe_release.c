/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Releases that are wrong, in words. */
#include "report/describe.h"

#include "base/client.h"
#include "base/clock.h"
#include "base/text.h"
#include "check/glibc.h"
#include "heap/gc.h"
#include "heap/motion.h"
#include "process/lineage.h"
#include "report/describe_parts.h"
#include "report/place.h"
#include "report/stack.h"
#include "runtime/value.h"

#define MOVES_SHOWN 4

/*--- Double frees ---*/

static void double_free_headline(Document* d, const ReleaseFinding* f)
{
   const HeapWords* heap = SC_(heap_words)();
   switch (f->double_free) {
   case DOUBLE_TWO_OWNERS:
      SC_(document_what)(d, "C memory freed by the finalisers of two %s", heap->blocks);
      break;
   case DOUBLE_SAME_FINALISER:
      SC_(document_what)(d, "C memory freed twice by the finaliser of one %s", heap->block);
      break;
   case DOUBLE_CLOSE_THEN_FINALISER:
      SC_(document_what)(d, "C memory freed by a stub, then by the finaliser of its %s", heap->block);
      break;
   case DOUBLE_FINALISER_THEN_CLOSE:
      SC_(document_what)(d, "C memory freed by a finaliser, then by a stub");
      break;
   default:
      SC_(document_what)(d, "C memory freed twice");
   }
}

static Bool is_bigarray(const OwnerBlock* b)
{
   return b && b->ops && b->ops->bigarray;
}

static void double_free_fix(Document* d, const ReleaseFinding* f)
{
   const CBlock* c = f->call->block;
   if (f->double_free != DOUBLE_TWO_OWNERS
       && (is_bigarray(f->first_owner) || is_bigarray(f->second_owner))) {
      SC_(document_part)(d, PART_FIX, NULL, "Fix: make the bigarray CAML_BA_EXTERNAL, since C "
                         "releases its memory, or leave the release to the GC.");
      return;
   }
   HChar* first = SC_(stub_of)(c->release->where);
   HChar* now = SC_(stub_of)(f->call->release.where);
   HChar* maker = f->culprit && f->culprit->where ? SC_(stub_of)(f->culprit->where) : NULL;
   const HChar a = SC_(owner_letter)(c, f->first_owner);
   const HChar b = SC_(owner_letter)(c, f->second_owner);
   if (f->culprit && f->culprit->where && SC_(stack_through)(f->culprit->where, "caml_obj_dup"))
      SC_(document_part)(d, PART_FIX, NULL, "Fix: do not copy a custom block with Obj.dup; the "
                         "copy owns the same C memory.");
   else if (f->double_free == DOUBLE_TWO_OWNERS && maker && a && b)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: count references in %s, or let %c keep %c alive "
                         "instead of copying the pointer.", maker,
                         f->culprit->block == f->first_owner ? a : b,
                         f->culprit->block == f->first_owner ? b : a);
   else if (f->double_free == DOUBLE_TWO_OWNERS)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: count references, or let one block keep the "
                         "other alive instead of copying the pointer.");
   else if (f->double_free == DOUBLE_CLOSE_THEN_FINALISER)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: let %s write NULL over the pointer in the "
                         "block, and %s do nothing when it finds NULL.", first, now);
   else if (f->double_free == DOUBLE_FINALISER_THEN_CLOSE)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: %s must not use memory after the block that "
                         "owns it is dead: keep the block alive, or let C own the memory.", now);
   else
      SC_(document_part)(d, PART_FIX, NULL, "Fix: release it in one place only, or write NULL "
                         "over the pointer in %s.", first);
   VG_(free)(first);
   VG_(free)(now);
   VG_(free)(maker);
}

static void double_free_native(Document* d, const CBlock* c)
{
   if (c->family == FAMILY_MAP) {
      SC_(document_part)(d, PART_NATIVE, NULL, "Natively: munmap says nothing; when the range has "
                         "been mapped again, someone else's memory goes.");
      return;
   }
   const GlibcVerdict v = SC_(glibc_double_free)(c->bytes);
   SC_(document_part)(d, PART_NATIVE, NULL, "Natively: %s%s.", SC_(glibc_words)(v),
                      v == GLIBC_TCACHE ? ", or says nothing when malloc has given the block out "
                                          "again in between" : "");
}

static void describe_double_free(Document* d, const ReleaseFinding* f)
{
   const CBlock* c = f->call->block;
   const Release* first = c->release;
   double_free_headline(d, f);
   SC_(describe_cblock)(d, c);
   SC_(describe_owners)(d, c, f->culprit);
   SC_(describe_first_release)(d, c);
   HChar* owner = SC_(phrase_owner)(c, first->finalised);
   SC_(describe_innocent_fork)(d, first->when, "the first free");
   SC_(describe_innocent_compaction)(d, first->when, first->where, owner);
   VG_(free)(owner);
   double_free_native(d, c);
   double_free_fix(d, f);
   SC_(document_site)(d, "born", c->born_where);
   SC_(document_site)(d, "first", first->where);
   if (f->culprit && f->culprit->where)
      SC_(document_site)(d, "owner", f->culprit->where);
}

/*--- Blocks of the GC ---*/

static void describe_moves(Document* d, Addr a)
{
   Motion moves[MOVES_SHOWN];
   const UInt n = SC_(motion_history)(a, moves, MOVES_SHOWN);
   for (UInt i = 0; i < n; i++) {
      HChar* when = SC_(phrase_when)(moves[i].when);
      SC_(document_part)(d, PART_ORIGIN, NULL, "%s from 0x%lx by %s %u, %s",
                         moves[i].kind == MOTION_PROMOTION ? "Promoted" : "Moved", moves[i].from,
                         moves[i].kind == MOTION_COMPACTION ? "compaction" : "collection",
                         moves[i].number, when);
      VG_(free)(when);
   }
}

/* What was there has moved away: the address was kept for too long. */
static void describe_departure(Document* d, Addr a)
{
   Motion m;
   if (!SC_(motion_forward)(a, &m) && !SC_(motion_forward)(a - WORD_BYTES, &m))
      return;
   HChar* when = SC_(phrase_when)(m.when);
   SC_(document_part)(d, PART_CAUSE, NULL, "The address was kept while its block moved away: to "
                      "0x%lx in %s %u, %s", m.to,
                      m.kind == MOTION_COMPACTION ? "compaction" : "minor collection", m.number,
                      when);
   VG_(free)(when);
}

/* The colour that the GC gives a block of the major heap changes while it marks, and
   is part of the word that free looks at: black sets these bits. */
#define BLACK 0x300UL

/* The same free while the GC has the block in its other colour. */
static void other_colour_native(Document* d, const ReleaseFinding* f, UWord header, GlibcVerdict now)
{
   const Bool black = (header & BLACK) == BLACK;
   const GlibcVerdict v = SC_(glibc_foreign_free)(f->call->addr, header ^ BLACK);
   if (f->gc_stale || !SC_(is_major)(f->gc_block.region) || f->call->addr != f->gc_block.addr
       || v == now || (!black && (header & BLACK) != 0))
      return;
   SC_(document_part)(d, PART_NATIVE, NULL, "That is while the GC has the block %s; while it is %s, "
                      "%s.", black ? "black" : "white", black ? "white" : "black",
                      SC_(glibc_words)(v));
}

static void gc_block_native(Document* d, const ReleaseFinding* f)
{
   const Addr p = f->call->addr;
   UWord size_word;
   if (!SC_(client_word)(p - WORD_BYTES, &size_word))
      return;
   const GlibcVerdict v = SC_(glibc_foreign_free)(p, size_word);
   if (v == GLIBC_SILENT)
      SC_(document_part)(d, PART_NATIVE, NULL, "Natively: %s: the next malloc (%lu) returns this "
                         "%s.", SC_(glibc_words)(v), SC_(glibc_next_malloc)(size_word),
                         SC_(heap_words)()->block);
   else
      SC_(document_part)(d, PART_NATIVE, NULL, "Natively: %s, because it takes the %s 0x%lx below the "
                         "address for the size of a malloc chunk. There is no second free.",
                         SC_(glibc_words)(v), SC_(heap_words)()->word, size_word);
   other_colour_native(d, f, size_word, v);
}

static void gc_block_innocents(Document* d)
{
   const Stamp never = { 0, 0 };
   if (SC_(any_fork)())
      SC_(document_part)(d, PART_INNOCENT, NULL,
                         "Not fork: the block belongs to the GC in every process.");
   if (SC_(gc_compaction_between)(never, SC_(now)()))
      SC_(document_part)(d, PART_INNOCENT, NULL,
                         "Not %s: it may move the block, but the memory was the GC's "
                         "before and is so after it.", SC_(heap_words)()->compaction);
}

static void describe_gc_block(Document* d, const ReleaseFinding* f)
{
   HChar* what = f->gc_stale ? SC_(format)("%s", SC_(heap_words)()->memory) : SC_(phrase_block_kind)(&f->gc_block);
   SC_(document_what)(d, "%s of %s that the GC owns (one release, not a double free)",
                      f->call->function, what);
   VG_(free)(what);
   HChar* place = SC_(phrase_place)(f->call->addr);
   SC_(document_part)(d, PART_ORIGIN, NULL, "0x%lx is %s", f->call->addr, place);
   VG_(free)(place);
   if (f->gc_stale)
      describe_departure(d, f->call->addr);
   else
      describe_moves(d, f->call->addr);
   gc_block_innocents(d);
   gc_block_native(d, f);
   SC_(document_part)(d, PART_FIX, NULL, "Fix: give C a copy of its own (%s) and free that; a value "
                      "is never freed.", SC_(heap_words)()->copy);
   SC_(document_identity)(d, f->call->function);
}

/*--- Mismatched releases ---*/

static void mismatch_headline(Document* d, const ReleaseFinding* f)
{
   const ReleaseCall* call = f->call;
   if (f->mismatch == MISMATCH_INTERIOR)
      SC_(document_what)(d, "%s of an address %lu bytes inside a C block", call->function,
                         call->addr - call->around->addr);
   else if (f->mismatch == MISMATCH_FOREIGN)
      SC_(document_what)(d, "%s of memory that %s never gave out", call->function,
                         SC_(family_allocates)(call->release.family));
   else
      SC_(document_what)(d, "memory of %s released by %s",
                         SC_(family_allocates)((Family)call->block->family),
                         SC_(family_releases)(call->release.family));
}

static void mismatch_native(Document* d, const ReleaseFinding* f)
{
   if (f->certainty == LATENT)
      SC_(document_part)(d, PART_NATIVE, NULL, "Natively: nothing happens while caml_stat_alloc is "
                         "plain malloc; in pooled mode (caml_startup_pooled) its blocks begin with "
                         "a header of the runtime's, and this corrupts malloc.");
   else if (f->mismatch == MISMATCH_FAMILY && f->call->block->family != FAMILY_MAP)
      SC_(document_part)(d, PART_NATIVE, NULL, "Natively: undefined; harmless while both families "
                         "are glibc's malloc.");
   else
      SC_(document_part)(d, PART_NATIVE, NULL, "Natively: glibc takes the word below the address for "
                         "the size of a chunk; most often it aborts with \"free(): invalid "
                         "pointer\" or crashes with SIGSEGV.");
}

static void mismatch_fix(Document* d, const ReleaseFinding* f)
{
   const OwnerBlock* by = f->call->release.finalised;
   if (is_bigarray(by))
      SC_(document_part)(d, PART_FIX, NULL, "Fix: make the bigarray CAML_BA_EXTERNAL and release "
                         "its memory yourself, or give it malloc'ed memory.");
   else if (f->mismatch == MISMATCH_FAMILY)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: release it with %s.",
                         SC_(family_releases)((Family)f->call->block->family));
   else if (f->mismatch == MISMATCH_INTERIOR)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: free the address that malloc returned.");
   else
      SC_(document_part)(d, PART_FIX, NULL, "Fix: do not free it; it is not on the heap.");
}

static void describe_mismatch(Document* d, const ReleaseFinding* f)
{
   const CBlock* c = f->call->block ? f->call->block : f->call->around;
   mismatch_headline(d, f);
   if (c) {
      SC_(describe_cblock)(d, c);
      SC_(describe_owners)(d, c, NULL);
      SC_(document_site)(d, "born", c->born_where);
   } else {
      HChar* place = SC_(phrase_place)(f->call->addr);
      SC_(document_part)(d, PART_ORIGIN, NULL, "0x%lx is %s", f->call->addr, place);
      VG_(free)(place);
   }
   const OwnerBlock* by = f->call->release.finalised;
   if (is_bigarray(by) && by->made_where)
      SC_(document_part)(d, PART_OWNER, by->made_where, "Released because the bigarray is "
                         "CAML_BA_MANAGED; made");
   mismatch_native(d, f);
   mismatch_fix(d, f);
}

Document* SC_(describe_release)(const ReleaseFinding* f)
{
   const ReleaseCall* call = f->call;
   Document* d = SC_(document_new)(f->kind, f->certainty, call->tid, call->release.where);
   d->when = call->release.when;
   SC_(note_finaliser)(d, &call->release);
   SC_(describe_process)(d);
   SC_(document_site)(d, "act", call->release.where);
   switch (f->kind) {
   case KIND_DOUBLE_FREE:      describe_double_free(d, f); break;
   case KIND_FREE_OF_GC_BLOCK: describe_gc_block(d, f); break;
   default:                    describe_mismatch(d, f); break;
   }
   return d;
}
