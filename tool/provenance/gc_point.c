/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The epochs and the last GC points. */
#include "provenance/gc_point.h"

#include "heap/gc.h"

#define REMEMBERED (1UL << 18)

ULong SC_(moment) = 1, SC_(epoch) = 1, SC_(epoch_before);
ULong SC_(gc_points_crossed);

static GcPoint last[REMEMBERED]; /* by number; touched as the program goes on */

/* Domains that have run C code, while they do not run. */
typedef struct {
   Addr  state;
   ULong epoch, epoch_before;
} DomainEpochs;

static XArray* domains; /* of DomainEpochs */
static UInt    running; /* index in it */

void SC_(gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip)
{
   SC_(epoch_before) = SC_(epoch);
   SC_(epoch) = ++SC_(moment);
   SC_(gc_points_crossed)++;
   const GcPoint p = { kind, SC_(gc_minors)(), SC_(gc_compactions)(), f, ip, SC_(epoch), 0, 0, running };
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
      if (p->domain == running)
         return p;
   }
   return NULL;
}

static UInt index_of(Addr state)
{
   const Word n = VG_(sizeXA)(domains);
   for (Word i = 0; i < n; i++)
      if (((const DomainEpochs*)VG_(indexXA)(domains, i))->state == state)
         return (UInt)i;
   /* The first is the one that ran before anybody asked. */
   const DomainEpochs d = { state, n == 0 ? SC_(epoch) : 1, SC_(epoch_before) };
   VG_(addToXA)(domains, &d);
   return (UInt)n;
}

void SC_(domain_runs)(Addr domain)
{
   if (!domains)
      domains = VG_(newXA)(VG_(malloc), "sc.gc_point", VG_(free), sizeof(DomainEpochs));
   const UInt next = index_of(domain);
   DomainEpochs* d = VG_(indexXA)(domains, running);
   d->epoch = SC_(epoch);
   d->epoch_before = SC_(epoch_before);
   running = next;
   d = VG_(indexXA)(domains, running);
   SC_(epoch) = d->epoch;
   SC_(epoch_before) = d->epoch_before;
}
