/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives findings to the user: Valgrind's error manager (suppressions, XML,
   --gen-suppressions, --error-exitcode), the text log and the trace. */
#ifndef SC_REPORT_H
#define SC_REPORT_H

#include "report/document.h"

/* Registers the callbacks with the core. Call in pre_clo_init. */
void SC_(report_init)(void);

/* Shows `d` unless it is suppressed or its identity was shown before in this
   process (or, before the fork, in an ancestor); writes the trace record. Takes
   the document. */
void SC_(report)(Document* d);

/* One line for the user about a difference between this run and a native one, or
   about what could not be seen; goes to the log and the trace. Printed once per
   text. */
void SC_(warn)(const HChar* format, ...) PRINTF_CHECK(1, 2);

/* Findings of this process itself (not of its ancestors), distinct and in all. */
UInt SC_(findings_here)(void);
UInt SC_(findings_inherited)(void);

/* To be called in a forked child, and at the end of the process (prints the
   summary line, corrects --error-exitcode for what was inherited). */
void SC_(report_fork_child)(void);
void SC_(report_fini)(void);

/* The process is about to exit with this status. */
void SC_(report_status)(Int status);

/* Named counters shown in the summary and the trace ("stubs entered"). `value`
   is read at the end; zeroed in a forked child. */
void SC_(report_counter)(const HChar* name, ULong* value);

#endif
