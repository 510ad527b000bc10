/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C blocks: what malloc, operator new, caml_stat_alloc and mmap gave out, from
   birth to release and beyond. A freed block stays in quarantine, so that its
   address is not reused and its story can be told; blocks that an OCaml block
   still points to are kept longest: they are the double frees to come.
   Exception: cblock_given_back.

   Invariants: at most one block per address is known (live or in quarantine).
   A block's memory belongs to malloc while `state` is LIVE or QUARANTINED. */
#ifndef SC_CBLOCK_H
#define SC_CBLOCK_H

#include "base/base.h"
#include "pub_tool_execontext.h" // ExeContext

/* Who gave the memory out, or takes it back. */
typedef enum {
   FAMILY_MALLOC,    /* malloc, calloc, realloc, memalign / free */
   FAMILY_NEW,       /* operator new / delete */
   FAMILY_NEW_ARRAY, /* operator new[] / delete[] */
   FAMILY_STAT,      /* caml_stat_alloc and its kin / caml_stat_free */
   FAMILY_RUNTIME,   /* the runtime for its own use: any release of its own */
   FAMILY_MAP,       /* mmap / munmap */
   FAMILY_DESCRIBED  /* told by a client request */
} Family;

typedef enum { CBLOCK_LIVE, CBLOCK_QUARANTINED, CBLOCK_GONE } CBlockState;

struct Owner;
struct OwnerBlock;

/* How a block was released. */
typedef struct {
   ExeContext*        where;
   Stamp              when;
   Family             family;
   Addr               finaliser; /* entry of the finaliser that did it, or 0 */
   struct OwnerBlock* finalised; /* its block, when it is known */
} Release;

typedef struct CBlock CBlock;
struct CBlock {
   CBlock*       next;   /* VgHashNode */
   UWord         addr;   /* its key */
   SizeT         bytes;  /* as asked for */
   ExeContext*   born_where;
   Stamp         born;
   UChar         family; /* Family */
   UChar         state;  /* CBlockState */
   Bool          copied; /* some of its owners may wait for their blocks (Obj.dup) */
   UInt          turn;   /* of stub code, at its birth */
   struct Owner* owners; /* newest first (heap/owner.h) */
   Release*      release; /* NULL while live */
   CBlock*       newer;  /* in quarantine: released after this one */
   CBlock*       older;  /* in quarantine: released before this one */
};

/* All blocks that ever were begin in [lo,lo+size). */
typedef struct {
   Addr  lo;
   UWord size;
} CBlockBounds;
extern CBlockBounds SC_(cblock_bounds);

/* `release_memory` gives a block's memory back to the client's malloc. */
void SC_(cblocks_init)(SizeT quarantine_bytes, void (*release_memory)(Addr));

/* A block is born at `addr`. What was known of that address is forgotten. */
CBlock* SC_(cblock_born)(Addr addr, SizeT bytes, Family family, ExeContext* where);

/* The block that begins at `addr`, live or in quarantine; NULL when unknown. */
CBlock* SC_(cblock_at)(Addr addr);

/* The block whose bytes hold `a`. Linear: for reports. */
CBlock* SC_(cblock_holding)(Addr a);

/* The live block that ends before `a`, less than a word before it is rounded up. Linear. */
CBlock* SC_(cblock_before)(Addr a);

/* `b`, live, is released. Its memory goes to the quarantine (a map's does not: the
   kernel has it already). */
void SC_(cblock_released)(CBlock* b, const Release* r);
/* The same, of a block that there is nothing to tell of: its memory is malloc's again. `b` is gone. */
void SC_(cblock_given_back)(CBlock* b);

/* The runtime or libc maps or unmaps at `addr`: a map known there is history. */
void SC_(cblock_forget_map)(Addr addr);

/* Calls `each` for all blocks in that state, in no order. */
void SC_(cblocks_each)(CBlockState state, void (*each)(CBlock*, void*), void* opaque);

ULong* SC_(cblocks_born)(void); /* a counter */

/* Debug: NULL when the invariants hold, else which one does not. Linear. */
const HChar* SC_(cblocks_consistent)(void);

/* "malloc", "operator new", "caml_stat_alloc", "mmap" / "free", ... */
const HChar* SC_(family_allocates)(Family f);
const HChar* SC_(family_releases)(Family f);

#endif
