/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC305: the last OCaml block that owns a C block releases it when it dies. Looked
   at once, when the process ends. */
#ifndef SC_LEAK_H
#define SC_LEAK_H

#include "base/base.h"
#include "check/kind.h"
#include "heap/cblock.h"
#include "heap/owner.h"

/* C blocks lost in the same way: born at one place, owned through one store. */
typedef struct {
   CBlock*      example;
   const Owner* last;   /* the owner that died last */
   ULong        blocks;
   ULong        bytes;
} LeakFinding;

/* A candidate while references are looked for. */
typedef struct {
   CBlock* block;
   Bool    referenced;
} LeakCandidate;

/* Calls `found` once per way of losing. `mark_referenced` is given all candidates,
   an XArray of LeakCandidate sorted by address, and marks those that the program's
   own memory still refers to (guest/leaks.c). */
void SC_(check_leaks)(void (*mark_referenced)(XArray* candidates),
                      void (*found)(const LeakFinding*));

#endif
