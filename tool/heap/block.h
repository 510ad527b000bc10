/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OCaml blocks, read from the client's heap when somebody asks. Nothing is kept
   per block: the heap itself is the record (but for described heaps). */
#ifndef SC_BLOCK_H
#define SC_BLOCK_H

#include "base/base.h"
#include "runtime/runtime.h"

typedef struct {
   Addr       addr;   /* of its first field: the value */
   UWord      header;
   RegionKind region;
   Bool       free;   /* free memory, or dead and about to be swept */
} Block;

/* The block whose header or fields hold `a`. False when `a` is in no region, or
   in a part of the minor heap that holds no block. Walks the region: slow, for
   reports and rare events. */
Bool SC_(block_at)(Addr a, Block* b);

/* A live block begins at `a`, with an address of its own: no closure, which may share it.
   Walks the region. */
Bool SC_(block_begins)(Addr a, Block* b);

/* Calls `each` for the blocks of the region that holds `a`, in order of address,
   until it returns False. Free blocks are included. */
void SC_(blocks_walk)(Addr a, Bool (*each)(const Block*, void*), void* opaque);

/* The block at `addr` (a value) if its header can be read. No check that a block
   begins there. */
Bool SC_(block_read)(Addr addr, Block* b);

/* Bytes of the fields of `b`. */
SizeT SC_(block_bytes)(const Block* b);

/* Debug: every region is a sequence of blocks without gaps. Returns the address
   of the first header that breaks it, 0 when all is well. */
Addr SC_(blocks_consistent)(void);

#endif
