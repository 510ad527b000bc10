/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each thread says of itself by client requests: the finaliser that it runs, and
   the functions that its interpreter runs. It is believed until the thread takes it
   back: an exception that leaves a finaliser must do so too. */
#ifndef SC_TOLD_H
#define SC_TOLD_H

#include "base/base.h"

/* The thread with stack pointer `sp` begins the finaliser of `block`. */
void SC_(told_finaliser_begin)(ThreadId tid, Addr sp, Addr block);
/* False when none is running. */
Bool SC_(told_finaliser_end)(ThreadId tid);
/* The innermost one: the stack pointer when it began, and its block. */
Bool SC_(told_finaliser)(ThreadId tid, Addr* sp, Addr* block);

/* `function` as SC_(told_function) gave it. */
void SC_(told_function_enter)(ThreadId tid, Addr sp, Addr function);
/* False when none is running. */
Bool SC_(told_function_leave)(ThreadId tid);

/* Puts the told functions into a stack of `n` frames, each before the frame of the C
   function that told it; at most `max` frames. `sps` are the stack pointers of the
   frames. Returns how many there are. */
UInt SC_(told_frames)(ThreadId tid, Addr* ips, Addr* sps, UInt n, UInt max);

void SC_(told_thread_gone)(ThreadId tid);

#endif
