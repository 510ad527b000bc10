/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of releasing memory. Each check is given one release as the model saw
   it and returns a finding or nothing. Prints nothing. */
#ifndef SC_RELEASE_H
#define SC_RELEASE_H

#include "base/base.h"
#include "check/kind.h"
#include "heap/block.h"
#include "heap/cblock.h"
#include "heap/owner.h"

/* A release as it is asked for: before anything is done about it. */
typedef struct {
   Addr        addr;
   const HChar* function; /* "free", "realloc", "munmap", "operator delete" ... */
   Release     release;   /* where, when, by which family and finaliser */
   ThreadId    tid;
   CBlock*     block;     /* that begins at addr, live or in quarantine, or NULL */
   CBlock*     around;    /* that holds addr without beginning there, or NULL */
} ReleaseCall;

/* How a double free came about. */
typedef enum {
   DOUBLE_TWO_OWNERS,        /* finalisers of two blocks */
   DOUBLE_SAME_FINALISER,    /* the finaliser of one block, twice */
   DOUBLE_CLOSE_THEN_FINALISER,
   DOUBLE_FINALISER_THEN_CLOSE,
   DOUBLE_PLAIN              /* no finaliser in it */
} DoubleFreeShape;

typedef enum {
   MISMATCH_FAMILY,   /* malloc'ed by one family, released by another */
   MISMATCH_INTERIOR, /* an address inside a block */
   MISMATCH_FOREIGN   /* memory that no allocator gave out */
} MismatchShape;

typedef struct {
   Kind              kind;
   Certainty         certainty;
   const ReleaseCall* call;
   DoubleFreeShape   double_free; /* KIND_DOUBLE_FREE */
   MismatchShape     mismatch;    /* KIND_MISMATCHED_RELEASE */
   const OwnerBlock* first_owner;  /* whose finaliser released first, or NULL */
   const OwnerBlock* second_owner; /* whose finaliser releases now, or NULL */
   const Owner*      culprit;      /* the owner that should not be one, or NULL */
   Block             gc_block;     /* KIND_FREE_OF_GC_BLOCK */
   Bool              gc_stale;     /* the block was there once; its region is gone or
                                      it has moved away */
} ReleaseFinding;

/* Each returns True and fills `f` when its rule is broken. */
Bool SC_(check_double_free)(const ReleaseCall* call, ReleaseFinding* f);
Bool SC_(check_free_of_gc_block)(const ReleaseCall* call, ReleaseFinding* f);
Bool SC_(check_mismatched_release)(const ReleaseCall* call, ReleaseFinding* f);

/* The first of them that fires. */
Bool SC_(check_release)(const ReleaseCall* call, ReleaseFinding* f);

#endif
