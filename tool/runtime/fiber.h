/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks of OCaml code in OCaml 5 (struct stack_info and stack_handler, fiber.h). */
#ifndef SC_FIBER_H
#define SC_FIBER_H

#include "runtime/runtime.h"

/* Of the stack that begins at `fiber': its stack pointer while it does not run, and its end,
   where its stack_handler lies. 0 when they cannot be read. */
Addr SC_(fiber_sp)(Addr fiber);
Addr SC_(fiber_high)(Addr fiber);

/* Where OCaml code goes on when the stack with that end does; 0: nowhere, or it was put aside. */
Addr SC_(fiber_parent)(Addr high);

/* The parent that a function of the runtime with the frame [lo,hi) has put aside while it calls
   back, so that no effect is performed across the call; 0 when it has none. It keeps it in a
   continuation that is a local root of its own (callback.c). */
Addr SC_(fiber_put_aside)(const Runtime* rt, Addr lo, Addr hi);

#endif
