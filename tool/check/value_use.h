/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of values that C keeps: what points into OCaml memory is held by a root
   across each point where the GC may run, or not used afterwards. A check is given
   one use of a stale word; prints nothing. */
#ifndef SC_VALUE_USE_H
#define SC_VALUE_USE_H

#include "base/base.h"
#include "check/kind.h"
#include "heap/block.h"
#include "heap/motion.h"
#include "provenance/gc_point.h"
#include "provenance/site.h"
#include "provenance/tag.h"

typedef enum {
   USE_READ,       /* memory is read through it */
   USE_WRITTEN,    /* memory is written through it */
   USE_ARGUMENT,   /* passed to the runtime function `f` as argument `n` */
   USE_READ_LATE,  /* the same: fresh, but `f` reads it after it may have run the GC */
   USE_RETURNED,   /* returned to OCaml code */
   USE_STORED,     /* stored into OCaml memory, or into a registered root */
   USE_REGISTERED  /* found stale in a local root: registered too late */
} UseKind;

typedef struct {
   UseKind kind;
   UWord   word;  /* the stale word */
   Addr    addr;  /* of the access, or where it is stored */
   UInt    bytes; /* of an access */
   Tag     tag;
   Addr    kept;  /* the word of memory from which C has loaded it, when that is known; else 0 */
   UInt    n;
   const RuntimeFunction* f;
   Bool    neutral;    /* the access is libc's, on behalf of a stub */
   Bool    unlocked;   /* without the runtime lock */
} ValueUse;

/* What became of what the word pointed to. */
typedef enum {
   FATE_NONE,     /* nothing: latent */
   FATE_MOVED,    /* to `motion.to` */
   FATE_DEAD      /* died in the minor heap, or was swept: its memory is free */
} Fate;

typedef struct {
   Kind            kind;
   Certainty       certainty;
   const ValueUse* use;
   const Site*     origin;
   Bool            point_known;
   GcPoint         point;   /* the first it lived through */
   Fate            fate;
   Motion          motion;
   Bool            block_known;
   Block           block;   /* that the word points to, where it still can be told */
   Bool            rooted;  /* a local root holds the block */
} ValueFinding;

/* True, and fills `f`, when the use breaks a rule. `rooted` tells whether a local or
   global root holds the block that begins at its argument. */
Bool SC_(check_value_use)(const ValueUse* use, Bool (*rooted)(Addr block), ValueFinding* f);

#endif
