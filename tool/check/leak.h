/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC305: the last OCaml block that owns a C block releases it when it dies. SC204: a global root is
   removed before the memory that holds it is lost. Looked at once, when the process ends. */
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

/* For VG_(setCmpFnXA): by address. */
Int SC_(compare_candidates)(const void* a, const void* b);

/* Calls `found` once per way of losing. `mark_referenced` is given all candidates,
   an XArray of LeakCandidate sorted by address, and marks those that the program's
   own memory still refers to (guest/references.c). */
void SC_(check_leaks)(void (*mark_referenced)(XArray* candidates),
                      void (*found)(const LeakFinding*));

/* Registered global roots in C blocks that are lost, by the place that registered them: its
   innermost two frames. */
typedef struct {
   ExeContext*   where;
   const CBlock* example;
   ULong         roots;
} LostRoots;

/* Calls `found` once for each place. One root may be meant to stay, whatever became of its
   address: places with at least two are told. */
void SC_(check_lost_roots)(void (*mark_referenced)(XArray* candidates),
                           void (*found)(const LostRoots*));

#endif
