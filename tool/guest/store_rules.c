/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores and accesses. */
#include "guest/store_rules.h"

#include "check/breach.h"
#include "guest/rules.h"
#include "guest/tell.h"
#include "guest/transition.h"
#include "heap/block.h"
#include "heap/region.h"
#include "pub_tool_machine.h"     // VG_(get_IP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/value.h"

Span SC_(rules_span);

/* How often something was asked at places in the code, a few of them. */
enum { PLACES = 1024 };
typedef struct {
   UWord place;
   UInt  times;
} Asked;

/* One time more at `place`: how often before. */
static UInt asked_before(Asked* table, UWord place)
{
   Asked* a = &table[(place ^ (place >> 12)) % PLACES];
   if (a->place != place) {
      a->place = place;
      a->times = 0;
   }
   return a->times++;
}

static Addr here(void)
{
   return VG_(get_IP)(VG_(get_running_tid)());
}

/* A store that has been found right often enough is not looked at again: finding the
   block of a word walks the heap. */
static Bool is_known_right(void)
{
   enum { ENOUGH = 64 };
   static Asked stores[PLACES];
   return asked_before(stores, SC_(running).call_ip ^ (here() << 8)) >= ENOUGH;
}

/* Places that access blocks by addresses inside them: their code is translated again, not
   to ask any more. */
static OSet* inner_places; /* of Addr */
Addr         SC_(rules_retranslate);

Bool SC_(rules_bounds_wanted)(Addr ip)
{
   return !inner_places || !VG_(OSetWord_Contains)(inner_places, ip);
}

static void leave_alone(Addr ip, Addr superblock)
{
   if (!inner_places)
      inner_places = VG_(OSetWord_Create)(VG_(malloc), "sc.rules", VG_(free));
   if (!VG_(OSetWord_Contains)(inner_places, ip))
      VG_(OSetWord_Insert)(inner_places, ip);
   SC_(rules_retranslate) = superblock;
}

/* Finding the block of a word walks the heap: not often. */
static Bool may_look(void)
{
   enum { WALKS = 1024 };
   static UInt walks;
   return walks++ < WALKS;
}

void SC_(rules_access)(Addr addr, Addr base, Bool written, UWord from_head)
{
   enum { ENOUGH = 4 };
   static Asked inner[PLACES];
   Breach b;
   const AccessVerdict verdict = SC_(check_access)(addr, base, may_look, &SC_(rules_span), &b);
   if (verdict == ACCESS_OUTSIDE) {
      b.written = written;
      SC_(tell)(&b);
   }
   if (verdict == ACCESS_UNKNOWN && asked_before(inner, here()) % ENOUGH == ENOUGH - 1)
      leave_alone(here(), here() - from_head);
}

void SC_(rules_store)(Addr addr, UWord value)
{
   Breach b;
   if (SC_(rules_explain)(addr) || is_known_right() || !SC_(check_store)(addr, value, &b))
      return;
   SC_(tell)(&b);
}

Bool SC_(rules_is_payload)(Addr addr)
{
   Block b;
   if (SC_(in_new_block)(addr))
      return SC_(new_block).maker && SC_(header_tag)(SC_(new_block).header) >= NO_SCAN_TAG;
   return SC_(block_at)(addr, &b) && !b.free && addr >= b.addr && SC_(header_tag)(b.header) >= NO_SCAN_TAG;
}

void SC_(rules_stored_near)(Addr addr, UWord bytes)
{
   NewBlock* n = &SC_(new_block);
   const Addr end = n->block + n->bytes;
   for (Addr a = addr & ~7UL; a < addr + bytes; a += WORD_BYTES)
      if (SC_(in_new_block)(a))
         SC_(new_block_written)(a);
   if (addr + bytes <= end || !n->watched_end)
      return;
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_BEYOND_BLOCK;
   b.certainty = DEFINITE;
   b.addr = addr;
   b.n = (addr - n->block) / WORD_BYTES;
   b.block = *n;
   n->has_next = n->watched_end = False;
   SC_(tell)(&b);
}

void SC_(released_used)(Addr addr, UWord bytes)
{
   Breach b;
   const CBlock* c = SC_(in_stub)() ? SC_(cblock_holding)(addr) : NULL;
   if (!c || c->state != CBLOCK_QUARANTINED)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_RELEASED_USED;
   b.certainty = DEFINITE;
   b.addr = addr;
   b.n = bytes;
   b.cblock = c;
   SC_(tell)(&b);
}

/* In OCaml 5 large blocks of the heap are such C blocks. */
static Bool behind_large_block(Addr addr, Breach* b)
{
   const Range* r = SC_(region_of)(addr - 1);
   if (!r || r->data != REGION_LARGE)
      return False;
   b->fault = FAULT_OUTSIDE_BLOCK;
   b->word = r->lo + WORD_BYTES;
   b->n = (r->hi - b->word) / WORD_BYTES;
   b->written = True;
   return True;
}

void SC_(behind_stored)(Addr addr)
{
   Breach b;
   const CBlock* c = SC_(in_stub)() ? SC_(cblock_before)(addr) : NULL;
   if (!c)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.certainty = DEFINITE;
   b.addr = addr;
   if (!behind_large_block(addr, &b)) {
      b.fault = FAULT_BEYOND_C_BLOCK;
      b.cblock = c;
      b.n = addr - c->addr;
   }
   SC_(tell)(&b);
}
