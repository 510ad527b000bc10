/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goals and roles; call_graph does the rest.

   Calls through pointers add nothing. A stub's function (custom operations,
   caml_alloc_array) is entered and judged by itself; the hooks that let other
   threads run are called by functions that reach a goal anyway. The hook of 5.x by which
   a thread is interrupted tells who lets others run without giving the lock away: in 5.1
   all that allocates, in 5.3 what runs pending actions.

   Names are those of 4.12 to 5.3. */
#include "runtime/may_gc.h"

#include "runtime/call_graph.h"

/* Where the collector, or OCaml code, begins. The first are the better ones to end
   an explanation with. */
static const HChar* const goals[] = {
   "caml_alloc_small_dispatch", "caml_check_urgent_gc", "caml_minor_collection",
   "caml_gc_dispatch", "caml_empty_minor_heap", "caml_major_collection_slice",
   "caml_handle_gc_interrupt", "caml_poll_gc_work", "caml_empty_minor_heaps_once",
   "caml_try_run_on_all_domains", "caml_try_run_on_all_domains_with_spin_work",
   "caml_process_pending_actions_res", "caml_process_pending_actions_with_root_res",
   "caml_process_pending_signals_res", "caml_do_pending_actions_res",
   "caml_compact_heap", "caml_finish_major_cycle", "caml_process_pending_actions",
   "caml_process_pending_actions_exn", "caml_process_pending_actions_with_root",
   "caml_process_pending_actions_with_root_exn", "caml_process_pending_signals_exn",
   "caml_do_pending_actions_exn", "caml_enter_blocking_section",
   "caml_enter_blocking_section_no_pending", "caml_leave_blocking_section",
   "caml_start_program", "caml_callback_asm", "caml_callback2_asm", "caml_callback3_asm",
   "caml_interprete", "caml_bytecode_interpreter"
};

enum { N_GOALS = sizeof goals / sizeof *goals };

/* Static functions that raise are found by their code. */
typedef struct {
   const HChar* name;   /* a prefix when it ends in '*' */
   RuntimeRole  role;
} Role;

static const Role roles[] = {
   { "caml_enter_blocking_section", ROLE_RELEASES_LOCK },
   { "caml_enter_blocking_section_no_pending", ROLE_RELEASES_LOCK },
   { "caml_release_runtime_system", ROLE_RELEASES_LOCK },
   { "caml_leave_blocking_section", ROLE_ACQUIRES_LOCK },
   { "caml_acquire_runtime_system", ROLE_ACQUIRES_LOCK },
   { "caml_c_thread_register", ROLE_VISITS },
   { "caml_c_thread_unregister", ROLE_VISITS },
   { "caml_callback*", ROLE_CALLBACK },
   { "caml_start_program", ROLE_CALLBACK },
   { "caml_raise_if_exception", ROLE_NONE }, /* returns when there is none */
   { "caml_raise*", ROLE_RAISES },
   { "caml_failwith*", ROLE_RAISES },
   { "caml_invalid_argument*", ROLE_RAISES },
   { "caml_array_bound_error", ROLE_RAISES },
   { "caml_ml_array_bound_error", ROLE_RAISES },
   { "caml_sys_error", ROLE_RAISES },
   { "caml_sys_io_error", ROLE_RAISES },
   { "caml_deserialize_error", ROLE_RAISES },
   { "caml_fatal*", ROLE_ENDS_PROCESS },
   { "caml_sys_exit", ROLE_ENDS_PROCESS },
   { "caml_do_exit", ROLE_ENDS_PROCESS },
   { "caml_bad_caml_state", ROLE_ENDS_PROCESS },
   { "main", ROLE_ENDS_PROCESS }
};

/* Is `name` what `pattern` says, or a piece that the compiler made of it
   (`.cold`, `.part.0`, `.constprop.0`)? */
static Bool matches(const HChar* name, const HChar* pattern)
{
   const SizeT n = VG_(strlen)(pattern);
   if (pattern[n - 1] == '*')
      return VG_(strncmp)(name, pattern, n - 1) == 0;
   return VG_(strncmp)(name, pattern, n) == 0 && (name[n] == '\0' || name[n] == '.');
}

static RuntimeRole role_of(const HChar* name)
{
   for (UWord i = 0; i < sizeof roles / sizeof *roles; i++)
      if (matches(name, roles[i].name))
         return roles[i].role;
   return ROLE_NONE;
}

/* The number of goals when it is none. */
static UWord goal_rank(const HChar* name)
{
   UWord i = 0;
   while (i < N_GOALS && VG_(strcmp)(name, goals[i]) != 0)
      i++;
   return i;
}

static void add(CallGraph* g, RuntimeFunction* f)
{
   const Addr hi = f->size ? f->addr + f->size : 0;
   const UWord rank = goal_rank(f->name);
   f->role = role_of(f->name);
   if (rank < N_GOALS)
      SC_(call_graph_add_goal)(g, f->addr, hi, (UInt)rank, f);
   else if (f->role == ROLE_RAISES || f->role == ROLE_ENDS_PROCESS)
      SC_(call_graph_add)(g, f->addr, hi, CALL_ENDS, f);
   else
      SC_(call_graph_add)(g, f->addr, hi, CALL_PLAIN, f);
}

