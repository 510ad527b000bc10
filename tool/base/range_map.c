/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sorted array of disjoint ranges. */
#include "base/range_map.h"

struct RangeMap {
   XArray* ranges; /* of Range, sorted by lo, disjoint, none empty */
};

RangeMap* SC_(range_map_new)(const HChar* cc)
{
   RangeMap* map = SC_(new)(cc, sizeof *map);
   map->ranges = VG_(newXA)(VG_(malloc), cc, VG_(free), sizeof(Range));
   return map;
}

void SC_(range_map_delete)(RangeMap* map)
{
   VG_(deleteXA)(map->ranges);
   VG_(free)(map);
}

UWord SC_(range_map_size)(const RangeMap* map)
{
   return (UWord)VG_(sizeXA)(map->ranges);
}

const Range* SC_(range_map_nth)(const RangeMap* map, UWord i)
{
   return VG_(indexXA)(map->ranges, (Word)i);
}

/* Index of the first range whose `hi` lies above `a`. */
static UWord first_above(const RangeMap* map, Addr a)
{
   UWord lo = 0, hi = SC_(range_map_size)(map);
   while (lo < hi) {
      const UWord mid = (lo + hi) / 2;
      if (SC_(range_map_nth)(map, mid)->hi > a)
         hi = mid;
      else
         lo = mid + 1;
   }
   return lo;
}

const Range* SC_(range_map_find)(const RangeMap* map, Addr a)
{
   const UWord i = first_above(map, a);
   if (i == SC_(range_map_size)(map))
      return NULL;
   const Range* r = SC_(range_map_nth)(map, i);
   return r->lo <= a ? r : NULL;
}

static void insert_at(RangeMap* map, UWord i, Addr lo, Addr hi, UWord data)
{
   const Range r = { lo, hi, data };
   if (lo < hi)
      VG_(insertIndexXA)(map->ranges, (Word)i, &r);
}

void SC_(range_map_unset)(RangeMap* map, Addr lo, Addr hi)
{
   if (lo >= hi)
      return;
   UWord i = first_above(map, lo);
   while (i < SC_(range_map_size)(map)) {
      const Range old = *SC_(range_map_nth)(map, i);
      if (old.lo >= hi)
         break;
      VG_(removeIndexXA)(map->ranges, (Word)i);
      if (old.hi > hi)
         insert_at(map, i, hi, old.hi, old.data);
      if (old.lo < lo)
         insert_at(map, i++, old.lo, lo, old.data);
   }
}

void SC_(range_map_set)(RangeMap* map, Addr lo, Addr hi, UWord data)
{
   if (lo >= hi)
      return;
   SC_(range_map_unset)(map, lo, hi);
   const UWord i = first_above(map, lo);
   if (i > 0) { /* grow the range below */
      Range* below = VG_(indexXA)(map->ranges, (Word)(i - 1));
      if (below->hi == lo && below->data == data) {
         lo = below->lo;
         SC_(range_map_unset)(map, lo, hi);
         SC_(range_map_set)(map, lo, hi, data);
         return;
      }
   }
   if (i < SC_(range_map_size)(map)) { /* grow the range above */
      Range* above = VG_(indexXA)(map->ranges, (Word)i);
      if (above->lo == hi && above->data == data) {
         above->lo = lo;
         return;
      }
   }
   insert_at(map, i, lo, hi, data);
}

void SC_(range_map_add)(RangeMap* map, Addr lo, Addr hi, UWord data)
{
   SC_(range_map_unset)(map, lo, hi);
   insert_at(map, first_above(map, lo), lo, hi, data);
}

void SC_(range_map_clear)(RangeMap* map)
{
   VG_(dropTailXA)(map->ranges, VG_(sizeXA)(map->ranges));
}
