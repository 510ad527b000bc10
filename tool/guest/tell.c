/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Causes that have been told. */
#include "guest/tell.h"

#include "guest/activation.h"
#include "guest/call_stack.h"
#include "guest/options.h"
#include "guest/transition.h"
#include "guest/word_places.h"
#include "pub_tool_machine.h"     // VG_(get_IP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/describe.h"
#include "report/report.h"

static VgHashTable* told; /* causes that have been reported */

/* True when it is new. */
static Bool remember(UWord cause)
{
   if (!told)
      told = VG_(HT_construct)("sc.rules");
   if (VG_(HT_lookup)(told, cause))
      return False;
   VgHashNode* node = SC_(new)("sc.rules", sizeof *node);
   node->key = cause;
   VG_(HT_add_node)(told, node);
   return True;
}

void SC_(tell_fork_child)(void)
{
   if (told)
      VG_(HT_destruct)(told, VG_(free));
   told = NULL;
}

/* What one stub does in one place has one remedy. A stub that OCaml calls in the wrong
   way, and an operation that may not call at all, have one however often they do. */
static UWord cause_of(const Breach* b)
{
   const UWord fault = (UWord)b->fault << 56;
   const Activation* stub = SC_(innermost_stub)();
   if (b->fault == FAULT_NOALLOC_CALLS || b->fault == FAULT_OPERATION_CALLS)
      return fault ^ b->stub;
   if (SC_(breach_kind)(b) == KIND_BLOCK_OVERRUN && b->fault != FAULT_BEYOND_C_BLOCK && stub)
      return (UWord)FAULT_BEYOND_BLOCK << 56 ^ stub->fn; /* seen by its address, by its block, by its end */
   if (b->fault == FAULT_RELEASED_USED)
      return fault ^ (UWord)b->cblock->release->where;
   return fault ^ SC_(running).call_ip ^ (VG_(get_IP)(VG_(get_running_tid)()) << 8);
}

void SC_(tell)(const Breach* b)
{
   if ((b->certainty == LATENT && !SC_(options).latent) || !remember(cause_of(b)))
      return;
   WordPlaces places;
   const Bool on_stack = (b->fault == FAULT_ROOT_GARBAGE || b->fault == FAULT_MODIFY_NO_BLOCK)
                         && SC_(find_slot_frames)(b->addr, &places);
   SC_(report)(SC_(describe_breach)(b, on_stack ? &places : NULL, VG_(get_running_tid)(), SC_(capture)()));
}