/* A function of the graph with a name, further down the way. */
static const RuntimeFunction* next_named(const CallGraph* g, const CallNode* n)
{
   while (n->next >= 0) {
      n = SC_(call_graph_nth)(g, n->next);
      if (n->data)
         return n->data;
   }
   return NULL;
}

/*--- What else may run ---*/

static Bool is_named(const CallNode* n, const HChar* const* names, UWord how_many)
{
   const RuntimeFunction* f = n->data;
   for (UWord i = 0; f && i < how_many; i++)
      if (VG_(strcmp)(f->name, names[i]) == 0)
         return True;
   return False;
}

static Bool is_collector(const CallNode* n)
{
   static const HChar* const names[] = { "caml_handle_gc_interrupt", "caml_gc_dispatch", "caml_empty_minor_heap" };
   return is_named(n, names, sizeof names / sizeof *names);
}

static Bool is_finaliser_call(const CallNode* n)
{
   static const HChar* const names[] = { "caml_final_do_calls_exn", "caml_final_do_calls_res" };
   return is_named(n, names, sizeof names / sizeof *names);
}

static Addr interrupt_hook;

static Bool calls_hook(const CallNode* n)
{
   return SC_(call_graph_names)(n, interrupt_hook);
}

/* What OCaml code does that is called back is its own business. Allocation runs what is
   pending for OCaml code only (CAML_FROM_CAML, minor_gc.c). */
static Bool counts(const CallNode* caller, const CallNode* callee)
{
   static const HChar* const allocation[] = { "caml_alloc_small_dispatch" };
   static const HChar* const pending[] = {
      "caml_do_pending_actions_exn", "caml_do_pending_actions_res", "caml_process_pending_actions"
   };
   const RuntimeFunction* f = callee->data;
   if (f && (f->role == ROLE_CALLBACK || f->addr == SC_(the_runtime)()->interpreter))
      return False;
   return !is_named(caller, allocation, 1) || !is_named(callee, pending, sizeof pending / sizeof *pending);
}

/* The library for threads may be a DLL, whose symbols are not those of the runtime. */
static Bool has_threads(void)
{
   for (Word i = 0; i < SC_(runtime_functions)(); i++)
      if (VG_(strcmp)(SC_(runtime_nth_function)(i)->name, "caml_thread_yield") == 0)
         return True;
   return False;
}

static void mark(CallGraph* g)
{
   SC_(call_graph_mark)(g, RUNS_GC, is_collector, counts);
   SC_(call_graph_mark)(g, RUNS_FINALISERS, is_finaliser_call, counts);
   interrupt_hook = SC_(runtime_symbol)("caml_domain_external_interrupt_hook");
   if (interrupt_hook && has_threads())
      SC_(call_graph_mark)(g, RUNS_THREADS, calls_hook, counts);
}

static void remember(const CallGraph* g)
{
   for (Word i = 0; i < SC_(call_graph_size)(g); i++) {
      const CallNode* n = SC_(call_graph_nth)(g, i);
      RuntimeFunction* f = n->data;
      if (f == NULL || !n->reaches)
         continue;
      f->runs = n->marks;
      f->may_gc = True;
      f->gc_next = next_named(g, n);
      if (n->kind == CALL_ENDS && f->role == ROLE_NONE)
         f->role = ROLE_RAISES;
   }
}

void SC_(may_gc_derive)(void)
{
   const Runtime* rt = SC_(the_runtime)();
   if (rt == NULL)
      return;
   CallGraph* g = SC_(call_graph_new)();
   for (Word i = 0; i < SC_(runtime_functions)(); i++)
      add(g, SC_(runtime_nth_function)(i));
   if (!rt->all_symbols)
      SC_(call_graph_add_nameless)(g, rt->text_lo, rt->text_hi);
   SC_(call_graph_solve)(g);
   mark(g);
   remember(g);
   SC_(call_graph_delete)(g);
}

void SC_(may_gc_print)(void)
{
   static const HChar* const words[] = {
      "-", "releases-lock", "acquires-lock", "visits", "callback", "raises", "ends-process"
   };
   for (Word i = 0; i < SC_(runtime_functions)(); i++) {
      const RuntimeFunction* f = SC_(runtime_nth_function)(i);
      VG_(printf)("%s\t%s\t%s\t%s", f->name, SC_(may_gc)(f) ? "yes" : "no", words[f->role], f->name);
      const UInt runs = f->runs;
      while ((f = SC_(may_gc_next)(f)))
         VG_(printf)(">%s", f->name);
      VG_(printf)("\t%s%s%s%s\n", runs ? "" : "-", runs & RUNS_GC ? "gc " : "", runs & RUNS_FINALISERS ? "finalisers " : "",
                  runs & RUNS_THREADS ? "threads" : "");
   }
}
