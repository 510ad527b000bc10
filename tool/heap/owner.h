/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners: the OCaml blocks whose payload holds the address of a C block. Custom,
   abstract and bigarray payloads count; scannable blocks do not.

   A stub's store makes an owner, the overwriting of the word ends it. Which block
   the word is in is found at once for custom blocks and otherwise before the next
   collection, when the heap can still be walked. Owners then follow their block:
   promotion, compaction, finaliser, death.

   Invariants: `slots` maps the current address of each word that holds, `blocks`
   the current address of each owner block that is not dead. A block's owners are
   either all at its current address or all ended. */
#ifndef SC_OWNER_H
#define SC_OWNER_H

#include "base/base.h"
#include "heap/cblock.h"
#include "heap/custom.h"
#include "runtime/runtime.h" // RegionKind

typedef enum {
   OWNER_HOLDS,     /* the word holds the address */
   OWNER_CLEARED,   /* a stub wrote something else over it */
   OWNER_FINALISED, /* the block's finaliser has run */
   OWNER_DIED       /* the block died without a finaliser */
} OwnerState;

/* An OCaml block that holds C addresses. Lives on when it is dead, for as long as
   the story of a C block in quarantine refers to it. */
typedef struct OwnerBlock OwnerBlock;
struct OwnerBlock {
   OwnerBlock*      next;  /* VgHashNode */
   UWord            addr;  /* its key: current address */
   UWord            header;
   RegionKind       region; /* when it was made */
   const CustomOps* ops;   /* NULL: abstract, or described and not named */
   Bool             young;
   Bool             dying; /* found dead by a collection; its finaliser may come */
   OwnerState       state;
   ExeContext*      made_where; /* of the first store into it */
   Stamp            made;
   Stamp            ended;
   struct Owner*    owners;
   UWord            flags;      /* of a bigarray */
   UInt             references; /* heap/owner_table.h */
};

/* One word of an owner block that holds the address of one C block. */
typedef struct Owner Owner;
struct Owner {
   Owner*      next_slot;    /* VgHashNode */
   UWord       slot;         /* its key: current address of the word, 0: not known */
   OwnerBlock* block;        /* NULL until it is found */
   CBlock*     cblock;
   Owner*      next_in_cblock;
   Owner*      next_in_block;
   ExeContext* where;
   Stamp       when;
   OwnerState  state;
   Stamp       ended;
};

void SC_(owners_init)(void);

/* A stub has stored `word` at `slot`, an address in a movable region. `where` is
   asked for the stack only when the store makes an owner. */
void SC_(owner_stored)(Addr slot, UWord word, ExeContext* (*where)(void));

/* How many owners' words fold onto each number: 0 says that a word is none's. */
#define OWNER_FOLDS (1U << 16)
extern UInt SC_(owner_folds)[OWNER_FOLDS];
extern UInt SC_(owner_words); /* the sum of them */

static inline UInt* SC_(owner_fold)(Addr slot)
{
   return &SC_(owner_folds)[((slot >> 3) ^ (slot >> 19)) % OWNER_FOLDS];
}

/* False: the store of `word` at `slot` makes no owner and ends none. Quick: most raw
   words in payloads are numbers. */
static inline Bool SC_(owner_may_change)(Addr slot, UWord word)
{
   return word - SC_(cblock_bounds).lo < SC_(cblock_bounds).size
          || (SC_(owner_words) > 0 && *SC_(owner_fold)(slot) != 0);
}

/* `data` is being given to a new bigarray (caml_ba_alloc). The block is found at
   the next walk. */
void SC_(owner_bigarray)(Addr data, ExeContext* where);

/* Told by client requests. `block` owns the C block at `data`; False when one of
   them is not known. Blocks of described heaps get owners in this way only. */
Bool SC_(owner_described)(Addr block, Addr data, ExeContext* where);
/* No block owns `c` any more: it has been handed over. */
void SC_(owners_released)(CBlock* c);
/* What blocks like `b` are called; `name` is copied. */
void SC_(owner_named)(OwnerBlock* b, const HChar* name);
/* The program's own collector runs: stores into described heaps are its work. */
void SC_(owners_hold_still)(Bool still);

/* Finds the blocks of the owners that have none yet. Before reports, and before
   anything moves. */
void SC_(owners_settle)(void);

/* The owner block at `addr`; when it is not known but is a custom block that
   holds known C blocks (Obj.dup, unmarshalled), it becomes one. Or NULL. */
OwnerBlock* SC_(owner_block_of)(Addr addr);

/* The same, and any custom block becomes one: it is being finalised, and what it
   releases is to be told. */
OwnerBlock* SC_(owner_block_at)(Addr addr);

/* The finaliser of `b` begins. */
void SC_(owner_finalised)(OwnerBlock* b);

/* An OCaml block is being copied whole. */
void SC_(owner_duplicated)(Addr addr, ExeContext* (*where)(void));

/* Collections (heap/gc.h calls these). */
/* Of the minor heap [lo,hi). */
void SC_(owners_promoted)(Addr lo, Addr hi);
void SC_(owners_died)(void);
void SC_(owners_swept)(Addr from, Addr limit);
/* Not 0 while a sweep may end owners: read by instrumented code. */
const UInt* SC_(owners_to_sweep)(void);
void SC_(owner_block_moved)(Addr from, Addr to);
void SC_(owner_block_died)(Addr addr);

/* The memory of `c` is gone: forgets the owners that do not hold it any more. Those
   that do keep `c` as a record. */
void SC_(owners_forget)(CBlock* c);

/* A release by the finaliser of `b` is remembered, or forgotten. */
void SC_(owner_block_refer)(OwnerBlock* b);
void SC_(owner_block_let_go)(OwnerBlock* b);

/* Does any owner still hold `b`? */
Bool SC_(cblock_is_owned)(const CBlock* b);

/* "custom "fork.res"", "bigarray (CAML_BA_MANAGED)", "abstract block". The caller
   frees it. */
HChar* SC_(owner_block_name)(const OwnerBlock* b);

ULong* SC_(owners_made)(void); /* a counter */

/* Debug: NULL when the invariants hold, else which one does not. Linear. */
const HChar* SC_(owners_consistent)(void);

#endif
