/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runtime entries, copies and stores, told to the model. */
#include "guest/hook.h"

#include "base/client.h"
#include "base/clock.h"
#include "guest/call_stack.h"
#include "guest/heap_growth.h"
#include "guest/payload.h"
#include "guest/result_rules.h"
#include "guest/root_rules.h"
#include "guest/rules.h"
#include "guest/transition.h"
#include "guest/value.h"
#include "heap/custom.h"
#include "heap/gc.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "provenance/root_tags.h"
#include "provenance/shadow.h"
#include "pub_tool_machine.h"     // VG_(get_SP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/trace.h"
#include "runtime/api.h"
#include "runtime/value.h"

Bool SC_(hook_always)(const RuntimeFunction* f)
{
   return f->event != EVENT_OTHER_ENTRY && f->event != EVENT_BIGARRAY_ALLOC;
}

Bool SC_(hook_from_runtime)(const RuntimeFunction* f)
{
   return SC_(hook_always)(f) || (f->api && f->api->values);
}

static void compaction(Addr sp)
{
   ExeContext* where = SC_(capture)();
   const UInt n = SC_(gc_compaction_begin)(sp, where);
   SC_(trace_compaction)(SC_(now)(), n, where);
}

static void root_added(const RuntimeFunction* f, Addr slot)
{
   UWord value;
   if (SC_(in_stub)() && SC_(client_word)(slot, &value))
      SC_(global_root_was_late)(f, slot, value, SC_(shadow_get)(slot));
   SC_(rules_root_added)(f, slot);
   SC_(global_root_added)(slot);
}

/* caml_modify_generational_global_root of 5.x takes a root that gets an immediate out of the
   runtime's lists by itself (globroots.c): to the program it stays one. */
static Bool is_modified(void)
{
   const RuntimeFunction* f = SC_(runtime_called_by_stub)();
   return f && VG_(strcmp)(f->name, "caml_modify_generational_global_root") == 0;
}

static void root_removed(const RuntimeFunction* f, Addr slot)
{
   if (is_modified())
      return;
   SC_(rules_root_removed)(f, slot);
   SC_(global_root_removed)(slot);
}

void SC_(hook_entry)(const RuntimeFunction* f, Registers* regs)
{
   const Addr sp = regs->guest_RSP;
   const UWord arg0 = regs->guest_RDI;
   const Bool from_stub = SC_(in_stub)();
   if (!from_stub && SC_(results_in_doubt) > 0) {
      const UWord arguments[] = { arg0, regs->guest_RSI, regs->guest_RDX, regs->guest_RCX, regs->guest_R8,
                                  regs->guest_R9 };
      SC_(results_passed)(f, arguments);
      if (!SC_(hook_always)(f))
         return;
   }
   SC_(gc_compacting)(sp);
   switch (f->event) {
   case EVENT_BIGARRAY_FINALISE:
      SC_(bigarray_finaliser_entered)(f, sp, arg0);
      return;
   case EVENT_COMPACT_BEGIN:
      compaction(sp);
      break;
   case EVENT_OBJ_DUP:
      SC_(owner_duplicated)(arg0, SC_(capture));
      break;
   case EVENT_BIGARRAY_ALLOC:
      if (regs->guest_RDX)
         SC_(owner_bigarray)(regs->guest_RDX, SC_(capture)());
      break;
   case EVENT_CUSTOM_REGISTERED:
      SC_(custom_registered)(arg0);
      break;
   case EVENT_SHUT_DOWN:
      SC_(rules_shut_down)();
      break;
   case EVENT_ROOT_ADDED:
      root_added(f, arg0);
      break;
   case EVENT_ROOT_REMOVED:
      root_removed(f, arg0);
      break;
   case EVENT_POOLS_MAPPED:
      SC_(growth_pools_asked)(regs);
      break;
   case EVENT_POOLS_UNMAPPED:
      SC_(region_unmapped)(arg0, arg0 + regs->guest_RSI);
      break;
   case EVENT_LARGE_ALLOC:
      SC_(growth_block_asked)(regs->guest_RSI);
      break;
   case EVENT_MINOR_BEGIN:
      SC_(payloads_collected)();
      SC_(results_at_collection)();
      SC_(gc_event)(f->event, sp, arg0, regs->guest_RSI);
      break;
   default:
      SC_(gc_event)(f->event, sp, arg0, regs->guest_RSI);
   }
   if (from_stub)
      SC_(runtime_entered)(f, sp, regs);
}

void SC_(hook_copy)(UWord to, UWord from, UWord bytes)
{
   if (SC_(gc_compacting)(VG_(get_SP)(VG_(get_running_tid)())))
      SC_(gc_block_copied)(from, to, bytes);
}

void SC_(hook_store)(Addr addr, UWord bytes)
{
   for (Addr a = addr & ~7UL; a < addr + bytes; a += WORD_BYTES) {
      const UWord word = *(const UWord*)a;
      if (SC_(owner_may_change)(a, word))
         SC_(owner_stored)(a, word, SC_(capture));
   }
}
