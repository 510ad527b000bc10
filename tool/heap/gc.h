/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the collector does, as the model needs it: collections are counted, moves
   recorded, owners led from one address to the next. Driven by the entries of
   runtime functions (guest/hook.c) or by client requests. */
#ifndef SC_GC_H
#define SC_GC_H

#include "base/base.h"
#include "pub_tool_execontext.h" // ExeContext
#include "runtime/runtime.h"

typedef struct {
   Stamp       when;
   ExeContext* where;
} Compaction;

/* A runtime function with a meaning has been entered with stack pointer `sp`.
   Compactions have a call of their own. */
void SC_(gc_event)(RuntimeEvent event, Addr sp, UWord arg0, UWord arg1);

/* The finaliser of the custom block has been called. */
void SC_(gc_finaliser_called)(Addr block);

/* C code has run: it may have seen addresses in the minor heap. */
void SC_(gc_c_code_ran)(void);

/* A compaction begins in a function entered with stack pointer `sp`; it lasts
   until the stack pointer is above that. */
UInt SC_(gc_compaction_begin)(Addr sp, ExeContext* where);
/* Is it still going on, seen from `sp`? */
Bool SC_(gc_compacting)(Addr sp);
/* Not 0 while a compaction may be going on: read by instrumented code. */
extern UWord SC_(gc_compaction_flag);

/* The runtime copies `bytes` (header included) from header `from` to `to`. */
void SC_(gc_block_copied)(Addr from, Addr to, SizeT bytes);

/* Described heaps: what the program tells of them. Each returns NULL, or what is
   wrong with it (then nothing has been done), in words that follow the request's
   name. Collections may nest. */
const HChar* SC_(gc_described_begin)(Bool compaction, ExeContext* where);
const HChar* SC_(gc_described_end)(void);
const HChar* SC_(gc_described_born)(Addr block, SizeT bytes);
const HChar* SC_(gc_described_move)(Addr from, Addr to);
const HChar* SC_(gc_described_died)(Addr block);
/* All blocks that touch [lo,hi) are dead. */
void SC_(gc_described_emptied)(Addr lo, Addr hi);

UInt SC_(gc_minors)(void);

/* The compactions of this process and its ancestors, oldest first: the first one
   after `after` (and not after `until`), or NULL. */
const Compaction* SC_(gc_compaction_between)(Stamp after, Stamp until);
UInt SC_(gc_compactions)(void);

#endif
