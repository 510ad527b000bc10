/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where OCaml memory is. The truth is in the program's own variables; this is a
   copy, taken again when a runtime function that changes them has been entered.
   Regions that are told of one by one are kept beside it: by client requests, and by the
   runtime of 5.x when it gets memory.

   Invariant: once a runtime function that changes the regions has returned, the
   next question looks again. While it runs (it may call finalisers, which ask) the
   answers are those of that moment. */
#ifndef SC_REGION_H
#define SC_REGION_H

#include "base/base.h"
#include "base/range_map.h"
#include "runtime/runtime.h"

void SC_(regions_init)(void);

/* A runtime function that changes the regions has been entered with stack pointer
   `sp`. */
void SC_(regions_changing)(Addr sp);

/* Client code runs with stack pointer `sp`: makes SC_(heap_page) true again. Cheap
   when nothing has changed. */
void SC_(regions_refresh)(Addr sp);

/* The region that holds `a`, or NULL. `data` of the range is a RegionKind. */
const Range* SC_(region_of)(Addr a);

/* Memory of the heap that the running program has just got: pools of `pool' bytes each, or
   one block (REGION_LARGE). And all of it in [lo,hi) that it is about to give back. */
void SC_(region_mapped)(Addr lo, Addr hi, SizeT pool, RegionKind kind);
void SC_(region_unmapped)(Addr lo, Addr hi);

/* Told by the client: [lo,hi) is, or is no longer, heap. */
void SC_(region_describe)(Addr lo, Addr hi);
void SC_(region_forget)(Addr lo, Addr hi);

/* Was `a` once in a region that has been given back? `*when` is the last moment
   at which that was noticed. */
Bool SC_(region_was)(Addr a, Stamp* when);

/* Is or was `a` in a region? */
Bool SC_(heap_address)(Addr a);

const RangeMap* SC_(regions)(void);

/* Is `a` in a region of the heap, movable or static? Quick. */
static inline Bool SC_(in_heap)(Addr a);

/* All regions lie, and have lain, in [lo,lo+size): read by instrumented code. */
typedef struct {
   Addr  lo;
   UWord size;
} HeapBounds;
extern HeapBounds SC_(heap_bounds);

/* `changed` is told of each region that appears (`heap`) or is gone: first of all
   that are gone. */
void SC_(regions_watch)(void (*changed)(Addr lo, Addr hi, Bool heap));

/* One byte per 4 KiB page of client memory: does it hold a part of a region?
   PAGE_INDEX folds addresses beyond the table onto it, so a hit proves nothing. */
enum {
   PAGE_OTHER,
   PAGE_HEAP,  /* of a movable region */
   PAGE_MIXED  /* of static data, which shares pages with C variables */
};
#define PAGE_BITS  12
#define PAGE_COUNT (1UL << 25)
#define PAGE_INDEX(a) (((a) >> PAGE_BITS) & (PAGE_COUNT - 1))
extern UChar SC_(heap_page)[PAGE_COUNT];

static inline Bool SC_(in_heap)(Addr a)
{
   if (a - SC_(heap_bounds).lo >= SC_(heap_bounds).size)
      return False;
   const UChar page = SC_(heap_page)[PAGE_INDEX(a)];
   return page == PAGE_HEAP || (page == PAGE_MIXED && SC_(region_of)(a));
}

#endif
