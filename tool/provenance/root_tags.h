/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots: words that the GC updates, so that what they hold is always fresh. Local
   roots (CAMLparam, CAMLlocal, Begin_roots) are walked at GC points; registered
   global roots are OCaml's words in shadow memory. */
#ifndef SC_ROOT_TAGS_H
#define SC_ROOT_TAGS_H

#include "provenance/tag.h"

/* What is told of when local roots are looked at. */
typedef struct {
   void (*late)(Addr slot, UWord value, Tag t); /* stale even before the GC point: registered too late */
   void (*other)(Addr slot, UWord word);        /* even, and no address of the heap */
} RootWatch;

/* After a GC point: the words in the frames of local roots from the newest down to
   `until`, which is not looked at any more, are of the new epoch. `w` may be NULL. */
void SC_(local_roots_refresh)(Addr until, const RootWatch* w);

/* Is the word at `slot` in one of the frames of local roots from `head` on? */
Bool SC_(local_roots_have_slot)(Addr head, Addr slot);

/* Does a local root hold `value`? */
Bool SC_(local_roots_hold)(UWord value);

/* The newest frame of local roots, 0 when there is none. */
Addr SC_(local_roots_head)(void);

/* A global root is registered or removed. */
void SC_(global_root_added)(Addr slot);
void SC_(global_root_removed)(Addr slot);

#endif
