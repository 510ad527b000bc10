/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Payloads that the GC does not look into are no place to keep a value: what a stub
   stores there keeps its tag, until the next minor collection moves or ends the block. */
#ifndef SC_PAYLOAD_H
#define SC_PAYLOAD_H

#include "provenance/tag.h"

/* A word of the heap with the tag `t` has been stored at `addr`, in OCaml's memory. Does nothing
   unless it is a payload in the minor heap. */
void SC_(keep_in_payload)(Addr addr, Tag t);

/* A minor collection begins: what is in the minor heap is its alone. */
void SC_(payloads_collected)(void);

#endif
