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

/* Calls `found` once per way of losing. `referenced` says whether the address is
   still held somewhere in the program's own memory (see guest/reachable.c); it is
   given the candidates all at once. */
void SC_(check_leaks)(void (*mark_referenced)(VgHashTable* candidates),
                      void (*found)(const LeakFinding*));

/* A candidate while references are looked for. */
typedef struct LeakCandidate LeakCandidate;
struct LeakCandidate {
   LeakCandidate* next; /* VgHashNode */
   UWord          addr; /* its key */
   CBlock*        block;
   Bool           referenced;
};

#endif
