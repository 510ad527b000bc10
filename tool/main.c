/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wires the layers to Valgrind's core. Decides nothing but the order. */
#include "base/base.h"
#include "base/client.h"
#include "base/core.h"
#include "check/breach.h"
#include "guest/allocator.h"
#include "guest/exec.h"
#include "guest/instrument.h"
#include "guest/kernel.h"
#include "guest/leaks.h"
#include "guest/options.h"
#include "guest/process.h"
#include "guest/request.h"
#include "guest/result_rules.h"
#include "guest/root_rules.h"
#include "guest/transition.h"
#include "guest/value.h"
#include "heap/cblock.h"
#include "heap/global_root.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "process/lineage.h"
#include "provenance/gc_point.h"
#include "provenance/shadow.h"
#include "pub_tool_libcproc.h"  // VG_(exit)
#include "pub_tool_options.h"   // VG_(clo_trace_children)
#include "pub_tool_tooliface.h"
#include "report/report.h"
#include "report/trace.h"
#include "runtime/may_gc.h"
#include "runtime/object.h"
#include "runtime/runtime.h"

/* One line on why the program cannot be checked, exit status 2. */
static void refuse(const HChar* why)
{
   SC_(trace_refused)(why);
   VG_(umsg)("%s\n", why);
   VG_(exit)(2);
}

static void heap_changed(Addr lo, Addr hi, Bool heap)
{
   if (heap)
      SC_(shadow_mark)(lo, hi);
   else
      SC_(shadow_unmark)(lo, hi);
}

static void post_clo_init(void)
{
   SC_(lineage_init)(SC_(process_path)());
   const HChar* why = SC_(trace_init)(SC_(options).trace_dir, !SC_(is_exec_image)());
   if (why)
      refuse(why);
   SC_(shadow_init)();
   SC_(regions_watch)(heap_changed);
   SC_(regions_init)();
   SC_(owners_init)();
   SC_(global_roots_init)();
   SC_(words_portable)(SC_(options).portability);
   SC_(allocator_start)();
   SC_(transitions_init)();
   SC_(process_init)();
   SC_(report_counter)("stubs entered", &SC_(stubs_entered));
   SC_(report_counter)("GC points crossed", &SC_(gc_points_crossed));
   SC_(report_counter)("values tracked", &SC_(values_tracked));
   SC_(report_counter)("C blocks", SC_(cblocks_born)());
   SC_(report_counter)("owners", SC_(owners_made)());
}

/* Before the client's first instruction: its objects are mapped now. What an exec
   made, or what will exec the program to check, need not be OCaml. */
static void first_look(void)
{
   const HChar* why = SC_(examine_program)();
   const Bool needed = !SC_(options).described_heap && !SC_(is_exec_image)()
                       && !VG_(clo_trace_children);
   SC_(trace_begin_process)();
   if (why && needed)
      refuse(why);
   if (SC_(options).print_may_gc) {
      SC_(may_gc_print)();
      VG_(exit)(0);
   }
   for (Word i = 0; i < VG_(sizeXA)(SC_(object_notes)()); i++)
      if (VG_(clo_verbosity) > 0)
         VG_(umsg)("Note: %s\n", *(const HChar**)VG_(indexXA)(SC_(object_notes)(), i));
}

static void client_runs(ThreadId tid, ULong blocks_done)
{
   static Bool looked;
   if (!looked) {
      looked = True;
      first_look();
   }
   SC_(thread_runs)(tid);
}

static void mapped(Addr a, SizeT len, Bool rr, Bool ww, Bool xx, ULong handle)
{
   SC_(client_map_changed)();
   SC_(shadow_clear)(a, a + len); /* malloc may have had that memory before */
   if (xx)
      SC_(objects_changed)(a, len);
}

static void protection_changed(Addr a, SizeT len, Bool rr, Bool ww, Bool xx)
{
   SC_(client_map_changed)();
   if (xx)
      SC_(objects_changed)(a, len);
}

static void unmapped(Addr a, SizeT len)
{
   SC_(client_map_changed)();
   SC_(objects_changed)(a, len);
}

static void remapped(Addr from, Addr to, SizeT len)
{
   SC_(client_map_changed)();
}

static void brk_shrinks(Addr a, SizeT len)
{
   SC_(client_map_changed)();
}

static void kernel_reads(CorePart part, ThreadId tid, const HChar* what, Addr a, SizeT bytes)
{
   if (part == Vg_CoreSysCall)
      SC_(kernel_accesses)(tid, a, bytes, False);
}

static void kernel_reads_string(CorePart part, ThreadId tid, const HChar* what, Addr a)
{
   if (part == Vg_CoreSysCall)
      SC_(kernel_reads_string)(tid, a);
}

static void kernel_writes(CorePart part, ThreadId tid, const HChar* what, Addr a, SizeT bytes)
{
   if (part == Vg_CoreSysCall)
      SC_(kernel_accesses)(tid, a, bytes, True);
}

static void kernel_wrote(CorePart part, ThreadId tid, Addr a, SizeT bytes)
{
   if (part == Vg_CoreSysCall)
      SC_(kernel_wrote)(tid, a, bytes);
   SC_(shadow_clear)(a, a + bytes);
}

static void fini(Int exit_code)
{
   SC_(runtime_ends)();
   if (SC_(options).leaks)
      SC_(report_leaks)();
   SC_(results_at_end)();
   SC_(report_lost_roots)();
   if (SC_(options).root_leaks)
      SC_(rules_root_leaks)();
   SC_(report_fini)();
}

static void pre_clo_init(void)
{
   VG_(details_name)("stubcheck");
   VG_(details_version)(STUBCHECK_VERSION);
   VG_(details_description)("finds the bugs in the C stubs of OCaml programs");
   VG_(details_copyright_author)("GPL-2.0-or-later, by the authors of stubcheck.");
   VG_(details_bug_reports_to)("the authors of stubcheck");
   VG_(basic_tool_funcs)(post_clo_init, SC_(instrument), fini);
   VG_(needs_command_line_options)(SC_(process_option), SC_(print_usage),
                                   SC_(print_debug_usage));
   VG_(needs_client_requests)(SC_(handle_request));
   VG_(needs_libc_freeres)();
   SC_(report_init)();
   SC_(allocator_init)();
   VG_(track_start_client_code)(client_runs);
   VG_(track_pre_thread_ll_create)(SC_(thread_made));
   VG_(track_pre_thread_ll_exit)(SC_(thread_gone));
   VG_(track_pre_deliver_signal)(SC_(signal_begins));
   VG_(track_post_deliver_signal)(SC_(signal_ends));
   VG_(track_pre_mem_read)(kernel_reads);
   VG_(track_pre_mem_read_asciiz)(kernel_reads_string);
   VG_(track_pre_mem_write)(kernel_writes);
   VG_(track_post_mem_write)(kernel_wrote);
   VG_(track_new_mem_mmap)(mapped);
   VG_(track_change_mem_mprotect)(protection_changed);
   VG_(track_die_mem_munmap)(unmapped);
   VG_(track_copy_mem_remap)(remapped);
   VG_(track_die_mem_brk)(brk_shrinks);
   VG_(clo_read_inline_info) = True;
   VG_(clo_fair_sched) = 2; /* try */
   VG_(clo_backtrace_size) = 24; /* OCaml and runtime frames eat depth */
}

VG_DETERMINE_INTERFACE_VERSION(pre_clo_init)
