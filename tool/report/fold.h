/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which frames of a stack people see, and in which words. Knows the names of the
   runtime's own functions; knows nothing of Valgrind: given frames, it sets their
   `text`. The rules are in stack.h and at the functions. */
#ifndef SC_FOLD_H
#define SC_FOLD_H

#include "report/stack.h"

/* Sets `text` of the frames that are shown. At least one is, when there are any. */
void SC_(fold_frames)(XArray* frames);

/* "fin (stubs.c:24)", "fin (in libfoo.so)", "free (stubcheck)": the frame as it
   is, whether shown or not. The caller frees it. */
HChar* SC_(plain_frame)(const Frame* f);

#endif
