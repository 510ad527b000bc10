/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has called the running code. */
#ifndef SC_CALL_STACK_H
#define SC_CALL_STACK_H

#include "base/base.h"
#include "pub_tool_execontext.h" // ExeContext

/* The stack of the running thread, with the frames that tail calls took off it
   put back where they are known: the stub's own and a finaliser's. */
ExeContext* SC_(capture)(void);

/* The finaliser that is running: its entry (or, when a client request told of it, any
   address in it) and its block. False when none is. */
Bool SC_(running_finaliser)(Addr* entry, Addr* block);

#endif
