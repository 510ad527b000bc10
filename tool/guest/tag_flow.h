/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How tags flow through a superblock: shadow registers, temporaries, operations. */
#ifndef SC_TAG_FLOW_H
#define SC_TAG_FLOW_H

#include "guest/rewrite.h"

/* Copies the statement and adds what its tags need. */
void SC_(copy_with_tags)(Rewrite* b, IRStmt* st);

#endif
