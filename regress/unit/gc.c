/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collections as the model sees them: counted, their moves recorded when C code may
   have seen the addresses, compactions found by time. */
#include "heap/gc.h"
#include "native_heap.h"
#include "tap.h"

#include "base/clock.h"
#include "heap/motion.h"
#include "runtime/value.h"

/* Two blocks, one of which survives; returns where it was and is. */
static void collect(Addr* from, Addr* to)
{
   *from = native_minor_alloc(3, TAG_STRING);
   (void)native_minor_alloc(2, 0);
   SC_(gc_event)(EVENT_MINOR_BEGIN, 1, 0, 0);
   *to = native_promote(*from);
   SC_(gc_event)(EVENT_MINOR_PROMOTED, 1, 0, 0);
   native_minor_empty();
}

static void promotions(void)
{
   Addr from, to;
   Motion m;
   collect(&from, &to);
   CHECK(SC_(gc_minors)() == 1 && !SC_(motion_forward)(from, &m)); /* no C code has run */
   SC_(gc_c_code_ran)();
   collect(&from, &to);
   CHECK(SC_(motion_forward)(from + 16, &m) && m.to == to + 16 && m.number == 2);
   CHECK(m.kind == MOTION_PROMOTION && !SC_(motion_forward)(from + 24, &m));
   CHECK(SC_(motion_history)(to, &m, 1) == 1 && m.from == from);
   const Addr before = to;
   collect(&from, &to); /* no C code since: the record stays */
   CHECK(SC_(motion_history)(to, &m, 1) == 0 && SC_(motion_history)(before, &m, 1) == 1);
   CHECK(SC_(gc_minors)() == 3);
}

static void compactions(void)
{
   const Stamp start = SC_(event)();
   Motion m;
   CHECK(SC_(gc_compactions)() == 0 && !SC_(gc_compaction_flag));
   CHECK(SC_(gc_compaction_begin)(100, native_stack(5)) == 1 && SC_(gc_compaction_flag));
   const Stamp first = SC_(now)();
   CHECK(SC_(gc_compacting)(100) && SC_(gc_compacting)(99));
   const Addr hp = native_major.lo + 800;
   SC_(gc_block_copied)(hp, native_major.lo, 32);
   SC_(gc_block_copied)(native_data.lo, native_data.lo + 64, 32); /* no block of the heap */
   SC_(gc_block_copied)(hp + 32, native_major.lo + 32, 8);        /* no block: too small */
   CHECK(!SC_(gc_compacting)(101) && !SC_(gc_compaction_flag));
   CHECK(SC_(motion_forward)(hp + 8, &m) && m.to == native_major.lo + 8);
   CHECK(m.kind == MOTION_COMPACTION && m.number == 1);
   CHECK(!SC_(motion_forward)(native_data.lo, &m) && !SC_(motion_forward)(hp + 32, &m));
   const Stamp between = SC_(event)();
   CHECK(SC_(gc_compaction_begin)(100, native_stack(6)) == 2);
   SC_(gc_compacting)(101);
   const Compaction* c = SC_(gc_compaction_between)(start, SC_(now)());
   CHECK(c && c->where == native_stack(5) && c->when.event == first.event);
   CHECK(SC_(gc_compaction_between)(between, SC_(now)())->where == native_stack(6));
   CHECK(SC_(gc_compaction_between)(start, start) == NULL);
   CHECK(SC_(gc_compaction_between)(start, first) == c && SC_(gc_compaction_between)(first, between) == NULL);
}

int main(void)
{
   native_heap_init(4096, 4096, 1000);
   promotions();
   compactions();
   return tap_done();
}
