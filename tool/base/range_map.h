/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Disjoint address ranges, each with one word of data; look-up by binary
   search. For things that are few and change seldom (code classes, regions of
   the heap): setting is linear, finding is logarithmic.

   Invariant: ranges are sorted by `lo`, not empty and do not overlap. */
#ifndef SC_RANGE_MAP_H
#define SC_RANGE_MAP_H

#include "base/base.h"

typedef struct {
   Addr  lo; /* first address */
   Addr  hi; /* first address after it */
   UWord data;
} Range;

typedef struct RangeMap RangeMap;

RangeMap* SC_(range_map_new)(const HChar* cc);
void      SC_(range_map_delete)(RangeMap* map);

/* Makes [lo,hi) carry `data`, whatever it carried before; touching ranges with
   the same data become one. Nothing happens when lo >= hi. */
void SC_(range_map_set)(RangeMap* map, Addr lo, Addr hi, UWord data);

/* The same, but it stays a range of its own. */
void SC_(range_map_add)(RangeMap* map, Addr lo, Addr hi, UWord data);

/* Makes [lo,hi) belong to no range. */
void SC_(range_map_unset)(RangeMap* map, Addr lo, Addr hi);

void SC_(range_map_clear)(RangeMap* map);

/* The range that holds `a`, or NULL. Valid until the map changes. */
const Range* SC_(range_map_find)(const RangeMap* map, Addr a);

/* Ranges in order of address. */
UWord        SC_(range_map_size)(const RangeMap* map);
const Range* SC_(range_map_nth)(const RangeMap* map, UWord i);

#endif
