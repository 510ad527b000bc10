/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The epoch and the last GC points. */
#include "provenance/gc_point.h"

#include "heap/gc.h"

#define REMEMBERED (1UL << 18)

ULong SC_(epoch) = 1;
ULong SC_(tags_over) = (1UL << SITE_BITS) - 1;
ULong SC_(gc_points_crossed);

static GcPoint last[REMEMBERED]; /* by epoch; touched as the program goes on */

void SC_(gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip)
{
   SC_(epoch)++;
   SC_(tags_over) = SC_(tag)(0, SC_(epoch)) - 1;
   SC_(gc_points_crossed)++;
   const GcPoint p = { kind, SC_(gc_minors)(), SC_(gc_compactions)(), f, ip, SC_(epoch), 0, 0 };
   last[SC_(epoch) % REMEMBERED] = p;
}

void SC_(gc_point_allocates)(Addr lo, Addr hi)
{
   last[SC_(epoch) % REMEMBERED].lo = lo;
   last[SC_(epoch) % REMEMBERED].hi = hi;
}

const GcPoint* SC_(gc_point_after)(ULong epoch)
{
   const GcPoint* p = &last[(epoch + 1) % REMEMBERED];
   return p->epoch == epoch + 1 ? p : NULL;
}
