/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One superblock being rewritten, and small pieces of IR to do it with. */
#ifndef SC_REWRITE_H
#define SC_REWRITE_H

#include "base/base.h"
#include "libvex_guest_amd64.h"
#include "pub_tool_tooliface.h" // IRSB
#include "runtime/code_class.h"

#define OFFSET(reg) ((Int)offsetof(VexGuestAMD64State, guest_##reg))

/* What is known of a temporary of the original superblock. */
typedef struct {
   IRTemp  tag;      /* holds its tag; IRTemp_INVALID: it has none for certain */
   IRTemp  origin;   /* of a sum: the tag of what was added to in this superblock; else
                        IRTemp_INVALID */
   IRTemp  base;     /* it is this one plus constants, and */
   IRTemp  index;    /* (unless IRTemp_INVALID) this one: then it is not known which of the
                        two is the address, unless one of them is */
   Long    distance; /* the sum of the constants since `from` */
   IRTemp  from;     /* it is this one plus constants: `base`, or where `index` was added */
   Bool    scaled;   /* a multiple of some size: an index, and no address */
   Bool    needed;   /* somebody asks for its tag */
   IRExpr* narrow;   /* it holds what was loaded from this address, and no more: fewer
                        than 8 bytes; else NULL */
   IRTemp  same;     /* it is this one, worked out again; else IRTemp_INVALID */
   IRTemp  half;     /* it is the low (or, if `high`, the high) half of this one */
   Bool    high;
} Temp;

/* A place in shadow memory that was worked out for the address at `distance` from `from`. */
typedef struct {
   IRTemp  from;     /* IRTemp_INVALID: it serves one access only */
   Long    distance;
   IRExpr* entry_at; /* where the primary entry is */
   IRExpr* in;       /* what is to be added to the entry; NULL: no place yet */
   IRExpr* entry;
   IRExpr* at;       /* the place; NULL: the entry is to be loaded again */
} ShadowPlace;

enum { SHADOW_PLACES = 8, SUMS = 16 };

typedef struct {
   IRSB*     out;
   CodeClass class;
   Int       shadow;    /* offset from a register to its shadow */
   Bool      bounds;    /* accesses are to stay within OCaml's blocks, */
   Bool      asks;      /* and some ask whether they do */
   Addr      head;      /* of the first instruction */
   Addr      last_ip;   /* of the last instruction copied */
   Temp*     temp;
   Int       temps;     /* how many `temp` speaks of */
   IRTemp    last_put[16]; /* by general register: what this superblock wrote to it last */
   IRTemp    sums[SUMS];   /* the last sums and shifts, by number; */
   IRExpr*   sum_of[SUMS]; /* what they are (flat) */
   UInt      next_sum;
   ShadowPlace place[SHADOW_PLACES];
   UInt      next_place;
   XArray*   checked;   /* of IRTemp: tags of addresses that have been looked at */
   IRExpr*   over;      /* tags from 1 up to this one are marks or stale at this moment */
   IRExpr*   heap_lo;   /* SC_(heap_bounds) */
   IRExpr*   heap_size;
   IRExpr*   span_lo;   /* SC_(rules_span) */
   IRExpr*   span_size;
   IRExpr*   in_stub;   /* all ones while a stub runs, else 0; NULL in stub code */
   IRExpr*   outside;   /* the opposite of `in_stub` */
} Rewrite;

IRExpr* SC_(word)(UWord w);
IRExpr* SC_(assign)(Rewrite* b, IRType type, IRExpr* e);
IRExpr* SC_(unop)(Rewrite* b, IRType type, IROp op, IRExpr* x);
IRExpr* SC_(binop)(Rewrite* b, IRType type, IROp op, IRExpr* x, IRExpr* y);
IRExpr* SC_(ite)(Rewrite* b, IRType type, IRExpr* cond, IRExpr* then, IRExpr* otherwise);
IRExpr* SC_(load_at)(Rewrite* b, IRType type, IRExpr* addr);
IRExpr* SC_(load_var)(Rewrite* b, IRType type, const void* p);
void    SC_(store_var)(Rewrite* b, void* p, IRExpr* value);
void    SC_(store_if)(Rewrite* b, IRExpr* guard, IRExpr* addr, IRExpr* value);
IRExpr* SC_(get_reg)(Rewrite* b, Int offset);

/* A call of a helper that may ask for the guest's stack; `guard` NULL: always. */
void SC_(call)(Rewrite* b, IRExpr* guard, const HChar* name, void* f, IRExpr** args);
/* The same of a helper that is given the registers (GSPTR) and answers by SC_(answer). When the guard
   is false, the answer is `otherwise`. */
IRExpr* SC_(call_for)(Rewrite* b, IRExpr* guard, const HChar* name, void* f, IRExpr** args, IRExpr* otherwise);

/* Leaves the superblock for the translator when `when` holds at its head: what was translated of
   [lo,hi) is thrown away. */
void SC_(translate_again)(Rewrite* b, Addr lo, Addr hi, IRExpr* when);

IRType SC_(type_of)(const Rewrite* b, const IRExpr* e);
/* What is known of a temporary; NULL for a constant. */
Temp*  SC_(temp_of)(const Rewrite* b, const IRExpr* atom);
/* The temporary that it is again, or itself. */
IRTemp SC_(first_of)(const Rewrite* b, IRTemp t);
/* Its tag, or NULL when it has none for certain. */
IRExpr* SC_(tag_of)(const Rewrite* b, const IRExpr* atom);
/* The tag of the word that it was made from by additions in this superblock, or NULL. */
IRExpr* SC_(origin_of)(const Rewrite* b, const IRExpr* atom);

#endif
