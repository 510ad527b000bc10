/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bounds of libasmrun, libcamlrun, libthreadsnat and libthreads, found by a few of their functions.

   Which member comes first or last depends on the program: the linker passes over
   the archive until nothing is missing. So the tables name the first and the last
   global function of each member, and every one of the members that come first in
   practice, of 4.13 to 5.3. Weak functions are left out (caml_modify, caml_initialize): a stub may
   define them too, and then its own wins. So are those of which one version's libthreadsnat has
   a namesake (caml_mutex_lock): stubs lie between the two archives. */
#include "runtime/archive.h"

#define MAX_ANCHORS 12

typedef struct {
   const HChar* file;        /* without extension */
   const HChar* anchors[MAX_ANCHORS];
} Member;

static const Member runtime_members[] = {
   { "addrmap", { "caml_addrmap_contains", "caml_addrmap_iter" } },
   { "afl", { "caml_setup_afl", "caml_reset_afl_instrumentation" } },
   { "alloc", { "caml_alloc", "caml_alloc_some", "caml_atomic_make_contended" } },
   { "amd64", { "caml_call_gc", "caml_system__code_begin", "caml_system__code_end" } },
   { "array", { "caml_array_length", "caml_array_fill" } },
   { "backtrace", { "caml_init_backtrace", "caml_get_current_callstack", "caml_record_backtraces",
                    "caml_get_exception_backtrace" } },
   { "backtrace_byt", { "caml_add_debug_info", "caml_stash_backtrace", "caml_debuginfo_next" } },
   { "backtrace_nat", { "caml_next_frame_descriptor", "caml_debug_info_status" } },
   { "bigarray", { "caml_ba_compare", "caml_ba_reshape" } },
   { "blake2", { "caml_BLAKE2Init", "caml_blake2_bytes" } },
   { "callback", { "caml_callback_exn", "caml_iterate_named_values", "caml_init_callbacks" } },
   { "clambda_checks", { "caml_check_value_is_closure", "caml_check_field_access" } },
   { "codefrag", { "caml_register_code_fragment", "caml_find_code_fragment_by_digest", "caml_init_codefrag",
                   "caml_code_fragment_cleanup_from_stw_single", "caml_code_fragment_cleanup" } },
   { "compact", { "caml_invert_root", "caml_compact_heap_maybe" } },
   { "compare", { "caml_compare", "caml_greaterequal" } },
   { "custom", { "caml_alloc_custom", "caml_init_custom_operations", "caml_custom_get_max_major" } },
   { "debugger", { "caml_debugger_init", "caml_debugger", "caml_debugger_cleanup_fork" } },
   { "domain", { "caml_init_domain", "caml_incoming_interrupts_queued", "caml_recommended_domain_count" } },
   { "dynlink", { "caml_dynlink_open_lib", "caml_dynlink_get_current_libs", "caml_dynlink_get_bytecode_sections",
                  "caml_build_primitive_table", "caml_parse_ld_conf" } },
   { "dynlink_nat", { "caml_natdynlink_getmap", "caml_natdynlink_loadsym" } },
   { "eventlog", { "caml_eventlog_resume", "caml_eventlog_pause" } },
   { "extern", { "caml_output_val", "caml_obj_reachable_words", "caml_free_extern_state" } },
   { "fail", { "caml_exception_constant", "caml_raise_sys_blocked_io" } },
   { "fail_byt", { "caml_raise_zero_divide", "caml_raise_if_exception" } },
   { "fail_nat", { "caml_raise", "caml_raise_constant", "caml_failwith", "caml_invalid_argument",
                   "caml_raise_out_of_memory", "caml_array_bound_error", "caml_is_special_exception" } },
   { "fiber", { "caml_get_init_stack_wsize", "caml_raise_unhandled_effect" } },
   { "finalise", { "caml_final_update_mark_phase", "caml_final_invariant_check", "caml_final_update_first",
                   "caml_alloc_final_info" } },
   { "fix_code", { "caml_init_code_fragments", "caml_thread_code" } },
   { "floats", { "caml_init_locale", "caml_classify_float" } },
   { "frame_descriptors", { "caml_init_frame_descriptors", "caml_find_frame_descr" } },
   { "freelist", { "caml_set_allocation_policy", "caml_fl_reset_and_switch_policy" } },
   { "gc_ctrl", { "caml_gc_stat", "caml_ml_runtime_warnings_enabled", "caml_gc_quick_stat" } },
   { "gc_stats", { "caml_accum_heap_stats", "caml_compute_gc_stats" } },
   { "globroots", { "caml_register_global_root", "caml_scan_global_young_roots" } },
   { "hash", { "caml_hash_mix_uint32", "caml_hash_variant" } },
   { "instrtrace", { "caml_stop_here", "caml_trace_accu_sp_file" } },
   { "intern", { "caml_input_val", "caml_deserialize_error", "caml_free_intern_state" } },
   { "interp", { "caml_interprete", "caml_bytecode_interpreter" } },
   { "ints", { "caml_bswap16_direct", "caml_nativeint_of_string" } },
   { "io", { "caml_finalize_channel", "caml_terminfo_rows" } },
   { "lexing", { "caml_lex_engine", "caml_new_lex_engine" } },
   { "lf_skiplist", { "caml_lf_skiplist_init", "caml_lf_skiplist_free_garbage" } },
   { "major_gc", { "caml_darken", "caml_finalise_heap", "caml_orphan_finalisers", "caml_add_orphaned_finalisers" } },
   { "md5", { "caml_MD5Init", "caml_md5_block", "caml_md5_bytes" } },
   { "memory", { "caml_page_table_lookup", "caml_stat_strconcat", "caml_alloc_dependent_memory" } },
   { "memprof", { "caml_memprof_oldify_young_roots", "caml_memprof_enter_thread", "caml_memprof_scan_roots",
                  "caml_memprof_discard", "caml_memprof_start", "caml_memprof_stop" } },
   { "meta", { "caml_get_global_data", "caml_static_release_bytecode" } },
   { "minor_gc", { "caml_alloc_minor_tables", "caml_realloc_custom_table", "caml_empty_minor_heap_setup" } },
   { "misc", { "caml_gc_message", "caml_runtime_warnings_active", "caml_gc_log", "caml_bad_caml_state" } },
   { "obj", { "caml_obj_tag", "caml_int_as_pointer" } },
   { "parsing", { "caml_parse_engine", "caml_set_parser_trace" } },
   { "platform", { "caml_plat_fatal_error", "caml_plat_spin_back_off", "caml_plat_spin_wait" } },
   { "printexc", { "caml_format_exception", "caml_fatal_uncaught_exception" } },
   { "prng", { "caml_lxm_next_unboxed", "caml_lxm_next" } },
   { "roots", { "caml_do_local_roots", "caml_do_roots" } },
   { "roots_byt", { "caml_darken_all_roots_slice", "caml_do_local_roots_byt" } },
   { "roots_nat", { "caml_init_frame_descriptors", "caml_register_frametable", "caml_unregister_frametable",
                    "caml_oldify_local_roots", "caml_do_roots", "caml_do_local_roots_nat", "caml_stack_usage" } },
   { "runtime_events", { "caml_runtime_events_post_fork", "caml_runtime_events_user_resolve" } },
   { "shared_heap", { "caml_verify_root", "caml_cycle_heap" } },
   { "signals", { "caml_set_action_pending", "caml_install_signal_handler", "caml_check_pending_signals" } },
   { "signals_byt", { "caml_set_signal_action", "caml_setup_stack_overflow_detection" } },
   { "signals_nat", { "caml_garbage_collection", "caml_init_signals", "caml_terminate_signals",
                      "caml_init_nat_signals", "caml_stop_stack_overflow_detection" } },
   { "skiplist", { "caml_skiplist_init", "caml_skiplist_empty" } },
   { "stacks", { "caml_init_stack", "caml_realloc_stack", "caml_change_max_stack_size", "caml_stack_usage" } },
   { "startup_aux", { "caml_init_atom_table", "caml_parse_ocamlrunparam", "caml_startup_aux", "caml_shutdown",
                      "caml_init_section_table" } },
   { "startup_byt", { "caml_attempt_open", "caml_startup_code_exn", "caml_startup_code" } },
   { "startup_nat", { "caml_startup_common", "caml_startup_exn", "caml_startup", "caml_main",
                      "caml_startup_pooled_exn", "caml_startup_pooled" } },
   { "str", { "caml_string_length", "caml_bytes_of_string" } },
   { "sync", { "caml_ml_mutex_new", "caml_ml_condition_broadcast" } },
   { "sys", { "caml_sys_error", "caml_sys_const_naked_pointers_checked", "caml_strerror", "caml_xdg_defaults",
              "caml_sys_isatty" } },
   { "unix", { "caml_read_fd", "caml_num_rows_fd", "caml_plat_mem_unmap" } },
   { "weak", { "caml_ephemeron_num_keys", "caml_ephe_blit_data", "caml_alloc_ephe_info", "caml_weak_blit" } }
};

