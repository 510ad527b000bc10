/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of registered global roots. */
#ifndef SC_ROOT_RULES_H
#define SC_ROOT_RULES_H

#include "base/base.h"
#include "heap/cblock.h"
#include "runtime/runtime.h"

/* `f` registers, or removes, the word at `slot`. */
void SC_(rules_root_added)(const RuntimeFunction* f, Addr slot);
void SC_(rules_root_removed)(const RuntimeFunction* f, Addr slot);

/* The GC may run, or OCaml code has called a stub: looks at the roots that are watched. `raising`: by a
   call that raises an exception. */
void SC_(roots_at_gc_point)(Bool raising);

/* The memory of `b` is being released. */
void SC_(rules_released)(const CBlock* b, const Release* r);

/* At the end: SC204. */
void SC_(rules_root_leaks)(void);

#endif
