/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and their addresses. */
#include "runtime/told_function.h"

/* Not canonical on amd64: nothing can be mapped there. */
#define FIRST 0x5C00000000000000UL
/* Apart: stacks speak of the byte before a return address. */
#define STEP  16UL
/* A program that makes up names without end has the later ones share the last. */
#define MAX   100000

typedef struct {
   HChar* name; /* its key */
   Addr   addr;
} Told;

static OSet*   by_name; /* of Told; made when first needed */
static XArray* names;   /* of const HChar*, by number */

static Word compare(const void* key, const void* element)
{
   return VG_(strcmp)(*(HChar* const*)key, ((const Told*)element)->name);
}

static Addr add(const HChar* name)
{
   const HChar* own = VG_(strdup)("sc.told", name);
   Told* t = VG_(OSetGen_AllocNode)(by_name, sizeof *t);
   t->name = CONST_CAST(HChar*, own);
   t->addr = FIRST + (UWord)VG_(addToXA)(names, &own) * STEP;
   VG_(OSetGen_Insert)(by_name, t);
   return t->addr;
}

Addr SC_(told_function)(const HChar* name)
{
   if (!names) {
      by_name = VG_(OSetGen_Create)(0, compare, VG_(malloc), "sc.told", VG_(free));
      names = VG_(newXA)(VG_(malloc), "sc.told", VG_(free), sizeof(const HChar*));
   }
   const Told* t = VG_(OSetGen_Lookup)(by_name, &name);
   if (t)
      return t->addr;
   return VG_(sizeXA)(names) < MAX ? add(name) : FIRST + (MAX - 1) * STEP;
}

const HChar* SC_(told_name)(Addr a)
{
   const UWord n = names ? (UWord)VG_(sizeXA)(names) : 0;
   const UWord i = (a - FIRST) / STEP;
   return a >= FIRST && i < n ? *(const HChar**)VG_(indexXA)(names, (Word)i) : NULL;
}
