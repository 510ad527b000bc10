/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map of OCaml memory. */
#include "heap/region.h"

#include "base/clock.h"

UChar      SC_(heap_page)[PAGE_COUNT]; /* zero pages cost nothing until touched */
HeapBounds SC_(heap_bounds);

static RangeMap* regions;    /* as of the last look */
static RangeMap* described;  /* told by the client */
static RangeMap* gone;       /* given back; data: index in `gone_when` */
static XArray*   gone_when;  /* of Stamp */
static Bool      stale = True;
static Addr      changing_sp; /* at entry of the outermost function that changes the
                                 regions and may not have returned; 0: none */

void SC_(regions_init)(void)
{
   regions = SC_(range_map_new)("sc.regions");
   described = SC_(range_map_new)("sc.regions");
   gone = SC_(range_map_new)("sc.regions");
   gone_when = VG_(newXA)(VG_(malloc), "sc.regions", VG_(free), sizeof(Stamp));
}

void SC_(regions_changing)(Addr sp)
{
   stale = True;
   if (sp > changing_sp)
      changing_sp = sp;
}

void SC_(regions_refresh)(Addr sp)
{
   if (changing_sp && sp > changing_sp) {
      changing_sp = 0;
      stale = True;
   }
   SC_(regions)();
}

static void (*watcher)(Addr lo, Addr hi, Bool heap);

void SC_(regions_watch)(void (*changed)(Addr lo, Addr hi, Bool heap))
{
   watcher = changed;
}

static void mark_pages(const Range* r, UChar mark)
{
   for (Addr page = r->lo >> PAGE_BITS; page <= (r->hi - 1) >> PAGE_BITS; page++)
      SC_(heap_page)[page & (PAGE_COUNT - 1)] = mark;
}

static void unmark_all(void)
{
   for (UWord i = 0; i < SC_(range_map_size)(regions); i++)
      mark_pages(SC_(range_map_nth)(regions, i), PAGE_OTHER);
}

static void mark_all(void)
{
   for (UWord i = 0; i < SC_(range_map_size)(regions); i++) {
      const Range* r = SC_(range_map_nth)(regions, i);
      mark_pages(r, r->data == REGION_STATIC ? PAGE_MIXED : PAGE_HEAP);
   }
}

/* They never shrink: addresses of memory that was given back are watched, too. */
static void take_bounds(void)
{
   HeapBounds* b = &SC_(heap_bounds);
   const UWord n = SC_(range_map_size)(regions);
   if (n == 0)
      return;
   Addr lo = SC_(range_map_nth)(regions, 0)->lo, hi = SC_(range_map_nth)(regions, n - 1)->hi;
   if (b->size && b->lo < lo)
      lo = b->lo;
   if (b->size && b->lo + b->size > hi)
      hi = b->lo + b->size;
   b->lo = lo;
   b->size = hi - lo;
}

/* Tells the watcher of the ranges of `these` that are not the same in `those`. */
static void tell_differences(const RangeMap* these, const RangeMap* those, Bool heap)
{
   for (UWord i = 0; watcher && i < SC_(range_map_size)(these); i++) {
      const Range* r = SC_(range_map_nth)(these, i);
      const Range* same = SC_(range_map_find)(those, r->lo);
      if (!same || same->lo != r->lo || same->hi != r->hi)
         watcher(r->lo, r->hi, heap);
   }
}

static void add_region(Addr lo, Addr hi, RegionKind kind, void* opaque)
{
   SC_(range_map_set)(opaque, lo, hi, kind);
}

/* What `before` held of the movable kinds and `regions` does not. */
static void remember_gone(const RangeMap* before)
{
   const Stamp now = SC_(now)();
   VG_(addToXA)(gone_when, &now);
   const UWord index = (UWord)VG_(sizeXA)(gone_when) - 1;
   Bool any = False;
   for (UWord i = 0; i < SC_(range_map_size)(before); i++) {
      const Range* r = SC_(range_map_nth)(before, i);
      const Range* still = SC_(range_map_find)(regions, r->lo);
      if (r->data == REGION_STATIC || (still && still->hi >= r->hi))
         continue;
      SC_(range_map_set)(gone, r->lo, r->hi, index);
      any = True;
   }
   if (!any)
      VG_(dropTailXA)(gone_when, 1);
   for (UWord i = 0; i < SC_(range_map_size)(regions); i++) {
      const Range* r = SC_(range_map_nth)(regions, i);
      SC_(range_map_unset)(gone, r->lo, r->hi);
   }
}

static void look_again(void)
{
   const Runtime* rt = SC_(the_runtime)();
   RangeMap* before = regions;
   stale = False;
   unmark_all();
   regions = SC_(range_map_new)("sc.regions");
   if (rt)
      rt->regions(rt, add_region, regions);
   for (UWord i = 0; i < SC_(range_map_size)(described); i++) {
      const Range* r = SC_(range_map_nth)(described, i);
      SC_(range_map_set)(regions, r->lo, r->hi, r->data);
   }
   mark_all();
   take_bounds();
   tell_differences(before, regions, False);
   tell_differences(regions, before, True);
   remember_gone(before);
   SC_(range_map_delete)(before);
}

const RangeMap* SC_(regions)(void)
{
   if (stale)
      look_again();
   return regions;
}

const Range* SC_(region_of)(Addr a)
{
   return SC_(range_map_find)(SC_(regions)(), a);
}

void SC_(region_describe)(Addr lo, Addr hi)
{
   SC_(range_map_set)(described, lo, hi, REGION_DESCRIBED);
   stale = True;
}

void SC_(region_forget)(Addr lo, Addr hi)
{
   SC_(range_map_unset)(described, lo, hi);
   stale = True;
}

Bool SC_(region_was)(Addr a, Stamp* when)
{
   SC_(regions)();
   const Range* r = SC_(range_map_find)(gone, a);
   if (!r)
      return False;
   *when = *(const Stamp*)VG_(indexXA)(gone_when, (Word)r->data);
   return True;
}

Bool SC_(heap_address)(Addr a)
{
   Stamp when;
   return SC_(in_heap)(a) || SC_(region_was)(a, &when);
}
