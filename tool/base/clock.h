/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock of events: what happened before what, in a process and its
   ancestors. Time and pids differ between two runs; events do not. */
#ifndef SC_CLOCK_H
#define SC_CLOCK_H

#include "base/base.h"

/* A new event of this process. */
Stamp SC_(event)(void);

/* The last event of this process. */
Stamp SC_(now)(void);

/* Did `a` happen before `b`? Both are of this process or its ancestors, so the
   order is total: what is known here of an ancestor precedes the fork. */
Bool SC_(before)(Stamp a, Stamp b);

/* Is `s` a moment at all? */
Bool SC_(is_stamp)(Stamp s);

/* This process is a forked child now: its events count from 1 again. */
void SC_(clock_fork_child)(void);

#endif
