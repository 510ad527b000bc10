/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The epochs and the last GC points. */
#include "provenance/gc_point.h"

#include "heap/gc.h"
#include "pub_tool_threadstate.h" // VG_N_THREADS

/* What is remembered of a GC point. There are many, one behind the other in memory, so they are small. */
typedef struct {
   const RuntimeFunction* f;
   Addr  ip : 48;
   ULong whose : 16; /* an index of epochs */
   UInt  minors;
   UInt  kind : 4;
   UInt  compactions : 28;
} Remembered;

#define REMEMBERED (1UL << 17)

/* Blocks that were allocated in line. */
typedef struct {
   ULong epoch;
   Addr  lo, hi;
} InLine;

#define IN_LINE 4096

ULong SC_(moment) = 1, SC_(epoch) = 1, SC_(epoch_before);
ULong SC_(tags_over) = (1UL << SITE_BITS) - 1;
ULong SC_(gc_points_crossed);

static Remembered last[REMEMBERED]; /* by number; touched as the program goes on */
static InLine     in_line[IN_LINE]; /* the same */

/* The epochs of those who do not run. */
typedef struct {
   Addr  domain; /* 0: of a thread without the lock */
   ULong epoch, epoch_before;
} Epochs;

static XArray* all;     /* of Epochs: one for each thread, by its number, then one for each domain */
static UInt    current; /* index in it; 0 until somebody tells */

static void begin(ULong epoch, ULong before)
{
   SC_(epoch) = epoch;
   SC_(epoch_before) = before;
   SC_(tags_over) = SC_(tag)(0, epoch) - 1;
}

void SC_(gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip)
{
   begin(++SC_(moment), SC_(epoch));
   SC_(gc_points_crossed)++;
   last[SC_(epoch) % REMEMBERED] = (Remembered){ f, ip, current, SC_(gc_minors)(), kind, SC_(gc_compactions)() };
}

void SC_(gc_point_allocates)(Addr lo, Addr hi)
{
   in_line[SC_(epoch) % IN_LINE] = (InLine){ SC_(epoch), lo, hi };
}

static GcPoint point_of(ULong epoch)
{
   const Remembered* r = &last[epoch % REMEMBERED];
   const InLine* b = &in_line[epoch % IN_LINE];
   GcPoint p = { r->kind, r->minors, r->compactions, r->f, r->ip, epoch, 0, 0 };
   if (b->epoch == epoch) {
      p.lo = b->lo;
      p.hi = b->hi;
   }
   return p;
}

Bool SC_(gc_point_after)(ULong epoch, GcPoint* p)
{
   if (epoch + REMEMBERED < SC_(moment))
      return False;
   for (ULong e = epoch + 1; e <= SC_(epoch); e++)
      if (last[e % REMEMBERED].whose == (current & 0xFFFF)) {
         *p = point_of(e);
         return True;
      }
   return False;
}

static Epochs* nth(UInt i)
{
   return VG_(indexXA)(all, (Word)i);
}

static void change_to(UInt next)
{
   nth(current)->epoch = SC_(epoch);
   nth(current)->epoch_before = SC_(epoch_before);
   current = next;
   begin(nth(current)->epoch, nth(current)->epoch_before);
}

static void add(Addr domain, ULong epoch)
{
   const Epochs e = { domain, epoch, 0 };
   VG_(addToXA)(all, &e);
}

static void make_all(void)
{
   if (all)
      return;
   all = VG_(newXA)(VG_(malloc), "sc.gc_point", VG_(free), sizeof(Epochs));
   for (UInt i = 0; i < VG_N_THREADS; i++)
      add(0, 1);
}

/* The first domain goes on where those left off who ran before anybody told. */
void SC_(epochs_of_domain)(Addr domain)
{
   make_all();
   const UInt n = (UInt)VG_(sizeXA)(all);
   UInt i = VG_N_THREADS;
   while (i < n && nth(i)->domain != domain)
      i++;
   if (i == n)
      add(domain, n == VG_N_THREADS ? SC_(epoch) : 1);
   change_to(i);
}

void SC_(epochs_of_thread)(ThreadId unlocked)
{
   make_all();
   change_to(unlocked);
}
