/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is done when a runtime function that means something is entered. Called by
   instrumented code. */
#ifndef SC_HOOK_H
#define SC_HOOK_H

#include "base/base.h"
#include "guest/transition.h" // Registers
#include "runtime/runtime.h"

/* The runtime function `f` has been entered with these registers. Called for every entry when
   `f` has an event, else only for entries from a stub. */
void SC_(hook_entry)(const RuntimeFunction* f, Registers* regs);

/* Inside a compaction the runtime calls something outside it with these arguments:
   memmove (to, from, bytes). Only called while SC_(gc_compaction_flag) is set. */
void SC_(hook_copy)(UWord to, UWord from, UWord bytes);

/* A stub has stored to [addr, addr+bytes), which may lie in the OCaml heap. */
void SC_(hook_store)(Addr addr, UWord bytes);

/* Does an entry of `f` concern the model whoever calls it? */
Bool SC_(hook_always)(const RuntimeFunction* f);

/* Does one from other code of the runtime? Where that has a value from OCaml code, the
   value may be in doubt. */
Bool SC_(hook_from_runtime)(const RuntimeFunction* f);

#endif
