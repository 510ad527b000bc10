/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fork, exec and mappings, as system calls.

   Valgrind runs vfork as fork and posix_spawn (clone with CLONE_VM|CLONE_VFORK) as
   a fork whose parent waits: their children cannot write the parent's memory, so
   an exec that fails in a posix_spawn child is not seen by the parent, which it
   natively is (syswrap-linux.c, ML_(do_fork_clone)). */
#include "guest/process.h"

#include "base/core.h"
#include "guest/allocator.h"
#include "guest/call_stack.h"
#include "guest/exec.h"
#include "guest/heap_growth.h"
#include "guest/rules.h"
#include "guest/tell.h"
#include "guest/transition.h"
#include "guest/value.h"
#include "pub_tool_libcfile.h" // VG_(resolve_filename)
#include "pub_tool_libcproc.h" // VG_(atfork)
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"
#include "process/lineage.h"
#include "report/report.h"
#include "report/trace.h"
#include "runtime/object.h"

static Bool inlined_wanted; /* --read-inline-info */

/* The fork under way, or that made this process, is a posix_spawn's. */
static Bool spawning;

/*--- Fork ---*/

static void before_fork(ThreadId tid)
{
   ExeContext* where = SC_(capture)();
   const Stamp when = SC_(lineage_fork_pre)(where);
   SC_(trace_fork)(when, SC_(lineage_next_child_path)(), where);
}

static void in_child(ThreadId tid)
{
   SC_(lineage_fork_child)();
   SC_(transitions_fork_child)(tid);
   SC_(values_fork_child)();
   SC_(rules_fork_child)();
   SC_(tell_fork_child)();
   SC_(report_fork_child)();
   SC_(trace_begin_process)();
}

/*--- Mappings ---*/

static SizeT whole_pages(SizeT n)
{
   return (n + 4095) & ~4095UL;
}

/* Only what stubs and libraries map: the runtime's own heap has its own model. */
static void after_mmap(const UWord* args, Addr at)
{
   if (SC_(in_stub)())
      SC_(cblock_born)(at, whole_pages(args[1]), FAMILY_MAP, SC_(capture)());
   else {
      SC_(cblock_forget_map)(at);
      SC_(growth_mapped)(at);
   }
}

/* Inlined functions of libc are of no interest, and reading of them takes longer than
   all else at start-up: the core reads an object's debug information when its file
   has been mapped, as this says. */
static void before_mmap(const UWord* args)
{
   const HChar* file;
   if ((Int)args[4] >= 0 && VG_(resolve_filename)((Int)args[4], &file))
      VG_(clo_read_inline_info) = inlined_wanted && !SC_(is_neutral_file)(file);
}

static void before_munmap(ThreadId tid, const UWord* args)
{
   const CBlock* b = SC_(cblock_at)(args[0]);
   if (!SC_(in_stub)())
      SC_(cblock_forget_map)(args[0]);
   else if (b && b->family == FAMILY_MAP)
      SC_(release)(tid, args[0], FAMILY_MAP, "munmap");
}

/*--- System calls ---*/

static void before_syscall(ThreadId tid, UInt number, UWord* args, UInt n)
{
   switch (number) {
   case __NR_execve:   SC_(exec_begins)(args[0]); break;
   case __NR_execveat: SC_(exec_begins)(args[1]); break;
   case __NR_exit_group: SC_(report_status)((Int)args[0]); break;
   case __NR_mmap:     before_mmap(args); break;
   case __NR_munmap:   before_munmap(tid, args); break;
   case __NR_fork:     spawning = False; break;
   case __NR_vfork:    spawning = False; break;
   case __NR_clone:
      if (args[0] & VKI_CLONE_VFORK)
         spawning = True;
      break;
   default: break;
   }
}

static void after_syscall(ThreadId tid, UInt number, UWord* args, UInt n, SysRes res)
{
   switch (number) {
   case __NR_execve:
   case __NR_execveat:
      if (sr_isError(res))
         SC_(exec_failed)(args[number == __NR_execveat], sr_Err(res), spawning);
      break;
   case __NR_mmap:
      VG_(clo_read_inline_info) = inlined_wanted; /* reports ask, too */
      if (!sr_isError(res))
         after_mmap(args, sr_Res(res));
      break;
   default: break;
   }
}

void SC_(process_init)(void)
{
   inlined_wanted = VG_(clo_read_inline_info);
   VG_(atfork)(before_fork, NULL, in_child);
   VG_(needs_syscall_wrapper)(before_syscall, after_syscall);
}
