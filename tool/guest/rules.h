/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The moments at which the rules of check/breach.h are asked, and the facts for them. */
#ifndef SC_RULES_H
#define SC_RULES_H

#include "guest/activation.h"
#include "guest/transition.h" // Registers
#include "heap/cblock.h"
#include "provenance/new_block.h"
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

/* Is `a` in a block of which has just been told that it was not filled in time? */
Bool SC_(rules_explain)(Addr a);

/* OCaml code has called a stub: an exception may have taken the last one off the stack. */
void SC_(rules_entered)(void);

/* A stub returns `result`, with tag `t`, to OCaml code. */
void SC_(rules_return)(const Activation* stub, UWord result, Tag t);

/* A stub has stored `value`, the address of an OCaml block, to `addr`, in OCaml's memory or
   a root. */
void SC_(rules_store)(Addr addr, UWord value);

/* Is `addr`, in the heap, a word of a payload in which C may keep what it likes? Walks the
   heap. */
Bool SC_(rules_is_payload)(Addr addr);

/* A stub has stored to the words of [addr,addr+bytes), of OCaml's memory. Quick. */
static inline void SC_(rules_stored)(Addr addr, UWord bytes);
void SC_(rules_stored_near)(Addr addr, UWord bytes);

/* What was looked at last, until the next GC point; read by instrumented code. */
extern Span SC_(rules_span);
/* Is the code at `ip` to ask for it? */
Bool SC_(rules_bounds_wanted)(Addr ip);
/* `addr` is accessed at a fixed distance from `base`, an address that C has got from OCaml
   and that is not stale; `from_head` bytes from where the running superblock begins. */
void SC_(rules_access)(Addr addr, Addr base, Bool written, UWord from_head);
/* The superblock that begins here is to be translated again. */
extern Addr SC_(rules_retranslate);

/* Words that should be values: argument `n` (from 1) of `f`; in the local root `slot`. */
void SC_(rules_passed)(UWord word, const RuntimeFunction* f, UInt n);
void SC_(rules_in_root)(Addr slot, UWord word);

/* Does the running thread's stack hold `a`? */
Bool SC_(is_on_stack)(Addr a);

/* A helper of instrumented code: [addr,addr+bytes) is of freed memory, and accessed. */
void SC_(released_used)(Addr addr, UWord bytes);

/* Global roots. */
void SC_(rules_root_added)(const RuntimeFunction* f, Addr slot);
void SC_(rules_root_removed)(const RuntimeFunction* f, Addr slot);
/* The memory of `b` is being released. */
void SC_(rules_released)(const CBlock* b, const Release* r);
/* At the end: SC204. */
void SC_(rules_root_leaks)(void);

/* In a forked child what its parent has told is to be told again. */
void SC_(rules_fork_child)(void);

static inline void SC_(rules_stored)(Addr addr, UWord bytes)
{
   const NewBlock* b = &SC_(new_block);
   const Addr end = b->block + b->bytes;
   if (b->block == 0 || addr + bytes <= b->block || addr > end
       || (addr + bytes <= end && b->made != MAKES_UNFILLED && b->made != MAKES_CUSTOM))
      return;
   SC_(rules_stored_near)(addr, bytes);
}

#endif
