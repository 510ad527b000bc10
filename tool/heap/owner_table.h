/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the owner model share; nobody else includes it. */
#ifndef SC_OWNER_TABLE_H
#define SC_OWNER_TABLE_H

#include "heap/block.h"
#include "heap/owner.h"

typedef struct {
   VgHashTable* slots;       /* of Owner that hold, by address of the word */
   VgHashTable* blocks;      /* of OwnerBlock that are not dead */
   XArray*      young;       /* of OwnerBlock* in the minor heap */
   XArray*      finalised;   /* of OwnerBlock* since the last minor collection */
   UInt         major_count; /* of `blocks`, outside the minor heap */
   Bool         holding_still; /* a described collection is going on */
} OwnerTable;
extern OwnerTable SC_(owner_table);

/* Only payloads that the GC does not scan hold C addresses by right. */
Bool SC_(may_own)(const Block* b);

/* Is the block neither dead nor found dead? */
Bool SC_(owner_is_alive)(const OwnerBlock* b);

/* The owner block at `b`, made when there is none; a dead one whose memory has
   been used again makes room for it. */
OwnerBlock* SC_(owner_block_made)(const Block* b, ExeContext* where, Stamp when);

/* The block is dead: none of its words holds any more. It leaves the table, and
   memory when nothing refers to it. */
void SC_(owner_block_end)(OwnerBlock* b, OwnerState state);

/* References to a block (SC_(owner_block_refer)) are the table, the two lists, owners
   and releases; the last one that is let go frees it. */

/* A new owner of `c`, its block not known yet. `slot` is 0 when it is only told
   that a block owns `c`. */
Owner* SC_(owner_new)(Addr slot, CBlock* c, ExeContext* where, Stamp when);
void   SC_(owner_place)(Owner* o, OwnerBlock* b);
void   SC_(owner_end)(Owner* o, OwnerState state);

/* `o` is known by its word, or no longer. */
void SC_(owner_slot_add)(Owner* o);
void SC_(owner_slot_remove)(Owner* o);

/* The owner that the word at `slot` is. One whose block is dead, its memory used
   again, is ended and gone. */
Owner* SC_(owner_living)(Addr slot);

void SC_(owner_place_init)(void);

#endif
