/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registered global roots. */
#include "guest/root_rules.h"

#include "check/breach.h"
#include "guest/call_stack.h"
#include "guest/options.h"
#include "guest/tell.h"
#include "guest/transition.h"
#include "heap/global_root.h"
#include "heap/region.h"
#include "provenance/shadow.h"
#include "pub_tool_machine.h"     // VG_(get_SP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/describe.h"
#include "report/report.h"

/* Does the stack that the kernel or the thread library has given to the thread hold `a`? Not
   so those that programs make by themselves (coroutines). */
static Bool on_own_stack(ThreadId tid, Addr a)
{
   const Addr max = VG_(thread_get_stack_max)(tid);
   return a <= max && max - a < VG_(thread_get_stack_size)(tid);
}

/* Where the stack ends: what lies below is gone, or goes with the exception that is being raised. */
static Addr end_of_stack(ThreadId tid, Bool raising)
{
   const Runtime* rt = SC_(the_runtime)();
   const Addr sp = VG_(get_SP)(tid);
   const Addr handler = raising && rt ? rt->handler(rt) : 0;
   if (!on_own_stack(tid, sp))
      return 0;
   return handler > sp && on_own_stack(tid, handler) ? handler : sp;
}

static void look_at_root(GlobalRoot* r, void* raising)
{
   const ThreadId tid = VG_(get_running_tid)();
   Breach b;
   if (!SC_(check_global_root)(r, tid, end_of_stack(tid, raising != NULL), &b))
      return;
   b.leaving = b.fault == FAULT_ROOT_ON_DEAD_STACK && r->slot >= VG_(get_SP)(tid);
   SC_(tell)(&b);
   if (b.fault != FAULT_GLOBAL_GARBAGE)
      r->on_stack = False; /* told; it stays registered */
}

void SC_(roots_at_gc_point)(Bool raising)
{
   if (SC_(global_roots_to_watch) > 0)
      SC_(global_roots_watched)(look_at_root, raising ? &raising : NULL);
}

static Bool is_generational(const RuntimeFunction* f)
{
   return VG_(strstr)(f->name, "generational") != NULL;
}

void SC_(rules_root_added)(const RuntimeFunction* f, Addr slot)
{
   Breach b;
   GlobalRoot* r = SC_(global_root_registered)(slot, is_generational(f), SC_(capture)());
   if (!r)
      return;
   if (SC_(in_stub)() && SC_(check_new_root)(r, &b))
      SC_(tell)(&b);
   r->stack_owner = VG_(get_running_tid)();
   r->on_stack = on_own_stack(r->stack_owner, slot) && slot >= VG_(get_SP)(r->stack_owner);
   SC_(global_root_watch)(r);
}

void SC_(rules_root_removed)(const RuntimeFunction* f, Addr slot)
{
   Breach b;
   const Bool told = SC_(region_of)(slot) != NULL; /* when it was registered */
   if (SC_(in_stub)() && !told && SC_(check_removal)(slot, is_generational(f), &b)) {
      b.f = f;
      SC_(tell)(&b);
   }
   SC_(global_root_unregistered)(slot);
}

static void mark_gone(GlobalRoot* r, void* where)
{
   r->gone = where;
   SC_(global_root_watch)(r);
}

/* What no OCaml block has owned is memcheck's matter, unless it is asked for. */
void SC_(rules_released)(const CBlock* b, const Release* r)
{
   const Addr end = b->addr + b->bytes;
   SC_(global_roots_in)(b->addr, end, mark_gone, r->where);
   if (SC_(options).values && b->family != FAMILY_MAP && b->family != FAMILY_DESCRIBED
       && (b->owners || r->finaliser || SC_(options).c_memory))
      SC_(shadow_release)(b->addr, end);
}

static void look_at_site(const RootSite* s)
{
   enum { MANY = 16 };
   Breach b;
   if (s->registered < MANY || s->removed > 0)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_ROOTS_LEFT;
   b.certainty = DEFINITE;
   b.n = s->registered;
   b.origin = s->where;
   SC_(report)(SC_(describe_breach)(&b, NULL, VG_(get_running_tid)(), s->where));
}

void SC_(rules_root_leaks)(void)
{
   SC_(root_sites_each)(look_at_site);
}
