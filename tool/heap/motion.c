/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The moves of the last collections. */
#include "heap/motion.h"

typedef struct {
   Addr  from;
   Addr  to;
   SizeT bytes;
} Run;

/* No XArray: there is a run for nearly each block that survives, and one call of memcpy for each costs as
   much as all the rest. */
typedef struct {
   Run*  at; /* in the order in which they happened */
   UWord n, room;
} Runs;

typedef struct {
   MotionKind kind;
   UInt       number;
   Stamp      when;
   Runs       kept;
} Generation;

static Generation generations[MOTION_GENERATIONS]; /* a ring */
static Runs       others[MOTION_WHOLE];            /* of the latest, by slot modulo MOTION_WHOLE */
static UInt       next;  /* slot of the next one */
static UInt       count; /* slots in use */

UChar SC_(motion_lines)[MOTION_LINES / 8];

static UInt slot_of_latest(UInt i)
{
   return (next + 2 * MOTION_GENERATIONS - 1 - i) % MOTION_GENERATIONS;
}

static Runs* others_of(UInt slot)
{
   return &others[slot % MOTION_WHOLE];
}

/*--- What C has seen ---*/

static Bool is_noted(Addr a, SizeT bytes)
{
   for (UWord n = a / MOTION_LINE; n <= (a + bytes - 1) / MOTION_LINE; n++)
      if (SC_(motion_lines)[n % MOTION_LINES / 8] & (1U << n % 8))
         return True;
   return False;
}

void SC_(motion_forget)(Addr lo, Addr hi)
{
   for (UWord n = lo / MOTION_LINE; n <= hi / MOTION_LINE + 7; n += 8)
      SC_(motion_lines)[n % MOTION_LINES / 8] = 0;
}

/*--- Moves ---*/

void SC_(motion_begin)(MotionKind kind, UInt number, Stamp when)
{
   /* A collection that moved nothing leaves no trace. */
   const UInt latest = slot_of_latest(0);
   if (count > 0 && generations[latest].kept.n == 0 && others_of(latest)->n == 0) {
      next = latest;
      count--;
   }
   Generation* g = &generations[next];
   g->kind = kind;
   g->number = number;
   g->when = when;
   g->kept.n = others_of(next)->n = 0;
   next = (next + 1) % MOTION_GENERATIONS;
   if (count < MOTION_GENERATIONS)
      count++;
}

static void add_run(Runs* list, Run r)
{
   Run* last = list->n > 0 ? &list->at[list->n - 1] : NULL;
   if (last && last->from + last->bytes == r.from && last->to + last->bytes == r.to) {
      last->bytes += r.bytes;
      return;
   }
   if (list->n == list->room) {
      list->room = list->room ? 2 * list->room : 64;
      list->at = VG_(realloc)("sc.motion", list->at, list->room * sizeof *list->at);
   }
   list->at[list->n++] = r;
}

void SC_(motion_move)(Addr from, Addr to, SizeT bytes)
{
   if (count == 0 || from == to || bytes == 0)
      return;
   const UInt slot = slot_of_latest(0);
   const Bool kept = generations[slot].kind != MOTION_PROMOTION || is_noted(from, bytes);
   add_run(kept ? &generations[slot].kept : others_of(slot), (Run){ from, to, bytes });
}

/*--- Questions ---*/

static const Run* find_in(const Runs* list, Addr a, Bool forward)
{
   for (UWord i = list->n; i > 0; i--) {
      const Run* r = &list->at[i - 1];
      if (a - (forward ? r->from : r->to) < r->bytes)
         return r;
   }
   return NULL;
}

/* The move of the `i`th latest generation that brought something to `a` (or took it away from
   there, when `forward`). */
static Bool find(UInt i, Addr a, Bool forward, Motion* m)
{
   const UInt slot = slot_of_latest(i);
   const Generation* g = &generations[slot];
   const Run* r = find_in(&g->kept, a, forward);
   if (!r && i < MOTION_WHOLE)
      r = find_in(others_of(slot), a, forward);
   if (!r)
      return False;
   const Addr distance = a - (forward ? r->from : r->to);
   *m = (Motion){ g->kind, g->number, g->when, r->from + distance, r->to + distance };
   return True;
}

UInt SC_(motion_history)(Addr a, Motion* moves, UInt max)
{
   Motion left;
   UInt   n = 0;
   for (UInt i = 0; i < count && n < max; i++)
      if (find(i, a, False, &moves[n]))
         a = moves[n++].from;
      else if (find(i, a, True, &left))
         break; /* what was here went away: what is here was not here before */
   return n;
}

Bool SC_(motion_forward)(Addr a, Motion* move)
{
   for (UInt i = 0; i < count; i++)
      if (find(i, a, True, move))
         return True;
   return False;
}
