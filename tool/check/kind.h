/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of findings: the one table from which suppressions, XML, traces and
   the documentation take their names. A name never changes once released. */
#ifndef SC_KIND_H
#define SC_KIND_H

#include "base/base.h"

typedef enum {
   KIND_NONE = 0,
   KIND_UNREGISTERED_ROOT,
   KIND_DERIVED_POINTER,
   KIND_USE_AFTER_COMPACTION,
   KIND_UNINITIALISED_FIELD,
   KIND_UNINITIALISED_ROOT,
   KIND_NOT_A_VALUE,
   KIND_MISSING_WRITE_BARRIER,
   KIND_BLOCK_OVERRUN,
   KIND_WRONG_BLOCK_KIND,
   KIND_LOCAL_ROOTS_IMBALANCE,
   KIND_DANGLING_ROOT,
   KIND_ROOT_MISMATCH,
   KIND_ROOT_LEAK,
   KIND_FREE_OF_GC_BLOCK,
   KIND_DOUBLE_FREE,
   KIND_USE_AFTER_RELEASE,
   KIND_MISMATCHED_RELEASE,
   KIND_LOST_OWNER,
   KIND_FINALISER_MISUSE,
   KIND_NOALLOC_VIOLATION,
   KIND_HEAP_ACCESS_WITHOUT_LOCK,
   KIND_RUNTIME_CALL_WITHOUT_LOCK,
   KIND_COUNT
} Kind;

/* What a finding rests on. */
typedef enum {
   DEFINITE, /* it did happen in this run */
   LATENT    /* the rule is broken; the GC could have struck */
} Certainty;

typedef struct {
   const HChar* id;   /* "SC302" */
   const HChar* name; /* "DoubleFree": suppressions, XML, docs/kinds/DoubleFree.md */
   const HChar* rule; /* one line */
} KindInfo;

const KindInfo* SC_(kind_info)(Kind k);

/* The kind called `name`, KIND_NONE when there is none. */
Kind SC_(kind_by_name)(const HChar* name);

const HChar* SC_(certainty_name)(Certainty c);

#endif
