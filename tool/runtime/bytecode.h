/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the interpreters of all families have in common (interp.c). They call all C functions
   the same way, whatever [@@noalloc] or [@unboxed] says: up to five arguments as values in
   registers, more of them as an array on their own stack, which the GC scans, and their
   number. */
#ifndef SC_BYTECODE_H
#define SC_BYTECODE_H

#include "runtime/runtime.h"

/* The exception handler that encloses the one at `trap`, by the word that tells where it is;
   `s->high' when there is none on this stack. */
typedef Addr (*TrapAbove)(const BytecodeStack* s, Addr trap, Word link);

/* Fills in the operations that are the same in all families. */
void SC_(bytecode_operations)(Runtime* rt, TrapAbove above);

/* As `bytecode_frames' of Runtime, on one stack. `*called_back' tells whether it went up to
   where C called back; else `pcs' is full, or the stack has ended. */
UInt SC_(bytecode_walk)(BytecodeStack* s, Addr* pcs, UInt max, Bool* called_back);

#endif
