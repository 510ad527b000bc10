/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is at an address, in words. */
#ifndef SC_PLACE_H
#define SC_PLACE_H

#include "base/base.h"
#include "heap/block.h"

/* "a string", "a tuple, record or array". The caller frees it. */
HChar* SC_(phrase_block_kind)(const Block* b);

/* "field 1 of a tuple, record or array of 2 words in the major heap (header
   0x800)", "static memory of /lib/x.so", "the stack". The caller frees it. */
HChar* SC_(phrase_place)(Addr a);

#endif
