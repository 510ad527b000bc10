/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The quarantine: in order of release, blocks that are owned kept longest, memory
   given back exactly once and never for maps; cheap with a million blocks. */
#include "heap/cblock.h"
#include "native_heap.h"
#include "tap.h"

#include "base/clock.h"
#include "heap/owner.h"
#include "runtime/value.h"

#include <stdio.h>
#include <time.h>

static void release(Addr a)
{
   const Release r = { .where = native_where(), .when = SC_(event)(), .family = FAMILY_MALLOC };
   SC_(cblock_released)(SC_(cblock_at)(a), &r);
}

static void born(Addr a, SizeT bytes)
{
   SC_(cblock_born)(a, bytes, FAMILY_MALLOC, native_where());
}

static void in_order(void)
{
   for (Addr a = 0x1000; a <= 0x5000; a += 0x1000) {
      born(a, 400);
      release(a);
      CHECK(SC_(cblocks_consistent)() == NULL);
   }
   /* 1500 bytes hold two blocks of 400 and their records: the last two of five. */
   CHECK(native_given_back == 3 && native_last_given_back == 0x3000);
   CHECK(SC_(cblock_at)(0x3000) == NULL && SC_(cblock_at)(0x4000) != NULL);
   CHECK(SC_(cblock_at)(0x4000)->state == CBLOCK_QUARANTINED);
   CHECK(SC_(cblock_holding)(0x4000 + 399) == SC_(cblock_at)(0x4000));
   CHECK(SC_(cblock_holding)(0x4000 + 400) == NULL);
   born(0x6000, 5000); /* larger than the quarantine: all go, this one too */
   release(0x6000);
   CHECK(native_given_back == 6 && SC_(cblock_at)(0x6000) == NULL);
   CHECK(SC_(cblocks_consistent)() == NULL);
}

static void owned_stay(void)
{
   const Addr ops = native_ops("unit.res", 0);
   const Addr v = native_custom(2, ops);
   native_given_back = 0;
   born(0x10000, 400);
   CBlock* owned = SC_(cblock_at)(0x10000);
   native_store(v + WORD_BYTES, 0x10000);
   CHECK(SC_(cblock_is_owned)(owned));
   release(0x10000);
   for (Addr a = 0x11000; a < 0x20000; a += 0x1000) {
      born(a, 400);
      release(a);
   }
   CHECK(SC_(cblock_at)(0x10000) == owned && owned->state == CBLOCK_QUARANTINED);
   CHECK(native_given_back == 14); /* 16 were released, 2 are held */
   born(0x30000, 900); /* no room for both: the other one goes */
   release(0x30000);
   CHECK(SC_(cblock_at)(0x10000) == owned && SC_(cblock_at)(0x30000) == NULL);
   born(0x40000, 900); /* both are owned: one goes all the same */
   native_store(v + 2 * WORD_BYTES, 0x40000);
   release(0x40000);
   CHECK(SC_(cblock_at)(0x10000) == NULL && owned->state == CBLOCK_GONE);
   CHECK(owned->owners != NULL && owned->owners->cblock == owned);
   CHECK(SC_(cblocks_consistent)() == NULL && SC_(owners_consistent)() == NULL);
   /* The address is used again: the same word makes a new owner. */
   born(0x10000, 40);
   native_store(v + WORD_BYTES, 0x10000);
   CHECK(SC_(cblock_at)(0x10000)->owners != NULL && owned->owners->state == OWNER_CLEARED);
   native_store(v + WORD_BYTES, 0);
   CHECK(!SC_(cblock_is_owned)(SC_(cblock_at)(0x10000)));
   release(0x10000);
}

static void maps(void)
{
   born(0x40000, 16);
   release(0x40000);
   const UInt before = native_given_back;
   SC_(cblock_born)(0x7000000, 1UL << 30, FAMILY_MAP, native_where());
   release(0x7000000);
   CHECK(native_last_given_back != 0x7000000);
   /* The kernel gives the address out again. */
   SC_(cblock_born)(0x7000000, 4096, FAMILY_MAP, native_where());
   CHECK(SC_(cblock_at)(0x7000000)->state == CBLOCK_LIVE);
   CHECK(SC_(cblocks_consistent)() == NULL);
   CHECK(native_given_back >= before && native_last_given_back != 0x7000000);
}

/* A large map in quarantine holds no memory, so it drives no block out. */
static void maps_cost_little(void)
{
   born(0x50000, 100);
   release(0x50000);
   SC_(cblock_born)(0x8000000, 1UL << 30, FAMILY_MAP, native_where());
   release(0x8000000);
   CHECK(SC_(cblock_at)(0x50000) != NULL);
   CHECK(SC_(cblock_at)(0x8000000) != NULL);
}

static UInt* given; /* how often each block of `many' was given back */

static void count_given(Addr a)
{
   if (a >= 0x100000000)
      given[(a - 0x100000000) / 64]++;
}

static void many(void)
{
   enum { N = 1000000 };
   const clock_t start = clock();
   UWord wrong = 0, back = 0;
   given = VG_(calloc)("unit", N, sizeof *given);
   native_on_give_back = count_given;
   for (UWord i = 0; i < N; i++)
      born(0x100000000 + i * 64, i % 3 == 0 ? 0 : 48);
   for (UWord i = 0; i < N; i++)
      release(0x100000000 + i * 64);
   for (UWord i = 0; i < N; i++) {
      const Bool known = SC_(cblock_at)(0x100000000 + i * 64) != NULL;
      wrong += given[i] != (known ? 0u : 1u);
      back += given[i];
   }
   const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
   printf("# %d blocks: %.2f s, %lu given back\n", N, seconds, back);
   CHECK(wrong == 0);
   CHECK(back > N / 2); /* blocks of no bytes go as well */
   CHECK(seconds < 20);
   CHECK(SC_(cblocks_consistent)() == NULL);
}

int main(void)
{
   native_heap_init(4096, 4096, 1500);
   in_order();
   owned_stay();
   maps();
   native_quarantine(1 << 20);
   maps_cost_little();
   many();
   return tap_done();
}
