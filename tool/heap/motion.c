/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The moves of the last collections. */
#include "heap/motion.h"

typedef struct {
   Addr  from;
   Addr  to;
   SizeT bytes;
} Run;

typedef struct {
   MotionKind kind;
   UInt       number;
   Stamp      when;
   XArray*    runs; /* of Run, in the order in which they happened */
} Generation;

static Generation generations[MOTION_GENERATIONS]; /* a ring */
static UInt       next;  /* slot of the next one */
static UInt       count; /* slots in use */

static Generation* nth_latest(UInt i)
{
   return &generations[(next + 2 * MOTION_GENERATIONS - 1 - i) % MOTION_GENERATIONS];
}

void SC_(motion_begin)(MotionKind kind, UInt number, Stamp when)
{
   /* A collection that moved nothing leaves no trace. */
   if (count > 0 && VG_(sizeXA)(nth_latest(0)->runs) == 0) {
      next = (next + MOTION_GENERATIONS - 1) % MOTION_GENERATIONS;
      count--;
   }
   Generation* g = &generations[next];
   if (g->runs)
      VG_(deleteXA)(g->runs);
   g->kind = kind;
   g->number = number;
   g->when = when;
   g->runs = VG_(newXA)(VG_(malloc), "sc.motion", VG_(free), sizeof(Run));
   next = (next + 1) % MOTION_GENERATIONS;
   if (count < MOTION_GENERATIONS)
      count++;
}

void SC_(motion_move)(Addr from, Addr to, SizeT bytes)
{
   if (count == 0 || from == to || bytes == 0)
      return;
   XArray* runs = nth_latest(0)->runs;
   const Word n = VG_(sizeXA)(runs);
   if (n > 0) {
      Run* last = VG_(indexXA)(runs, n - 1);
      if (last->from + last->bytes == from && last->to + last->bytes == to) {
         last->bytes += bytes;
         return;
      }
   }
   const Run r = { from, to, bytes };
   VG_(addToXA)(runs, &r);
}

/* The move of generation `g` that brought something to `a` (or took it away from
   there, when `forward`). */
static Bool find(const Generation* g, Addr a, Bool forward, Motion* m)
{
   for (Word i = VG_(sizeXA)(g->runs) - 1; i >= 0; i--) {
      const Run* r = VG_(indexXA)(g->runs, i);
      const Addr start = forward ? r->from : r->to;
      if (a - start >= r->bytes)
         continue;
      m->kind = g->kind;
      m->number = g->number;
      m->when = g->when;
      m->from = r->from + (a - start);
      m->to = r->to + (a - start);
      return True;
   }
   return False;
}

UInt SC_(motion_history)(Addr a, Motion* moves, UInt max)
{
   Motion left;
   UInt   n = 0;
   for (UInt i = 0; i < count && n < max; i++)
      if (find(nth_latest(i), a, False, &moves[n]))
         a = moves[n++].from;
      else if (find(nth_latest(i), a, True, &left))
         break; /* what was here went away: what is here was not here before */
   return n;
}

Bool SC_(motion_forward)(Addr a, Motion* move)
{
   for (UInt i = 0; i < count; i++)
      if (find(nth_latest(i), a, True, move))
         return True;
   return False;
}
