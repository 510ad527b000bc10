/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where instrumented code finds tags in shadow memory. */
#ifndef SC_SHADOW_PLACE_H
#define SC_SHADOW_PLACE_H

#include "guest/rewrite.h"

/* The address of the tag of the word at `addr`, and of those of the words behind it, `words` in all.
   Their tags may be TAG_ELSEWHERE, then a helper must be asked; 0: the tag of the word itself must be
   there. `*entry`, when asked for, is the primary entry: 0 when there is no tag in the chunk. */
IRExpr* SC_(shadow_place)(Rewrite* b, IRExpr* addr, Int words, IRExpr** entry);

/* From here on a chunk may have a secondary that it had not before. */
void SC_(shadow_grows)(Rewrite* b);

#endif
