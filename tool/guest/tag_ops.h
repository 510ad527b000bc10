/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which operations pass on the tags of what they are given, and so whose tags matter. */
#ifndef SC_TAG_OPS_H
#define SC_TAG_OPS_H

#include "guest/rewrite.h"

/* What the tag of a result is made of. */
typedef enum {
   PASS_NOTHING,
   PASS_SAME,       /* unary: the tag of the operand */
   PASS_MOVED,      /* the operation is done with the tags, too */
   PASS_HALF,       /* half of a word: its tag is remembered */
   PASS_SUM,
   PASS_EITHER,     /* that of the operand that has one */
   PASS_DIFFERENCE,
   PASS_SHIFTED,    /* by a constant: setjmp hides addresses by rotating them */
   PASS_SECOND,     /* fild and fistp: the first operand is the rounding */
   PASS_HALVES,
   PASS_MASK,
   PASS_BOTH        /* vectors: or'ed */
} Passing;

Passing SC_(passing)(const IRExpr* e);

/* Finds the temporaries whose tags matter. Before the statements from `from` on are
   copied. */
void SC_(tags_needed)(Rewrite* b, const IRSB* in, Int from);

/* The tag that a thing of type `type` has is of this type; Ity_INVALID: it has none. */
IRType SC_(tag_type)(IRType type);

/* Has the register at `offset` of the guest's state a shadow? */
Bool SC_(has_shadow)(Int offset);

#endif
