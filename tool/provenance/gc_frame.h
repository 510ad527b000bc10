/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C code that has called the runtime, at each of the last GC points: the registers that a
   call keeps, and the words of the stack. They show which variables held a word across it. */
#ifndef SC_GC_FRAME_H
#define SC_GC_FRAME_H

#include "base/base.h"

enum { GC_FRAME_WORDS = 32 };

typedef struct {
   Addr  ip;  /* in the call */
   UWord sp, bp, bx, r12, r13, r14, r15;
   UInt  words_n;
   UWord words[GC_FRAME_WORDS]; /* from `sp` on */
} GcFrame;

/* That of the current epoch's GC point, to be filled. */
GcFrame* SC_(gc_frame_new)(void);

/* At the first GC point from `epoch` on that is still known, of who was on the stack below
   `entry_sp`; or NULL. */
const GcFrame* SC_(gc_frame_from)(ULong epoch, Addr entry_sp);

#endif
