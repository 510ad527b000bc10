/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Services of Valgrind's core that its tool headers do not show, but that the
   core library exports. Each is declared here by hand, with the reason why it is
   needed; the prototypes are those of 3.19 to 3.24 (coregrind/pub_core_*.h).
   configure proves that they link. */
#ifndef SC_CORE_H
#define SC_CORE_H

#include "base/base.h"
#include "pub_tool_basics.h" // SysRes

/* --error-exitcode; set to 0 in a forked child that has no finding of its own:
   the core would count those of its ancestors. */
extern Int  VG_(clo_error_exitcode);
extern UInt VG_(get_n_errs_found)(void);

/* --trace-children, to know whether an exec is followed. */
extern Bool VG_(clo_trace_children);

/* --log-file and --xml-file as given (NULL: not given): an exec'ed image empties these files. */
extern const HChar* VG_(clo_log_fname_unexpanded);
extern const HChar* VG_(clo_xml_fname_unexpanded);

/* Where log and XML go; only the first member matters here. */
typedef struct {
   Int fd;
} OutputSink;
extern OutputSink VG_(log_output_sink);
extern OutputSink VG_(xml_output_sink);

/* --read-inline-info, which the core sets for its own tools only. */
extern Bool VG_(clo_read_inline_info);

/* To make the folder of the traces: there is no mkdir. */
extern SysRes VG_(do_syscall)(UWord number, UWord, UWord, UWord, UWord,
                              UWord, UWord, UWord, UWord);

/* 0 when the user may do what is asked of `path`. */
extern Int VG_(access)(const HChar* path, Bool read, Bool write, Bool execute);

/* --fair-sched. Without it a thread that waits actively is given the lock again and again: domains
   of OCaml 5 then hardly get on. 2, `try`: threads take turns where the system has futexes. */
extern Int VG_(clo_fair_sched);

/* One step of an unwinder that follows call frame information and nothing else: from the
   registers of a frame to those of its caller. False where there is none. The accessible
   range bounds what it reads. */
typedef struct {
   Addr xip, xsp, xbp;
} UnwindRegs;
extern Bool VG_(use_CF_info)(UnwindRegs* regs, Addr min_accessible, Addr max_accessible);

/* To put the trace's descriptor above those of the client (as VG_(safe_fd) does,
   which asserts when there is no room). */
extern Int VG_(fd_hard_limit);
extern Int VG_(fcntl)(Int fd, Int command, Addr argument);

#endif
