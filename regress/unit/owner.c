/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners in the situations that programs bring about, one by one; and that a
   hundred thousand of them cost little. */
#include "heap/owner.h"
#include "native_heap.h"
#include "tap.h"

#include "heap/gc.h"
#include "heap/block.h"
#include "heap/region.h"
#include "runtime/value.h"

#include <stdio.h>
#include <time.h>

static Addr plain, final, bigarray;
static Addr next_c = 0x500000000;

static CBlock* c_block(void)
{
   return SC_(cblock_born)(next_c += 64, 40, FAMILY_MALLOC, native_where());
}

static void minor_begin(void)
{
   SC_(gc_event)(EVENT_MINOR_BEGIN, 1, 0, 0);
}

static void minor_end(void)
{
   SC_(gc_event)(EVENT_MINOR_PROMOTED, 1, 0, 0);
   native_minor_empty();
   CHECK(SC_(owners_consistent)() == NULL);
}

static void minor_all_die(void)
{
   minor_begin();
   minor_end();
}

static void stores(void)
{
   CBlock* c = c_block();
   CBlock* d = c_block();
   const Addr v = native_custom(3, plain);
   const UInt s = 100;
   native_stack(s);
   native_store(v + 8, c->addr);
   CHECK(c->owners && c->owners->slot == v + 8 && c->owners->block && c->owners->block->addr == v);
   CHECK(c->owners->where == native_where() && c->owners->block->made_where == native_where());
   native_store(v + 8, c->addr); /* the same again makes nothing */
   CHECK(c->owners->next_in_cblock == NULL);
   native_stack(s + 1);
   native_store(v + 16, c->addr); /* a second word of the same block does */
   CHECK(c->owners->slot == v + 16 && c->owners->block == c->owners->next_in_cblock->block);
   native_store(v + 8, d->addr);
   CHECK(c->owners->next_in_cblock->state == OWNER_CLEARED && SC_(cblock_is_owned)(c));
   native_store(v + 16, 0);
   CHECK(!SC_(cblock_is_owned)(c) && SC_(cblock_is_owned)(d));
   native_store(v + 16, 0x1234); /* no C block's address */
   CHECK(!SC_(cblock_is_owned)(c));
   HChar* name = SC_(owner_block_name)(d->owners->block);
   CHECK_TEXT(name, "custom \"unit.plain\"");
   CHECK(SC_(owners_consistent)() == NULL);
   minor_all_die();
}

static void no_owners(void)
{
   CBlock* c = c_block();
   const Addr record = native_minor_alloc(2, 0);
   native_store(record, c->addr); /* scannable */
   native_store(native_static.lo + 8, c->addr);
   native_store(native_data.hi - 8, c->addr);
   SC_(owners_settle)();
   CHECK(!SC_(cblock_is_owned)(c));
   minor_all_die();
}

/* A word that is in no known block waits for the walk. */
static void abstracts(void)
{
   CBlock* c = c_block();
   CBlock* d = c_block();
   const Addr old = native_minor_alloc(2, TAG_ABSTRACT);
   for (UInt i = 0; i < 200; i++)
      *native_word(native_minor_alloc(1, 0)) = 1;
   native_stack(7);
   native_store(old + 8, c->addr);
   native_stack(8);
   native_store(old, d->addr);
   CHECK(c->owners->block == NULL && SC_(cblock_is_owned)(c));
   SC_(owners_settle)();
   CHECK(c->owners->block && c->owners->block->addr == old && c->owners->block == d->owners->block);
   CHECK(c->owners->block->made_where == native_stack(7)); /* the first in time */
   HChar* name = SC_(owner_block_name)(c->owners->block);
   CHECK_TEXT(name, "abstract block");
   minor_all_die();
   CHECK(c->owners->block->dying);
   minor_all_die();
   CHECK(c->owners->state == OWNER_DIED && !SC_(cblock_is_owned)(c));
}