static const Member systhreads_members[] = {
   { "st_stubs", { "caml_thread_sigmask", "caml_wait_signal", "caml_thread_initialize", "caml_thread_cleanup",
                   "caml_thread_new", "caml_c_thread_register", "caml_thread_yield",
                   "caml_mutex_new", "caml_condition_new", "caml_condition_broadcast",
                   "caml_thread_interrupt_hook", "caml_thread_join" } }
};

typedef struct {
   const Member* members;
   UWord         n_members;
   UWord         enough;  /* fewer anchors are a coincidence of names */
   Bool          extend_down; /* without local symbols: take what precedes too */
} Description;

static const Description descriptions[] = {
   [ARCHIVE_RUNTIME] = { runtime_members, sizeof runtime_members / sizeof *runtime_members,
                         20, False },
   /* Its static functions come first and are entered by threads of their own
      (the tick thread, the signal handler): better trusted than taken for a stub. */
   [ARCHIVE_SYSTHREADS] = { systhreads_members, 1, 4, True }
};

static const CodeSymbol* nth(const XArray* symbols, Word i)
{
   return VG_(indexXA)(symbols, i);
}

/* What all anchors begin with is compared once. */
static Bool is_anchor(const Description* d, const CodeSymbol* s)
{
   enum { PREFIX = 5 };
   if (s->local || s->weak || VG_(strncmp)(s->name, "caml_", PREFIX) != 0)
      return False;
   for (UWord i = 0; i < d->n_members; i++)
      for (UWord j = 0; j < MAX_ANCHORS && d->members[i].anchors[j]; j++)
         if (VG_(strcmp)(s->name + PREFIX, d->members[i].anchors[j] + PREFIX) == 0)
            return True;
   return False;
}

