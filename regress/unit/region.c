/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where OCaml memory is: when the map is looked at again, the pages, what is gone.
   Which block holds an address, in each kind of region. */
#include "heap/region.h"
#include "native_heap.h"
#include "tap.h"

#include "base/clock.h"
#include "heap/block.h"
#include "heap/custom.h"
#include "heap/described.h"
#include "runtime/value.h"

static UWord kind_of(Addr a)
{
   const Range* r = SC_(region_of)(a);
   return r ? r->data : 0;
}

static void kinds(void)
{
   CHECK(kind_of(native_minor.lo) == REGION_MINOR && kind_of(native_minor.lo - 1) == 0);
   CHECK(kind_of(native_major.hi - 1) == REGION_MAJOR);
   CHECK(kind_of(native_static.lo) == REGION_STATIC && kind_of(native_data.lo) == 0);
   CHECK(SC_(heap_page)[PAGE_INDEX(native_minor.lo)] && SC_(heap_page)[PAGE_INDEX(native_major.hi - 1)]);
   CHECK(SC_(heap_page)[PAGE_INDEX(native_static.lo)] == PAGE_MIXED && !SC_(heap_page)[PAGE_INDEX(native_data.lo)]);
}

/* The function at stack pointer 100 takes the upper half of the chunk away. */
static void changes(void)
{
   const Area chunk = native_major;
   const Addr middle = chunk.lo + (chunk.hi - chunk.lo) / 2;
   Stamp when;
   const UInt looks = native_looks;
   SC_(region_of)(chunk.lo);
   SC_(regions_refresh)(1000);
   CHECK(native_looks == looks); /* nothing has changed: no look */
   SC_(event)();
   SC_(regions_changing)(100);
   CHECK(kind_of(middle) == REGION_MAJOR && native_looks == looks + 1); /* not done yet */
   SC_(regions_changing)(60); /* one within it */
   native_major.hi = middle;
   SC_(regions_refresh)(90); /* a finaliser that it calls: still inside */
   CHECK(kind_of(middle) == 0);
   native_major.hi = middle - 4096;
   SC_(regions_refresh)(90);
   CHECK(kind_of(middle - 4096) == REGION_MAJOR); /* as of the moment of the last entry */
   SC_(regions_refresh)(101); /* it has returned */
   CHECK(kind_of(middle - 4096) == 0);
   CHECK(!SC_(heap_page)[PAGE_INDEX(middle)] && SC_(heap_page)[PAGE_INDEX(chunk.lo)]);
   CHECK(SC_(region_was)(middle, &when) && when.event == SC_(now)().event);
   CHECK(!SC_(region_was)(chunk.lo, &when) && !SC_(region_was)(native_data.lo, &when));
   native_major = chunk;
   SC_(regions_changing)(100);
   SC_(regions_refresh)(101);
   CHECK(kind_of(middle) == REGION_MAJOR && !SC_(region_was)(middle, &when));
}

static void unloaded(void)
{
   const Area data = native_static;
   Stamp when;
   native_static.hi = data.lo + 4096;
   SC_(regions_changing)(100);
   SC_(regions_refresh)(101);
   CHECK(kind_of(data.hi - 8) == 0 && !SC_(region_was)(data.hi - 8, &when)); /* it never moved */
   native_static = data;
   SC_(regions_changing)(100);
   SC_(regions_refresh)(101);
}

static Addr block_of(Addr a)
{
   Block b;
   return SC_(block_at)(a, &b) ? b.addr : 0;
}

static void in_minor(void)
{
   Block b;
   const Addr v = native_minor_alloc(3, TAG_STRING), w = native_minor_alloc(0, 0);
   const Addr x = native_minor_alloc(1, TAG_CUSTOM);
   CHECK(block_of(v - 8) == v && block_of(v) == v && block_of(v + 23) == v);
   CHECK(block_of(w - 8) == w && block_of(x + 7) == x);
   CHECK(block_of(x - 16) == 0 && block_of(native_minor.lo) == 0);
   CHECK(SC_(block_at)(v, &b) && b.region == REGION_MINOR && !b.free && SC_(block_bytes)(&b) == 24);
   CHECK(SC_(block_read)(v, &b) && b.header == HEADER(3, BLACK, TAG_STRING));
   CHECK(!SC_(block_read)(native_data.lo + 64, &b) && !SC_(block_read)(8, &b) && !SC_(block_read)(0, &b));
}

