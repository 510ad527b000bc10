/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores and accesses. */
#include "guest/store_rules.h"

#include "check/breach.h"
#include "guest/asked.h"
#include "guest/rules.h"
#include "guest/tell.h"
#include "guest/transition.h"
#include "heap/block.h"
#include "pub_tool_machine.h"     // VG_(get_IP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/value.h"

Span SC_(rules_span);

static Addr here(void)
{
   return VG_(get_IP)(VG_(get_running_tid)());
}

/* A store that has been found right often enough is not looked at again: finding the
   block of a word walks the heap. */
static Bool is_known_right(void)
{
   enum { ENOUGH = 64 };
   static Asked stores[ASKED_PLACES];
   return SC_(asked_before)(stores, SC_(running).call_ip ^ (here() << 8)) >= ENOUGH;
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
   static Asked inner[ASKED_PLACES];
   Breach b;
   const AccessVerdict verdict = SC_(check_access)(addr, base, may_look, &SC_(rules_span), &b);
   if (verdict == ACCESS_OUTSIDE) {
      b.written = written;
      SC_(tell)(&b);
   }
   if (verdict == ACCESS_UNKNOWN && SC_(asked_before)(inner, here()) % ENOUGH == ENOUGH - 1)
      leave_alone(here(), here() - from_head);
}

void SC_(rules_store)(Addr addr, UWord value)
{
   Breach b;
   if (SC_(rules_explain)(addr) || is_known_right() || !SC_(check_store)(addr, value, &b))
      return;
   SC_(tell)(&b);
}

void SC_(rules_overwritten)(Addr addr, UWord old)
{
   Breach b;
   if (!SC_(in_stub)() || SC_(rules_explain)(addr) || is_known_right() || !SC_(check_overwrite)(addr, old, &b))
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

void SC_(behind_stored)(Addr addr)
{
   Breach b;
   const CBlock* c = SC_(in_stub)() ? SC_(cblock_before)(addr) : NULL;
   if (!c)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_BEYOND_C_BLOCK;
   b.certainty = DEFINITE;
   b.addr = addr;
   b.cblock = c;
   b.n = addr - c->addr;
   SC_(tell)(&b);
}
