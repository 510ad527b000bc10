/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions of the program's runtime may run the GC, derived from the
   runtime's own machine code: the answer differs between versions and builds. */
#ifndef SC_MAY_GC_H
#define SC_MAY_GC_H

#include "runtime/runtime.h"

/* Gives each function of the runtime its role, its answer to SC_(may_gc), its
   way to the collector, and what it may run besides. Once, when the runtime is recognised and its code mapped. */
void SC_(may_gc_derive)(void);

/* May a call of `f` run the GC, or let other threads run it? True for functions
   that raise too, which run what is pending first: see `role`. */
static inline Bool SC_(may_gc)(const RuntimeFunction* f)
{
   return f->may_gc;
}

/* The function that `f` calls on the shortest way to the collector, NULL at its
   end. Functions without a name are passed over. */
static inline const RuntimeFunction* SC_(may_gc_next)(const RuntimeFunction* f)
{
   return f->gc_next;
}

/* Prints a line for each function of the runtime: name, `yes` or `no`, its role,
   the way to the collector (`caml_copy_string>caml_alloc_string>...`) and what it
   may run besides, with tabs between. For tests, and for who doubts a report. */
void SC_(may_gc_print)(void);

#endif