static Bool count(const Block* b, void* n)
{
   ++*(UInt*)n;
   return *(UInt*)n < 3;
}

static void in_major(void)
{
   Block b;
   UInt  n = 0;
   const Addr v = native_major_alloc(4, TAG_DOUBLE), w = native_major_alloc(2, 0);
   CHECK(block_of(w + 15) == w && block_of(v + 31) == v);
   CHECK(SC_(block_at)(w + 64, &b) && b.free && b.addr == w + 24);
   native_major_alloc(2, 0);
   SC_(blocks_walk)(w, count, &n);
   CHECK(n == 3); /* stopped there, of four */
   CHECK(SC_(blocks_consistent)() == 0);
   const UWord hd = *native_word(w - 8);
   *native_word(w - 8) = HEADER(1 << 30, BLACK, 0); /* longer than its chunk */
   CHECK(SC_(blocks_consistent)() == w - 8 && block_of(w) == 0 && block_of(v) == v);
   *native_word(w - 8) = hd;
   native_has_runtime = False;
   CHECK(block_of(v) == 0);
   native_has_runtime = True;
}

static void in_static(void)
{
   Block b;
   const Addr v = native_static.lo + 48;
   *native_word(v - 8) = HEADER(3, BLACK, 0);
   *native_word(v) = *native_word(v + 8) = *native_word(v + 16) = 1;
   CHECK(SC_(block_at)(v + 16, &b) && b.addr == v && b.region == REGION_STATIC);
   CHECK(block_of(v + 24) == 0);
}

static void in_described(void)
{
   const Addr lo = 0xa00000000;
   Block b;
   SC_(region_describe)(lo, lo + 4096);
   CHECK(kind_of(lo + 4095) == REGION_DESCRIBED && block_of(lo + 8) == 0);
   SC_(described_add)(lo + 8, 24);
   CHECK(SC_(block_at)(lo + 31, &b) && b.addr == lo + 8 && SC_(block_bytes)(&b) == 24);
   CHECK(block_of(lo + 32) == 0);
   CHECK(!SC_(described_remove)(lo + 9)); /* no block begins there */
   CHECK(SC_(described_remove)(lo + 8) && block_of(lo + 8) == 0);
   SC_(region_forget)(lo, lo + 4096);
   CHECK(kind_of(lo) == 0);
}

static void customs(void)
{
   const Addr ops = native_ops("unit.res", 0x400000), ba = native_ops("_bigarr02", 0);
   const UWord hd = HEADER(2, BLACK, TAG_CUSTOM);
   const Addr v = native_custom(2, ops), w = native_custom(2, ba);
   const CustomOps* c = SC_(custom_ops)(v, hd);
   CHECK(c && c->finalize == 0x400000 && !c->bigarray && c == SC_(custom_ops)(v, hd));
   CHECK_TEXT(c->identifier, "unit.res");
   CHECK(SC_(custom_ops)(w, hd)->bigarray);
   CHECK(SC_(custom_ops)(v, HEADER(2, BLACK, TAG_ABSTRACT)) == NULL);
   CHECK(SC_(custom_ops)(v, HEADER(0, BLACK, TAG_CUSTOM)) == NULL);
   *native_word(v) = 0x10; /* not readable */
   CHECK(SC_(custom_ops)(v, hd) == NULL);
   *native_word(v) = ops;
   *native_word(ops) = 0x10; /* the name is not: the record is remembered */
   CHECK(SC_(custom_ops)(v, hd) == c);
   /* The record's memory is another's; who knows the old one still may ask it. */
   *native_word(ops + 8) = 0x500000;
   const CustomOps* d = SC_(custom_ops)(v, hd);
   CHECK(d && d != c && d->finalize == 0x500000 && c->finalize == 0x400000);
   CHECK_TEXT(d->identifier, "");
   CHECK_TEXT(SC_(bigarray_flag_name)(0x207), "CAML_BA_MANAGED");
   CHECK_TEXT(SC_(bigarray_flag_name)(0x007), "CAML_BA_EXTERNAL");
   CHECK_TEXT(SC_(bigarray_flag_name)(0x400), "CAML_BA_MAPPED_FILE");
}

int main(void)
{
   native_heap_init(4096, 4096, 1000);
   kinds();
   changes();
   unloaded();
   in_minor();
   in_major();
   in_static();
   in_described();
   customs();
   return tap_done();
}
