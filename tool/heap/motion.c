/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The moves of the last collections. */
#include "heap/motion.h"

typedef struct {
   Addr to;
   UInt from; /* bytes behind the piece's `base` */
   UInt bytes;
} Run;

/* Moves in the order in which they happened. No XArray: there is a run for nearly each block that survives, and one
   call of memcpy for each costs as much as all the rest. Nothing is copied to make room, and the pieces of forgotten
   moves serve the next: memory that is touched for the first time costs more than the moves. */
typedef struct Piece Piece;
struct Piece {
   Piece* older;
   Addr   base;
   UInt   n;
   Run    at[510]; /* a piece is 8 KiB */
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

static Piece* add_piece(Runs* list, Addr base)
{
   Piece* p = spare;
   if (p)
      spare = p->older;
   else
      p = VG_(malloc)("sc.motion", sizeof *p);
   p->older = list->newest;
   p->base = base;
   p->n = 0;
   list->newest = p;
   return p;
}

/* Of less than 2 GiB. */
static void add_run(Runs* list, Addr from, Addr to, UInt bytes)
{
   enum { ROOM = sizeof list->newest->at / sizeof *list->newest->at, SIDE = 1U << 30 };
   Piece* p = list->newest;
   Run* last = p ? &p->at[p->n - 1] : NULL;
   if (last && p->base + last->from + last->bytes == from && last->to + last->bytes == to
       && last->bytes + bytes > last->bytes) {
      last->bytes += bytes;
      return;
   }
   if (!p || p->n == ROOM || from - p->base > (UInt)-1)
      p = add_piece(list, from - SIDE);
   p->at[p->n++] = (Run){ to, (UInt)(from - p->base), bytes };
}

void SC_(motion_move)(Addr from, Addr to, SizeT bytes)
{
   enum { PART = 1U << 30 };
   if (count == 0 || from == to || bytes == 0)
      return;
   const UInt slot = slot_of_latest(0);
   const Bool kept = generations[slot].kind != MOTION_PROMOTION || is_noted(from, bytes);
   Runs* list = kept ? &generations[slot].kept : others_of(slot);
   for (; bytes > PART; bytes -= PART, from += PART, to += PART)
      add_run(list, from, to, PART);
   add_run(list, from, to, (UInt)bytes);
}

/*--- Questions ---*/

/* What moved to `a`, or from there when `forward`, and by how far. */
static Bool find_in(const Runs* list, Addr a, Bool forward, Motion* m)
{
   for (const Piece* p = list->newest; p; p = p->older)
      for (UInt i = p->n; i > 0; i--) {
         const Run* r = &p->at[i - 1];
         const Addr from = p->base + r->from;
         const Addr distance = a - (forward ? from : r->to);
         if (distance < r->bytes) {
            m->from = from + distance;
            m->to = r->to + distance;
            return True;
         }
      }
   return False;
}

/* The move of the `i`th latest generation that brought something to `a` (or took it away from
   there, when `forward`). */
static Bool find(UInt i, Addr a, Bool forward, Motion* m)
{
   const UInt slot = slot_of_latest(i);
   const Generation* g = &generations[slot];
   if (!find_in(&g->kept, a, forward, m) && (i >= MOTION_WHOLE || !find_in(others_of(slot), a, forward, m)))
      return False;
   m->kind = g->kind;
   m->number = g->number;
   m->when = g->when;
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