static void promoted_swept(void)
{
   CBlock* c = c_block();
   CBlock* d = c_block();
   const Addr v = native_custom(2, plain), w = native_custom(2, final);
   native_store(v + 8, c->addr);
   native_store(w + 8, d->addr);
   minor_begin();
   const Addr v2 = native_promote(v), w2 = native_promote(w);
   minor_end();
   const OwnerBlock* b = c->owners->block;
   CHECK(b->addr == v2 && !b->young && c->owners->slot == v2 + 8 && SC_(cblock_is_owned)(c));
   CHECK(d->owners->slot == w2 + 8);
   *native_word(v2 - 8) = HEADER(2, WHITE, TAG_CUSTOM);
   *native_word(w2 - 8) = HEADER(2, WHITE, TAG_CUSTOM);
   SC_(gc_event)(EVENT_FREE_RUN, 1, v2, native_major.hi); /* white, white, then blue */
   CHECK(b->state == OWNER_DIED && c->owners->state == OWNER_DIED && !SC_(cblock_is_owned)(c));
   CHECK(d->owners->block->dying && d->owners->state == OWNER_HOLDS);
   OwnerBlock* f = SC_(owner_block_of)(w2);
   CHECK(f == d->owners->block);
   SC_(owner_finalised)(f);
   CHECK(f->state == OWNER_FINALISED && !SC_(cblock_is_owned)(d));
   *native_word(v2 - 8) = HEADER(5, BLUE, 0);
   CHECK(SC_(owners_consistent)() == NULL);
   /* The memory is another block's now: it owns by itself. */
   const Addr x = native_major_alloc(5, TAG_CUSTOM);
   CHECK(x == v2);
   *native_word(x) = plain;
   native_store(x + 4 * 8, d->addr); /* the word that w2 + 8 was */
   SC_(owners_settle)(); /* the header of w2 is still there: only a walk tells */
   CHECK(x + 4 * 8 == w2 + 8 && SC_(cblock_is_owned)(d) && d->owners->block->addr == x);
   CHECK(d->owners->next_in_cblock->state != OWNER_HOLDS);
   CHECK(SC_(owners_consistent)() == NULL);
   /* A black block ends a run. */
   SC_(gc_event)(EVENT_FREE_RUN, 1, x, native_major.hi);
   CHECK(SC_(cblock_is_owned)(d));
}

/* Compaction moves a block onto the address of one that its finaliser ended. */
static void compacted(void)
{
   CBlock* c = c_block();
   CBlock* d = c_block();
   const Addr a = native_major_alloc(2, TAG_CUSTOM), b = native_major_alloc(2, TAG_CUSTOM);
   *native_word(a) = final;
   *native_word(b) = final;
   native_store(a + 8, c->addr);
   native_store(b + 8, d->addr);
   *native_word(a - 8) &= ~(3UL << 8);
   SC_(gc_event)(EVENT_FREE_RUN, 1, a, native_major.hi);
   SC_(owner_finalised)(SC_(owner_block_of)(a));
   CHECK(SC_(gc_compaction_begin)(100, native_where()) == SC_(gc_compactions)());
   CHECK(SC_(gc_compacting)(50) && SC_(gc_compaction_flag));
   SC_(gc_block_copied)(b - 8, a - 8, 24);
   VG_(memcpy)(native_word(a - 8), native_word(b - 8), 24);
   CHECK(!SC_(gc_compacting)(101) && !SC_(gc_compaction_flag));
   CHECK(SC_(owners_consistent)() == NULL);
   CHECK(d->owners->slot == a + 8 && d->owners->block->addr == a && SC_(cblock_is_owned)(d));
   CHECK(c->owners->state == OWNER_FINALISED);
   CHECK(SC_(owner_block_of)(a) == d->owners->block);
}

/* A young block dies; before the next collection its memory is another's. */
static void young_reused(void)
{
   CBlock* c = c_block();
   const Addr v = native_custom(2, plain);
   native_store(v + 8, c->addr);
   minor_all_die();
   const Addr w = native_custom(2, plain);
   CHECK(w == v);
   native_store(w + 8, c->addr);
   CHECK(c->owners->next_in_cblock && c->owners->next_in_cblock->state == OWNER_DIED);
   minor_begin();
   const Addr w2 = native_promote(w);
   minor_end();
   CHECK(c->owners->slot == w2 + 8 && SC_(cblock_is_owned)(c));
}

/* The header of an old block below, in memory that is not used yet, is no block. */
static void stale_header(void)
{
   CBlock* c = c_block();
   const Addr old = native_custom(4, plain);
   minor_all_die();
   const Addr v = native_minor_alloc(2, TAG_ABSTRACT);
   CHECK(v > old && v < old + 4 * 8); /* within what the old one was */
   native_store(v, c->addr);
   CHECK(c->owners->block && c->owners->block->addr == v);
   minor_begin();
   const Addr v2 = native_promote(v);
   minor_end();
   minor_all_die();
   CHECK(SC_(cblock_is_owned)(c));
   CHECK(c->owners->block->addr == v2);
}

static void duplicated(void)
{
   CBlock* c = c_block();
   const Addr v = native_custom(2, final);
   native_store(v + 8, c->addr);
   native_stack(55);
   SC_(owner_duplicated)(v, native_where);
   CHECK(c->owners->slot == 0 && c->owners->block == NULL && c->owners->where == native_where());
   const Addr w = native_custom(2, final);
   *native_word(w + 8) = c->addr;
   OwnerBlock* b = SC_(owner_block_of)(w); /* its finaliser runs */
   CHECK(b && b->addr == w && b->made_where == native_where());
   CHECK(c->owners->slot == w + 8 && c->owners->block == b);
   CHECK(SC_(owners_consistent)() == NULL);
   minor_all_die();
}

