/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores. */
#include "guest/store_rules.h"

#include "check/breach.h"
#include "guest/activation.h"
#include "guest/asked.h"
#include "guest/rules.h"
#include "guest/tell.h"
#include "guest/transition.h"
#include "heap/block.h"
#include "heap/region.h"
#include "provenance/shadow.h"
#include "pub_tool_machine.h"     // VG_(get_IP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/value.h"

/* A store that has been found right often enough is not looked at again: finding the
   block of a word walks the heap. */
static Bool is_known_right(void)
{
   enum { ENOUGH = 64 };
   static Asked stores[ASKED_PLACES];
   const Addr here = VG_(get_IP)(VG_(get_running_tid)());
   return SC_(asked_before)(stores, SC_(running).call_ip ^ (here << 8)) >= ENOUGH;
}

void SC_(rules_store)(Addr addr, UWord value)
{
   Breach b;
   if (SC_(rules_explain)(addr) || is_known_right() || !SC_(check_store)(addr, value, &b))
      return;
   SC_(tell)(&b);
}

void SC_(rules_stored_first)(Addr addr, UWord value)
{
   Breach b;
   const Activation* stub = SC_(innermost_stub)();
   if (stub && stub->finaliser && stub->block == addr)
      return; /* nobody will look there any more */
   if (SC_(in_stub)() && SC_(check_operations)(addr, value, &b) && !is_known_right())
      SC_(tell)(&b);
}

void SC_(rules_overwritten)(Addr addr, UWord old)
{
   Breach b;
   if ((old & 7) != 0 || !SC_(in_stub)() || SC_(rules_explain)(addr) || is_known_right()
       || !SC_(check_overwrite)(addr, old, &b))
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
static Bool behind_large_block(Addr addr, UWord written, Breach* b)
{
   const Range* r = SC_(region_of)(addr - 1);
   if (!r || r->data != REGION_LARGE)
      return False;
   b->fault = FAULT_OUTSIDE_BLOCK;
   b->word = r->lo + WORD_BYTES;
   b->n = (r->hi - b->word) / WORD_BYTES;
   b->written = written != 0;
   return True;
}

void SC_(behind_used)(Addr addr, UWord written)
{
   Breach b;
   const CBlock* c = SC_(in_stub)() ? SC_(cblock_before)(addr) : NULL;
   if (!c)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.certainty = DEFINITE;
   b.addr = addr;
   b.written = written != 0;
   if (!behind_large_block(addr, written, &b)) {
      b.fault = FAULT_BEYOND_C_BLOCK;
      b.cblock = c;
      b.n = addr - c->addr;
   }
   SC_(tell)(&b);
}

void SC_(memory_read)(Addr addr, UWord exactly)
{
   const Tag t = SC_(shadow_get)(addr);
   if (t == TAG_RELEASED)
      SC_(released_used)(addr, WORD_BYTES);
   else if (t == TAG_BEHIND && exactly)
      SC_(behind_used)(addr, False);
}
