/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The collector, seen from outside. */
#include "heap/gc.h"

#include "base/client.h"
#include "base/clock.h"
#include "heap/described.h"
#include "heap/block.h"
#include "heap/motion.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/value.h"

UWord SC_(gc_compaction_flag);

/* A minor collection that has begun and whose promotions have not been looked at: of the
   minor heap that ends at `hi', of which it empties [lo,hi). */
typedef struct {
   Addr lo, hi;
} Collection;

static UInt    minors;
static Bool    c_code_ran;     /* since the last minor collection */
static Addr*   compaction_sp;  /* at its entry, by thread; 0: none */
static XArray* under_way;      /* of Collection; one for each domain at most */
static UInt    described_depth; /* of nested described collections */
static XArray* compactions;    /* of Compaction */

void SC_(gc_c_code_ran)(void)
{
   c_code_ran = True;
}

UInt SC_(gc_minors)(void)
{
   return minors;
}

UInt SC_(gc_compactions)(void)
{
   return compactions ? (UInt)VG_(sizeXA)(compactions) : 0;
}

/* Every survivor of the minor heap has header 0 and its new address in field 0
   (minor_gc.c, caml_oldify_one); its size is in its new header. */
static void record_promotions(Addr hp, Addr hi)
{
   SC_(motion_begin)(MOTION_PROMOTION, minors, SC_(now)());
   if (hp % WORD_BYTES != 0 || hp >= hi || !SC_(client_readable)(hp, hi - hp))
      return;
   while (hp < hi) {
      const Addr from = hp + WORD_BYTES;
      UWord hd = *(const UWord*)hp;
      if (hd == 0) {
         const Addr to = from < hi ? *(const UWord*)from : 0;
         if (!SC_(client_word)(to - WORD_BYTES, &hd))
            return;
         SC_(motion_move)(from, to, SC_(header_bytes)(hd));
      }
      hp += SC_(header_whole)(hd);
   }
}

/* Debug builds (configure --enable-debug): the model is whole. */
static void check_model(void)
{
#ifdef SC_DEBUG
   const HChar* broken = SC_(owners_consistent)();
   if (!broken)
      broken = SC_(cblocks_consistent)();
   if (broken)
      VG_(tool_panic)(broken);
#endif
}

/* The same for the program's heap, at a moment when it has no forwarded blocks. */
static void check_heap(void)
{
#ifdef SC_DEBUG
   const Addr gap = SC_(blocks_consistent)();
   if (gap)
      VG_(printf)("heap: no header at 0x%lx\n", gap);
   tl_assert(gap == 0);
#endif
}

/* The minor heap of the running domain is the one that ends where this one does. */
static Collection* of_running_domain(Collection* now)
{
   const Runtime* rt = SC_(the_runtime)();
   if (!rt || !rt->minor_live(rt, 0, &now->lo, &now->hi))
      return NULL;
   for (Word i = 0; under_way && i < VG_(sizeXA)(under_way); i++) {
      Collection* c = VG_(indexXA)(under_way, i);
      if (c->hi == now->hi)
         return c;
   }
   return now;
}

static void minor_begins(void)
{
   Collection now;
   Collection* c = of_running_domain(&now);
   if (!under_way)
      under_way = VG_(newXA)(VG_(malloc), "sc.gc", VG_(free), sizeof(Collection));
   if (c == &now)
      VG_(addToXA)(under_way, c);
   else if (c)
      *c = now;
}

/* All survivors are promoted, the minor heap holds forwarding pointers still. */
static void minor_promoted(void)
{
   Collection now;
   Collection* c = of_running_domain(&now);
   if (c == NULL || c == &now)
      return; /* it has been looked at */
   now = *c;
   VG_(removeIndexXA)(under_way, c - (Collection*)VG_(indexXA)(under_way, 0));
   minors++;
   if (c_code_ran)
      record_promotions(now.lo, now.hi);
   c_code_ran = False;
   SC_(motion_forget)(now.lo, now.hi);
   /* Also of blocks that died in the collection before, anywhere in this minor heap. */
   const Range* whole = SC_(region_of)(now.hi - WORD_BYTES);
   SC_(owners_promoted)(whole ? whole->lo : now.lo, now.hi);
   check_model();
}

/* 5.3 calls finalisers of dead minor blocks before the function that tells. */
void SC_(gc_finaliser_called)(Addr block)
{
   Collection now;
   Collection* c = of_running_domain(&now);
   if (c && c != &now && block >= c->lo && block < c->hi)
      minor_promoted();
}

void SC_(gc_event)(RuntimeEvent event, Addr sp, UWord arg0, UWord arg1)
{
   switch (event) {
   case EVENT_MINOR_BEGIN:
      SC_(runtime_refresh)(); /* nothing is swept before the first of these */
      SC_(owners_settle)();
      check_heap();
      minor_begins();
      break;
   case EVENT_DEATHS_DECIDED:
      SC_(owners_settle)();
      SC_(owners_died)();
      break;
   case EVENT_MINOR_PROMOTED:
      minor_promoted();
      break;
   case EVENT_FREE_RUN:
      SC_(owners_swept)(arg0, arg1);
      break;
   case EVENT_HEAP_CHANGED:
      SC_(regions_changing)(sp);
      break;
   default:
      break;
   }
}

