/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions of libc and its like, which both stubs and the runtime run. For the runtime tags mean
   nothing: such a function stays plain until a stub enters it, then it is translated again. */
#ifndef SC_SHARED_CODE_H
#define SC_SHARED_CODE_H

#include "guest/rewrite.h"

/* Does the superblock at `ip` stay plain, as things are? */
Bool SC_(shared_stays_plain)(Addr ip);

/* At the head of a superblock of such code, which is plain, or else is `in`. */
void SC_(shared_head_plain)(Rewrite* b);
void SC_(shared_head_tagged)(Rewrite* b, const IRSB* in);

#endif
