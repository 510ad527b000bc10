/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The epochs and the last GC points. */
#include "provenance/gc_point.h"

#include "heap/gc.h"
#include "pub_tool_threadstate.h" // VG_N_THREADS

#define REMEMBERED (1UL << 18)

ULong SC_(moment) = 1, SC_(epoch) = 1, SC_(epoch_before);
ULong SC_(gc_points_crossed);

static GcPoint last[REMEMBERED]; /* by number; touched as the program goes on */

/* The epochs of those who do not run. */
typedef struct {
   Addr  domain; /* 0: of a thread without the lock */
   ULong epoch, epoch_before;
} Epochs;

static XArray* all;     /* of Epochs: one for each thread, by its number, then one for each domain */
static UInt    current; /* index in it; 0 until somebody tells */

void SC_(gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip)
{
   SC_(epoch_before) = SC_(epoch);
   SC_(epoch) = ++SC_(moment);
   SC_(gc_points_crossed)++;
   const GcPoint p = { kind, SC_(gc_minors)(), SC_(gc_compactions)(), f, ip, SC_(epoch), 0, 0, current };
   last[SC_(epoch) % REMEMBERED] = p;
}

void SC_(gc_point_allocates)(Addr lo, Addr hi)
{
   last[SC_(epoch) % REMEMBERED].lo = lo;
   last[SC_(epoch) % REMEMBERED].hi = hi;
}

const GcPoint* SC_(gc_point_after)(ULong epoch)
{
   for (ULong e = epoch + 1; e <= SC_(epoch) && e <= epoch + REMEMBERED; e++) {
      const GcPoint* p = &last[e % REMEMBERED];
      if (p->epoch != e)
         return NULL;
      if (p->whose == current)
         return p;
   }
   return NULL;
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
   SC_(epoch) = nth(current)->epoch;
   SC_(epoch_before) = nth(current)->epoch_before;
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
