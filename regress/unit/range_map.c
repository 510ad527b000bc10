/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Range maps against a plain array: after each of many random changes both say
   the same of every address, and the map keeps its invariant. */
#include "base/range_map.h"
#include "native.h"
#include "tap.h"

#include "pub_tool_libcbase.h" // VG_(random)

#define SPACE 64
#define NOTHING (~(UWord)0)

static UWord model[SPACE];

/* Sorted, not empty, disjoint. */
static Bool consistent(const RangeMap* map)
{
   Addr last = 0;
   for (UWord i = 0; i < SC_(range_map_size)(map); i++) {
      const Range* r = SC_(range_map_nth)(map, i);
      if (r->lo >= r->hi || r->lo < last)
         return False;
      last = r->hi;
   }
   return True;
}

static Bool agrees(const RangeMap* map)
{
   for (Addr a = 0; a < SPACE; a++) {
      const Range* r = SC_(range_map_find)(map, a);
      if ((r ? r->data : NOTHING) != model[a])
         return False;
      if (r && !(r->lo <= a && a < r->hi))
         return False;
   }
   return True;
}

/* As few ranges as there can be: touching ranges of the same data are one. */
static Bool merged(const RangeMap* map)
{
   for (UWord i = 1; i < SC_(range_map_size)(map); i++) {
      const Range* below = SC_(range_map_nth)(map, i - 1);
      const Range* above = SC_(range_map_nth)(map, i);
      if (below->hi == above->lo && below->data == above->data)
         return False;
   }
   return True;
}

static void change(RangeMap* map, Addr lo, Addr hi, UWord data)
{
   if (data == NOTHING)
      SC_(range_map_unset)(map, lo, hi);
   else
      SC_(range_map_set)(map, lo, hi, data);
   for (Addr a = lo; a < hi; a++)
      model[a] = data;
}

static void random_changes(RangeMap* map, int rounds)
{
   UInt seed = 1;
   int bad_find = 0, bad_order = 0, bad_merge = 0;
   for (int i = 0; i < rounds; i++) {
      const Addr lo = VG_(random)(&seed) / 7 % SPACE;
      const Addr hi = VG_(random)(&seed) / 7 % (SPACE + 1);
      const UWord kind = VG_(random)(&seed) / 7 % 4;
      change(map, lo, hi, kind == 3 ? NOTHING : kind);
      bad_find += !agrees(map);
      bad_order += !consistent(map);
      bad_merge += !merged(map);
   }
   CHECK(bad_find == 0);
   CHECK(bad_order == 0);
   CHECK(bad_merge == 0);
}

int main(void)
{
   RangeMap* map = SC_(range_map_new)("unit");
   for (Addr a = 0; a < SPACE; a++)
      model[a] = NOTHING;
   CHECK(SC_(range_map_find)(map, 5) == NULL);
   change(map, 10, 20, 1);
   change(map, 30, 40, 1);
   change(map, 20, 30, 1);
   CHECK(SC_(range_map_size)(map) == 1);
   CHECK(SC_(range_map_find)(map, 9) == NULL && SC_(range_map_find)(map, 40) == NULL);
   change(map, 15, 15, 2);
   change(map, 25, 15, 2);
   CHECK(agrees(map));
   random_changes(map, 2000);
   SC_(range_map_clear)(map);
   CHECK(SC_(range_map_size)(map) == 0);
   SC_(range_map_delete)(map);
   CHECK(native_live_blocks() == 0);
   return tap_done();
}
