/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The moves of the last collections. */
#include "heap/motion.h"

typedef struct {
   Addr  from;
   Addr  to;
   SizeT bytes;
} Run;

/* Moves in the order in which they happened. No XArray: there is a run for nearly each block that survives, and one
   call of memcpy for each costs as much as all the rest. Nothing is copied to make room, and the pieces of forgotten
   moves serve the next: memory that is touched for the first time costs more than the moves. */
typedef struct Piece Piece;
struct Piece {
   Piece* older;
   UInt   n;
   Run    at[340]; /* a piece is 8 KiB */
};

typedef struct {
   Piece* newest; /* none is empty */
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
static Piece*     spare;

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

static void empty(Runs* list)
{
   while (list->newest) {
      Piece* p = list->newest;
      list->newest = p->older;
      p->older = spare;
      spare = p;
   }
}

void SC_(motion_begin)(MotionKind kind, UInt number, Stamp when)
{
   /* A collection that moved nothing leaves no trace. */
   const UInt latest = slot_of_latest(0);
   if (count > 0 && !generations[latest].kept.newest && !others_of(latest)->newest) {
      next = latest;
      count--;
   }
   Generation* g = &generations[next];
   g->kind = kind;
   g->number = number;
   g->when = when;
   empty(&g->kept);
   empty(others_of(next));
   next = (next + 1) % MOTION_GENERATIONS;
   if (count < MOTION_GENERATIONS)
      count++;
}

static Piece* add_piece(Runs* list)
{
   Piece* p = spare;
   if (p)
      spare = p->older;
   else
      p = VG_(malloc)("sc.motion", sizeof *p);
   p->older = list->newest;
   p->n = 0;
   list->newest = p;
   return p;
}

static void add_run(Runs* list, Run r)
{
   enum { ROOM = sizeof list->newest->at / sizeof *list->newest->at };
   Piece* p = list->newest;
   Run* last = p ? &p->at[p->n - 1] : NULL;
   if (last && last->from + last->bytes == r.from && last->to + last->bytes == r.to) {
      last->bytes += r.bytes;
      return;
   }
   if (!p || p->n == ROOM)
      p = add_piece(list);
   p->at[p->n++] = r;
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
   for (const Piece* p = list->newest; p; p = p->older)
      for (UInt i = p->n; i > 0; i--) {
         const Run* r = &p->at[i - 1];
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
