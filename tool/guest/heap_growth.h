/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the heap of OCaml 5 grows: the runtime asks for memory, and gets it a little later,
   from mmap (pools) or from malloc (large blocks). */
#ifndef SC_HEAP_GROWTH_H
#define SC_HEAP_GROWTH_H

#include "guest/transition.h" // Registers

/* The running thread has entered the runtime function of EVENT_POOLS_MAPPED or
   EVENT_LARGE_ALLOC. */
void SC_(growth_pools_asked)(const Registers* regs);
void SC_(growth_block_asked)(UWord words);

/* The runtime has got memory, mapped or from malloc. */
void SC_(growth_mapped)(Addr at);
void SC_(growth_allocated)(Addr at, SizeT bytes);

/* The runtime frees what malloc gave. */
void SC_(growth_freed)(Addr at, SizeT bytes);

#endif
