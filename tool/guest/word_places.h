/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the running stub holds a stale word. */
#ifndef SC_GUEST_WORD_PLACES_H
#define SC_GUEST_WORD_PLACES_H

#include "check/value_use.h"
#include "libvex_guest_amd64.h"
#include "report/word_places.h"

/* The C code at `ip` has called the runtime, and that is a GC point; `sp` is its stack pointer.
   At the head of a superblock, where all registers are written back. */
void SC_(note_gc_frame)(Addr ip, Addr sp, const VexGuestAMD64State* regs);

/* At the moment of the use. False when the word is older than the stub's activation, or nothing
   is known of the GC points since. */
Bool SC_(find_word_places)(const ValueFinding* f, WordPlaces* w);

/* For the variable at `slot`. False when it is not on the stub's stack. */
Bool SC_(find_slot_frames)(Addr slot, WordPlaces* w);

#endif
