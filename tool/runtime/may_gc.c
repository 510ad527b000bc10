/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goals, roles, and what no direct call shows; call_graph does the rest.

   Names are those of 4.13 and 4.14. */
#include "runtime/may_gc.h"

#include "runtime/call_graph.h"

/* Where the collector, or OCaml code, begins. */
static const HChar* const goals[] = {
   "caml_alloc_small_dispatch", "caml_gc_dispatch", "caml_minor_collection", "caml_check_urgent_gc",
   "caml_empty_minor_heap", "caml_major_collection_slice", "caml_compact_heap",
   "caml_finish_major_cycle", "caml_process_pending_actions", "caml_process_pending_actions_exn",
   "caml_process_pending_actions_with_root", "caml_process_pending_actions_with_root_exn",
   "caml_process_pending_signals_exn", "caml_do_pending_actions_exn", "caml_start_program",
   "caml_callback_asm", "caml_callback2_asm", "caml_callback3_asm",
   "caml_enter_blocking_section", "caml_enter_blocking_section_no_pending",
   "caml_leave_blocking_section"
};

/* They lock a channel, which calls systhreads through caml_channel_mutex_lock. */
static const HChar* const lockers[] = {
   "caml_ml_out_channels_list"
};

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
   { "caml_c_thread_register", ROLE_ACQUIRES_LOCK },
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
   { "extern_out_of_memory", ROLE_RAISES },
   { "extern_invalid_argument", ROLE_RAISES },
   { "extern_failwith", ROLE_RAISES },
   { "extern_stack_overflow", ROLE_RAISES },
   { "intern_failwith2", ROLE_RAISES },
   { "caml_fatal*", ROLE_ENDS_PROCESS },
   { "caml_sys_exit", ROLE_ENDS_PROCESS },
   { "caml_do_exit", ROLE_ENDS_PROCESS },
   { "caml_bad_caml_state", ROLE_ENDS_PROCESS }
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

static Bool is_one_of(const HChar* name, const HChar* const* list, UWord n)
{
   for (UWord i = 0; i < n; i++)
      if (matches(name, list[i]))
         return True;
   return False;
}

static RuntimeRole role_of(const HChar* name)
{
   for (UWord i = 0; i < sizeof roles / sizeof *roles; i++)
      if (matches(name, roles[i].name))
         return roles[i].role;
   return ROLE_NONE;
}

static CallKind kind_of(const RuntimeFunction* f)
{
   if (f->role == ROLE_RAISES || f->role == ROLE_ENDS_PROCESS)
      return CALL_ENDS;
   if (is_one_of(f->name, goals, sizeof goals / sizeof *goals)
       || is_one_of(f->name, lockers, sizeof lockers / sizeof *lockers))
      return CALL_GOAL;
   return CALL_PLAIN;
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

static void remember(const CallGraph* g)
{
   for (Word i = 0; i < SC_(call_graph_size)(g); i++) {
      const CallNode* n = SC_(call_graph_nth)(g, i);
      RuntimeFunction* f = n->data;
      if (f && n->reaches) {
         f->may_gc = True;
         f->gc_next = next_named(g, n);
      }
   }
}

void SC_(may_gc_derive)(void)
{
   const Runtime* rt = SC_(the_runtime)();
   if (rt == NULL)
      return;
   CallGraph* g = SC_(call_graph_new)();
   for (Word i = 0; i < SC_(runtime_functions)(); i++) {
      RuntimeFunction* f = SC_(runtime_nth_function)(i);
      f->role = role_of(f->name);
      SC_(call_graph_add)(g, f->addr, f->size ? f->addr + f->size : 0, kind_of(f), f);
   }
   if (!rt->all_symbols)
      SC_(call_graph_add_nameless)(g, rt->text_lo, rt->text_hi);
   SC_(call_graph_solve)(g);
   remember(g);
   SC_(call_graph_delete)(g);
}

void SC_(may_gc_print)(void)
{
   static const HChar* const words[] = {
      "-", "releases-lock", "acquires-lock", "callback", "raises", "ends-process"
   };
   for (Word i = 0; i < SC_(runtime_functions)(); i++) {
      const RuntimeFunction* f = SC_(runtime_nth_function)(i);
      VG_(printf)("%s\t%s\t%s\t%s", f->name, SC_(may_gc)(f) ? "yes" : "no", words[f->role], f->name);
      while ((f = SC_(may_gc_next)(f)))
         VG_(printf)(">%s", f->name);
      VG_(printf)("\n");
   }
}
