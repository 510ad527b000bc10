/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The moments at which the rules of check/breach.h are asked, and the facts for them. */
#ifndef SC_RULES_H
#define SC_RULES_H

#include "guest/activation.h"
#include "guest/transition.h" // Registers
#include "provenance/tag.h"

/* C calls the runtime function `f`; `stub` is the innermost activation of one, or NULL.
   False when it may not do so now for lack of the lock: what it passes is stale for sure. */
Bool SC_(rules_call)(const RuntimeFunction* f, const Activation* stub, const Registers* regs);

/* The stub has allocated without a call. */
void SC_(rules_allocated_in_line)(void);

/* The function that `done` was has returned to the stub, at `ip`. */
void SC_(rules_called)(const Activation* done, Addr ip, const Registers* regs);

/* The GC may run now. `raising`: by a call that leaves the stub. */
void SC_(rules_gc_point)(Bool raising);

/* The program has shut the runtime down. This process is a child of one that has just forked. */
void SC_(rules_shut_down)(void);
void SC_(rules_fork_child)(void);

/* Is `a` in a block of which has just been told that it was not filled in time? */
Bool SC_(rules_explain)(Addr a);

/* OCaml code has called a stub: an exception may have taken the last one off the stack. */
void SC_(rules_entered)(void);

/* A stub returns `result`, with tag `t`, to OCaml code. */
void SC_(rules_return)(const Activation* stub, UWord result, Tag t);

/* Words that should be values: argument `n` (from 1) of `f`; in the local root `slot`. */
void SC_(rules_passed)(UWord word, const RuntimeFunction* f, UInt n);
void SC_(rules_in_root)(Addr slot, UWord word);

/* Does the running thread's stack hold `a`? */
Bool SC_(is_on_stack)(Addr a);

#endif
