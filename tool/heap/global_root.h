/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's registered global roots, and who registered them. (root.h has those of
   described heaps.) */
#ifndef SC_GLOBAL_ROOT_H
#define SC_GLOBAL_ROOT_H

#include "base/base.h"
#include "pub_tool_execontext.h" // ExeContext

typedef struct {
   Addr        slot;
   Bool        generational;
   Bool        settled;     /* a GC point has been reached since */
   Bool        on_stack;    /* of the thread `stack_owner` */
   UInt        stack_owner;
   ExeContext* where;       /* registered */
   ExeContext* gone;        /* where its memory was released, or NULL */
} GlobalRoot;

void SC_(global_roots_init)(void);

/* Registered. NULL when it is registered already (the runtime then has it twice, or in
   two lists). */
GlobalRoot* SC_(global_root_registered)(Addr slot, Bool generational, ExeContext* where);
void        SC_(global_root_unregistered)(Addr slot);
GlobalRoot* SC_(global_root_at)(Addr slot);

/* `slot`, which is none, is being removed: was it registered once more than it was removed
   since? (The first removal is the one that counts.) */
Bool SC_(global_root_was_twice)(Addr slot);

/* Calls `each` for those in [lo,hi), which may not change the list. */
void SC_(global_roots_in)(Addr lo, Addr hi, void (*each)(GlobalRoot*, void*), void* opaque);

/* Calls `each` for those that want a look at the next GC point: not settled, on a stack,
   or in released memory. `each` may unregister that one only. Quick when there are none. */
extern UInt SC_(global_roots_to_watch); /* how many */
void SC_(global_roots_watched)(void (*each)(GlobalRoot*, void*), void* opaque);

/* `r`, known, is to be looked at at the next GC point. */
void SC_(global_root_watch)(GlobalRoot* r);

/* Places that have registered roots: how many, and how many of those were removed. */
typedef struct {
   ExeContext* where;
   ULong       registered;
   ULong       removed;
} RootSite;
void SC_(root_sites_each)(void (*each)(const RootSite*));

#endif
