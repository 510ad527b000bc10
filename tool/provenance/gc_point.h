/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GC points: moments at which the GC may run, whether or not it does. Each ends an
   epoch and begins the next; the last ones are remembered, so that a report can name
   the first that a stale word has lived through. */
#ifndef SC_GC_POINT_H
#define SC_GC_POINT_H

#include "provenance/tag.h"
#include "runtime/runtime.h"

typedef enum {
   POINT_CALL,     /* a runtime function is called that may run the GC */
   POINT_RETURN,   /* a stub returns to OCaml code, which may allocate */
   POINT_ACQUIRED, /* the runtime lock is ours again: others have run */
   POINT_RELEASED, /* the runtime lock is given away */
   POINT_NESTED,   /* other stubs, or threads, have run inside a call of the runtime */
   POINT_INLINE    /* a stub has allocated without a call (Alloc_small) */
} GcPointKind;

typedef struct {
   GcPointKind kind;
   UInt  minors;      /* minor collections before it */
   UInt  compactions;
   const RuntimeFunction* f; /* or NULL */
   Addr  ip;          /* of the call, or in the stub that returns */
   ULong epoch;       /* that it begins */
   Addr  lo, hi;      /* POINT_INLINE: the block that is allocated, with its header */
} GcPoint;

void SC_(gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip);

/* The current epoch's GC point allocates the block [lo,hi). */
void SC_(gc_point_allocates)(Addr lo, Addr hi);

/* Whose epochs are current: those of a domain (by the address of its state), or of a thread
   that has given the lock away, to which the GC points of those who have it mean nothing. */
void SC_(epochs_of_domain)(Addr domain);
void SC_(epochs_of_thread)(ThreadId unlocked);

/* The first of their GC points after `epoch`, in `*p`; False when there is none, or it is too
   long ago. */
Bool SC_(gc_point_after)(ULong epoch, GcPoint* p);

extern ULong SC_(gc_points_crossed); /* a counter */

#endif
