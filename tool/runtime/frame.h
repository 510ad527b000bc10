/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames of OCaml code on a stack, as ocamlopt's frame tables describe them at calls that may run
   the GC (runtime/caml/stack.h; the same in 4.12 to 4.14). */
#ifndef SC_FRAME_H
#define SC_FRAME_H

#include "base/base.h"

/* Where OCaml code has called the runtime, or C by way of it. */
typedef struct {
   Addr sp;   /* of the caller, once the call has returned */
   Addr ret;
   Addr regs; /* where its registers are saved; 0: nowhere, they hold no values */
} OCamlStack;

/* Calls `each` for each word that OCaml code holds as a value, in at most `frames` frames from the
   innermost one on; `ret` is where its function goes on. Ends at what is not described. */
void SC_(frames_values)(OCamlStack s, UInt frames, void (*each)(UWord word, Addr ret, void*), void* opaque);

#endif