static UInt add_compaction(ExeContext* where)
{
   const Compaction c = { SC_(event)(), where };
   if (!compactions)
      compactions = VG_(newXA)(VG_(malloc), "sc.gc", VG_(free), sizeof(Compaction));
   VG_(addToXA)(compactions, &c);
   return SC_(gc_compactions)();
}

UInt SC_(gc_compaction_begin)(Addr sp, ExeContext* where)
{
   SC_(owners_settle)();
   SC_(regions_changing)(sp);
   SC_(gc_compaction_flag) = 1;
   if (!compaction_sp)
      compaction_sp = SC_(new)("sc.gc", VG_N_THREADS * sizeof *compaction_sp);
   compaction_sp[VG_(get_running_tid)()] = sp;
   const UInt n = add_compaction(where);
   SC_(motion_begin)(MOTION_COMPACTION, n, SC_(now)());
   return n;
}

/* Domains compact together, each in a thread. */
Bool SC_(gc_compacting)(Addr sp)
{
   if (SC_(gc_compaction_flag) == 0)
      return False;
   Addr* mine = &compaction_sp[VG_(get_running_tid)()];
   if (*mine == 0)
      return False;
   if (sp <= *mine)
      return True;
   *mine = 0;
   SC_(gc_compaction_flag) = 0;
   for (UInt i = 0; i < VG_N_THREADS; i++)
      if (compaction_sp[i])
         SC_(gc_compaction_flag) = 1;
   return False;
}

/* In a compaction the program's list of chunks is being changed, so the copy's
   target may lie in one that is not in it yet: only its source is looked up. */
void SC_(gc_block_copied)(Addr from, Addr to, SizeT bytes)
{
   const Range* r = SC_(region_of)(from);
   if (!r || r->data != REGION_MAJOR || (from & 7) || (to & 7) || bytes < 2 * WORD_BYTES)
      return;
   SC_(motion_move)(from, to, bytes);
   SC_(owner_block_moved)(from + WORD_BYTES, to + WORD_BYTES);
}

/*--- Described heaps ---*/

/* From the first GC_BEGIN to the last GC_END the program's stores into the heap are
   its collector's. */
const HChar* SC_(gc_described_begin)(Bool compaction, ExeContext* where)
{
   if (described_depth++ == 0)
      SC_(owners_hold_still)(True);
   if (compaction)
      SC_(motion_begin)(MOTION_COMPACTION, add_compaction(where), SC_(now)());
   else
      SC_(motion_begin)(MOTION_DESCRIBED, ++minors, SC_(event)());
   return NULL;
}

const HChar* SC_(gc_described_end)(void)
{
   if (described_depth == 0)
      return "no collection has begun";
   if (--described_depth == 0)
      SC_(owners_hold_still)(False);
   return NULL;
}

/* Is [a,a+bytes) part of one described region? */
static Bool in_described_region(Addr a, SizeT bytes)
{
   const Range* r = SC_(region_of)(a);
   return r && r->data == REGION_DESCRIBED && bytes <= r->hi - a;
}

void SC_(gc_described_emptied)(Addr lo, Addr hi)
{
   for (Addr a = SC_(described_overlap)(lo, hi); a; a = SC_(described_overlap)(lo, hi))
      SC_(gc_described_died)(a);
}

/* What overlaps is dead: its memory is used again. */
const HChar* SC_(gc_described_born)(Addr block, SizeT bytes)
{
   if (!in_described_region(block, bytes))
      return "the block does not lie inside a region that was added";
   SC_(gc_described_emptied)(block, block + (bytes ? bytes : 1));
   SC_(described_add)(block, bytes);
   return NULL;
}

const HChar* SC_(gc_described_move)(Addr from, Addr to)
{
   Addr lo, hi;
   if (!SC_(described_block)(from, &lo, &hi) || lo != from)
      return "no block that was born begins at its first address";
   if (!in_described_region(to, hi - lo))
      return "its second address does not lie inside a region that was added";
   if (from == to)
      return NULL;
   SC_(described_remove)(from);
   SC_(gc_described_emptied)(to, to + (hi - lo));
   SC_(described_add)(to, hi - lo);
   SC_(motion_move)(from, to, hi - lo);
   SC_(owner_block_moved)(from, to);
   return NULL;
}

const HChar* SC_(gc_described_died)(Addr block)
{
   if (!SC_(described_remove)(block))
      return "no block that was born begins at its address";
   SC_(owner_block_died)(block);
   return NULL;
}

const Compaction* SC_(gc_compaction_between)(Stamp after, Stamp until)
{
   for (UInt i = 0; i < SC_(gc_compactions)(); i++) {
      const Compaction* c = VG_(indexXA)(compactions, i);
      if (SC_(before)(after, c->when) && !SC_(before)(until, c->when))
         return c;
   }
   return NULL;
}