static void bigarrays(void)
{
   CBlock* c = c_block();
   native_stack(66);
   SC_(owner_bigarray)(c->addr, native_where()); /* caml_ba_alloc is entered */
   const Addr v = native_custom(6, bigarray);
   *native_word(v + 8) = c->addr;
   *native_word(v + 24) = BIGARRAY_MANAGED;
   SC_(owners_settle)();
   CHECK(c->owners && c->owners->block && c->owners->block->addr == v);
   CHECK(c->owners->where == native_stack(66) && c->owners->block->flags == BIGARRAY_MANAGED);
   HChar* name = SC_(owner_block_name)(c->owners->block);
   CHECK_TEXT(name, "bigarray (CAML_BA_MANAGED)");
   /* It dies, and another over the same data takes its place. */
   minor_all_die();
   SC_(owner_bigarray)(c->addr, native_where());
   const Addr w = native_custom(6, bigarray);
   CHECK(w == v);
   *native_word(w + 8) = c->addr;
   minor_begin();
   const Addr w2 = native_promote(w);
   minor_end();
   CHECK(SC_(cblock_is_owned)(c) && c->owners->slot == w2 + 8);
}

static void finaliser_clears(void)
{
   CBlock* c = c_block();
   const Addr v = native_custom(2, final);
   native_store(v + 8, c->addr);
   minor_begin();
   SC_(gc_event)(EVENT_MINOR_PROMOTED, 1, 0, 0);
   SC_(owner_finalised)(SC_(owner_block_of)(v));
   native_store(v + 8, 0);
   CHECK(c->owners->state == OWNER_CLEARED && c->owners->block->state == OWNER_FINALISED);
   native_minor_empty();
   minor_all_die();
   CHECK(c->owners->block->state == OWNER_FINALISED);
}

static void described(void)
{
   CBlock* c = c_block();
   CBlock* d = c_block();
   const Addr lo = 0x900000000;
   SC_(region_describe)(lo, lo + 4096);
   CHECK(SC_(gc_described_born)(lo + 64, 32) == NULL);
   SC_(owner_described)(lo + 64, c->addr, native_where());
   SC_(owner_described)(lo + 64, d->addr, native_where());
   SC_(owner_described)(lo + 64, d->addr, native_where()); /* told twice */
   CHECK(SC_(cblock_is_owned)(c) && SC_(cblock_is_owned)(d) && !d->owners->next_in_cblock);
   CHECK(SC_(owners_consistent)() == NULL);
   SC_(gc_described_begin)(True, native_where());
   CHECK(SC_(gc_described_move)(lo + 64, lo + 256) == NULL);
   CHECK(SC_(gc_described_end)() == NULL);
   CHECK(c->owners->block && c->owners->block->addr == lo + 256);
   CHECK(SC_(owners_consistent)() == NULL);
   SC_(owner_block_died)(lo + 256);
   CHECK(c->owners->state == OWNER_DIED && d->owners->state == OWNER_DIED);
   CHECK(SC_(owners_consistent)() == NULL);
}

/* Abstract blocks, the slow way, filling the minor heap again and again. */
static void many(void)
{
   enum { N = 100000 };
   const clock_t start = clock();
   CBlock* c = c_block();
   UInt made = 0, held = 0;
   while (made < N) {
      const Addr v = native_minor_alloc(2, TAG_ABSTRACT);
      if (!v) {
         minor_all_die();
         continue;
      }
      made++;
      *native_word(v) = *native_word(v + 8) = 0;
      native_store(v, c->addr);
      if (made > N - 100)
         held++;
   }
   SC_(owners_settle)();
   const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
   printf("# %d owners: %.2f s\n", N, seconds);
   CHECK(seconds < 20 && held == 100);
   CHECK(SC_(owners_consistent)() == NULL && SC_(cblock_is_owned)(c));
}

/* As above, but each store is late: its block is found by the walk only. */
static void many_late(void)
{
   enum { N = 100000 };
   static Addr vs[N];
   const clock_t start = clock();
   CBlock* c = c_block();
   UInt placed = 0;
   minor_all_die();
   for (UInt i = 0; i < N; i++) {
      vs[i] = native_minor_alloc(1, TAG_ABSTRACT);
      *native_word(vs[i]) = 0;
   }
   for (UInt i = 0; i < N; i++)
      native_store(vs[i], c->addr);
   SC_(owners_settle)();
   for (const Owner* o = c->owners; o; o = o->next_in_cblock)
      placed += o->block != NULL && o->block->addr == o->slot;
   const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
   printf("# %d late owners: %.2f s\n", N, seconds);
   CHECK(placed == N && seconds < 20);
}

int main(void)
{
   native_heap_init(262144, 65536, 1 << 20);
   plain = native_ops("unit.plain", 0);
   final = native_ops("unit.final", 0x400000);
   bigarray = native_ops("_bigarr02", 0x400100);
   stores();
   no_owners();
   abstracts();
   promoted_swept();
   compacted();
   young_reused();
   stale_header();
   duplicated();
   bigarrays();
   finaliser_clears();
   described();
   many();
   many_late();
   return tap_done();
}