/* Is `file` ("memory.c", "memory.n.o") one of the archive's? */
static Bool is_member(const Description* d, const HChar* file)
{
   for (UWord i = 0; i < d->n_members; i++) {
      const SizeT n = VG_(strlen)(d->members[i].file);
      if (VG_(strncmp)(file, d->members[i].file, n) == 0 && file[n] == '.')
         return True;
   }
   return False;
}

/* Anchors between which nothing of OCaml lies: indices of the first and the last. */
typedef struct {
   Word first, last;
   UWord anchors;
} Cluster;

/* The cluster with most anchors. A namesake elsewhere makes a small one. */
static Cluster best_cluster(const Description* d, const XArray* symbols)
{
   Cluster best = { 0, 0, 0 }, now = { 0, 0, 0 };
   for (Word i = 0; i < VG_(sizeXA)(symbols); i++) {
      const CodeSymbol* s = nth(symbols, i);
      if (s->ocaml)
         now.anchors = 0;
      else if (is_anchor(d, s)) {
         if (now.anchors++ == 0)
            now.first = i;
         now.last = i;
         if (now.anchors > best.anchors)
            best = now;
      }
   }
   return best;
}

/* Takes in the static functions on either side that are of the archive's files. */
static void take_in_statics(const Description* d, const XArray* symbols, Cluster* c)
{
   while (c->first > 0) {
      const CodeSymbol* s = nth(symbols, c->first - 1);
      if (!s->local || !is_member(d, s->file))
         break;
      c->first--;
   }
   while (c->last + 1 < VG_(sizeXA)(symbols)) {
      const CodeSymbol* s = nth(symbols, c->last + 1);
      if (!s->local || !is_member(d, s->file))
         break;
      c->last++;
   }
}

/* The end of what can be seen before symbol `i`. */
static Addr end_of_previous(const XArray* symbols, Word i)
{
   Addr end = 0;
   for (Word j = i > 8 ? i - 8 : 0; j < i; j++) {
      const CodeSymbol* s = nth(symbols, j);
      if (s->addr + s->size > end)
         end = s->addr + s->size;
   }
   return (end + 15) & ~(Addr)15;
}

Bool SC_(archive_find)(Archive archive, const XArray* symbols, Bool all_symbols,
                       Addr text_lo, Addr text_hi, Addr* lo, Addr* hi)
{
   const Description* d = &descriptions[archive];
   Cluster c = best_cluster(d, symbols);
   if (c.anchors < d->enough)
      return False;
   if (all_symbols)
      take_in_statics(d, symbols, &c);
   *lo = nth(symbols, c.first)->addr;
   if (!all_symbols && d->extend_down) {
      const Addr end = c.first > 0 ? end_of_previous(symbols, c.first) : text_lo;
      if (end < *lo)
         *lo = end;
   }
   const CodeSymbol* last = nth(symbols, c.last);
   *hi = last->addr + last->size;
   if (!all_symbols) {
      const Bool more = c.last + 1 < VG_(sizeXA)(symbols);
      const Addr next = more ? nth(symbols, c.last + 1)->addr : text_hi;
      *hi = next < text_hi ? next : text_hi;
   }
   return True;
}
