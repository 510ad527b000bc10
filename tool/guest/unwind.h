/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks of a thread across the stacks that OCaml 5 runs on. */
#ifndef SC_UNWIND_H
#define SC_UNWIND_H

#include "base/base.h"

/* The innermost frames of `tid`, at most `max` (64): code addresses in `ips` (a caller's is
   one less than its return address), stack pointers in `sps`. Returns how many. */
UInt SC_(unwind)(ThreadId tid, Addr* ips, Addr* sps, UInt max);

#endif
