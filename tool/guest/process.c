/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fork, exec and mappings.

   Valgrind runs vfork as fork and posix_spawn (clone with CLONE_VM|CLONE_VFORK) as
   a fork whose parent waits: their children cannot write the parent's memory, so
   an exec that fails in a posix_spawn child is not seen by the parent, which it
   natively is (syswrap-linux.c, ML_(do_fork_clone)). */
#include "guest/process.h"

#include "base/client.h"
#include "base/clock.h"
#include "base/core.h"
#include "base/text.h"
#include "guest/allocator.h"
#include "guest/transition.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcfile.h" // VG_(open)
#include "pub_tool_libcproc.h" // VG_(atfork)
#include "pub_tool_options.h"  // VG_(clo_trace_children)
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"
#include "process/lineage.h"
#include "report/report.h"
#include "report/trace.h"

#define PATH_MAX_CHARS 256

static Bool   spawning;      /* the fork under way, or that made this process, is a
                                posix_spawn's */
static Bool   exec_image;
static HChar* exec_note;     /* the file left for the image after an exec, or NULL */

/*--- The note that tells an exec'ed image its path ---*/

static void write_note(void)
{
   HChar* path = SC_(lineage_exec_path)();
   exec_note = SC_(exec_note_file)(VG_(getpid)());
   const SysRes fd = VG_(open)(exec_note, VKI_O_CREAT | VKI_O_WRONLY | VKI_O_TRUNC, 0600);
   if (!sr_isError(fd)) {
      VG_(write)((Int)sr_Res(fd), path, (Int)VG_(strlen)(path));
      VG_(close)((Int)sr_Res(fd));
   }
   VG_(free)(path);
}

static void remove_note(void)
{
   if (!exec_note)
      return;
   VG_(unlink)(exec_note);
   VG_(free)(exec_note);
   exec_note = NULL;
}

const HChar* SC_(process_path)(void)
{
   HChar buf[PATH_MAX_CHARS];
   HChar* file = SC_(exec_note_file)(VG_(getpid)());
   const SysRes fd = VG_(open)(file, VKI_O_RDONLY, 0);
   Int n = 0;
   if (!sr_isError(fd)) {
      n = VG_(read)((Int)sr_Res(fd), buf, sizeof buf - 1);
      VG_(close)((Int)sr_Res(fd));
      VG_(unlink)(file);
   }
   VG_(free)(file);
   exec_image = n > 0;
   buf[n > 0 ? n : 0] = '\0';
   return VG_(strdup)("sc.process", exec_image ? buf : "1");
}

Bool SC_(is_exec_image)(void)
{
   return exec_image;
}

void SC_(process_fini)(void)
{
   remove_note();
}

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
   SC_(report_fork_child)();
   SC_(trace_begin_process)();
}

/*--- Exec ---*/

static const HChar* exec_file(UInt number, const UWord* args)
{
   const HChar* s = (const HChar*)args[number == __NR_execveat ? 1 : 0];
   return s && SC_(client_readable)((Addr)s, 1) ? s : "(unreadable)";
}

static void before_exec(UInt number, const UWord* args)
{
   SC_(trace_exec)(SC_(event)(), exec_file(number, args), VG_(clo_trace_children));
   if (VG_(clo_trace_children))
      write_note();
}

static void after_failed_exec(UInt number, const UWord* args, UWord errnum)
{
   const HChar* file = exec_file(number, args);
   remove_note();
   SC_(trace_exec_failed)(SC_(event)(), file, errnum);
   if (spawning)
      SC_(warn)("exec of %s failed (error %lu) in a child of posix_spawn. Natively the parent is "
                "told (Unix.create_process raises Unix_error); under Valgrind it gets a pid, and "
                "the child exits with 127.", file, errnum);
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
}

static void before_munmap(ThreadId tid, const UWord* args)
{
   const CBlock* b = SC_(cblock_at)(args[0]);
   if (SC_(in_stub)() && b && b->family == FAMILY_MAP)
      SC_(release)(tid, args[0], FAMILY_MAP, "munmap");
}

/*--- System calls ---*/

static void before_syscall(ThreadId tid, UInt number, UWord* args, UInt n)
{
   switch (number) {
   case __NR_execve:
   case __NR_execveat: before_exec(number, args); break;
   case __NR_exit_group: SC_(report_status)((Int)args[0]); break;
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
         after_failed_exec(number, args, sr_Err(res));
      break;
   case __NR_mmap:
      if (!sr_isError(res))
         after_mmap(args, sr_Res(res));
      break;
   default: break;
   }
}

void SC_(process_init)(void)
{
   VG_(atfork)(before_fork, NULL, in_child);
   VG_(needs_syscall_wrapper)(before_syscall, after_syscall);
}
