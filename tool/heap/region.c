/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map of OCaml memory. */
#include "heap/region.h"

#include "base/clock.h"

UChar      SC_(heap_page)[PAGE_COUNT]; /* zero pages cost nothing until touched */
HeapBounds SC_(heap_bounds);

static RangeMap* regions;    /* as of the last look */
static RangeMap* told;       /* one by one: by the client, or by the runtime as it gets memory */
static RangeMap* gone;       /* given back; data: index in `gone_when` */
static XArray*   gone_when;  /* of Stamp */
static Bool      stale = True;
static Addr      changing_sp; /* at entry of the outermost function that changes the
                                 regions and may not have returned; 0: none */

void SC_(regions_init)(void)
{
   regions = SC_(range_map_new)("sc.regions");
   told = SC_(range_map_new)("sc.regions");
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
   const Runtime* rt = SC_(the_runtime)();
   if (rt && rt->regions_moved && rt->regions_moved(rt))
      stale = True;
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

/* Static data and single blocks share their pages with C's. */
static UChar mark_of(const Range* r)
{
   return r->data == REGION_STATIC || r->data == REGION_LARGE ? PAGE_MIXED : PAGE_HEAP;
}

static void mark_all(void)
{
   for (UWord i = 0; i < SC_(range_map_size)(regions); i++)
      mark_pages(SC_(range_map_nth)(regions, i), mark_of(SC_(range_map_nth)(regions, i)));
}

/* They never shrink: addresses of memory that was given back are watched, too. */
static void widen_bounds(Addr lo, Addr hi)
{
   HeapBounds* b = &SC_(heap_bounds);
   if (b->size && b->lo < lo)
      lo = b->lo;
   if (b->size && b->lo + b->size > hi)
      hi = b->lo + b->size;
   b->lo = lo;
   b->size = hi - lo;
}

static void take_bounds(void)
{
   const UWord n = SC_(range_map_size)(regions);
   if (n > 0)
      widen_bounds(SC_(range_map_nth)(regions, 0)->lo, SC_(range_map_nth)(regions, n - 1)->hi);
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

/* From now on what lies in [lo,hi) is known as given back. */
static void add_gone(Addr lo, Addr hi)
{
   const Stamp now = SC_(now)();
   VG_(addToXA)(gone_when, &now);
   SC_(range_map_set)(gone, lo, hi, (UWord)VG_(sizeXA)(gone_when) - 1);
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
   for (UWord i = 0; i < SC_(range_map_size)(told); i++) {
      const Range* r = SC_(range_map_nth)(told, i);
      SC_(range_map_add)(regions, r->lo, r->hi, r->data);
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

/* A heap grows by thousands of pools, so they are put into the copy as they come. */
static void one_mapped(Addr lo, Addr hi, RegionKind kind)
{
   const Range r = { lo, hi, kind };
   SC_(range_map_add)(told, lo, hi, kind);
   if (stale)
      return;
   SC_(range_map_add)(regions, lo, hi, kind);
   SC_(range_map_unset)(gone, lo, hi);
   mark_pages(&r, mark_of(&r));
   widen_bounds(lo, hi);
   if (watcher)
      watcher(lo, hi, True);
}

void SC_(region_mapped)(Addr lo, Addr hi, SizeT pool, RegionKind kind)
{
   if (pool == 0)
      one_mapped(lo, hi, kind);
   for (Addr a = lo; pool > 0 && a + pool <= hi; a += pool)
      one_mapped(a, a + pool, kind);
}

/* Pages that regions share stay marked: a mark proves nothing. */
void SC_(region_unmapped)(Addr lo, Addr hi)
{
   const Range* r;
   while ((r = SC_(range_map_find)(told, lo)) != NULL && r->hi <= hi) {
      const Range one = *r;
      SC_(range_map_unset)(told, one.lo, one.hi);
      lo = one.hi;
      if (stale)
         continue;
      SC_(range_map_unset)(regions, one.lo, one.hi);
      if (mark_of(&one) == PAGE_HEAP)
         mark_pages(&one, PAGE_OTHER);
      if (watcher)
         watcher(one.lo, one.hi, False);
      add_gone(one.lo, one.hi);
   }
}

void SC_(region_describe)(Addr lo, Addr hi)
{
   SC_(range_map_set)(told, lo, hi, REGION_DESCRIBED);
   stale = True;
}

void SC_(region_forget)(Addr lo, Addr hi)
{
   SC_(range_map_unset)(told, lo, hi);
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
