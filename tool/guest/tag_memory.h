/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How tags go to and come from memory, in IR: helpers (guest/value.h) are called only
   where OCaml's memory or a stale word is met. */
#ifndef SC_TAG_MEMORY_H
#define SC_TAG_MEMORY_H

#include "guest/rewrite.h"

/* Memory is about to be accessed through `addr`: looks whether that is stale. */
void SC_(check_address)(Rewrite* b, IRExpr* addr, Int bytes, Bool written);

/* `bytes` at `addr` are loaded, and no tag is asked for: looks whether they are freed, or, in code that reads no
   more than it wants, behind C memory. */
void SC_(check_read)(Rewrite* b, IRExpr* addr, Int bytes);

/* `value` has been loaded from `addr`: its tag, or NULL. */
IRExpr* SC_(tag_of_load)(Rewrite* b, IRExpr* addr, IRExpr* value);

/* `value` has been stored at `addr`. */
void SC_(tag_store)(Rewrite* b, IRExpr* addr, IRExpr* value);

/* `value` is about to be stored at `addr`: what is there, when it is wanted by check_overwritten once
   it has been stored; else NULL. */
IRExpr* SC_(overwritten)(Rewrite* b, IRExpr* addr, IRExpr* value);
void SC_(check_overwritten)(Rewrite* b, IRExpr* addr, IRExpr* value, IRExpr* old);

/* What has no tag has been stored at `addr`, if `guard` (NULL: certainly). */
void SC_(tags_overwritten)(Rewrite* b, IRExpr* guard, IRExpr* addr, Int bytes);

/* Copies the statement; of its stores only those into OCaml's memory are told. */
void SC_(copy_watching)(Rewrite* b, IRStmt* st);

/* Copies a compare-and-swap with what its tags need. */
void SC_(copy_cas)(Rewrite* b, IRStmt* st);

#endif
