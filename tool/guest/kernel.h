/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that the kernel reads and writes for the system calls of stubs. */
#ifndef SC_KERNEL_H
#define SC_KERNEL_H

#include "base/base.h"

/* It is about to, for the running thread's call. */
void SC_(kernel_accesses)(ThreadId tid, Addr addr, SizeT bytes, Bool writes);
/* The same of a string of C. */
void SC_(kernel_reads_string)(ThreadId tid, Addr addr);
/* It has written. The tags of what was there are still in shadow memory. */
void SC_(kernel_wrote)(ThreadId tid, Addr addr, SizeT bytes);

#endif
