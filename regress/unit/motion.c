/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Motion against a naive model that follows each word through its moves. */
#include "heap/motion.h"
#include "tap.h"

#include "pub_tool_libcbase.h" // VG_(random)

#include <stdio.h>

#define SPACE  256 /* words */
#define BASE   0x10000UL
#define ROUNDS 400

/* What is at each word now: an identity, and where it was before each move. */
typedef struct {
   UInt id; /* 0: nothing that has moved or been put here */
   UInt moves;
   UInt number[MOTION_GENERATIONS * 2];
   UInt from[MOTION_GENERATIONS * 2];
} Word_;

static Word_ space[SPACE], after[SPACE];
static UInt  seed = 11, last_id;

static UInt below(UInt n)
{
   return VG_(random)(&seed) / 7 % n;
}

static Addr at(UInt w)
{
   return BASE + w * 8;
}

static void put_new(UInt w)
{
   space[w].id = ++last_id;
   space[w].moves = 0;
}

/* Everything slides down over gaps, or (as a promotion) part of the upper half goes
   to free words of the lower. */
static void collection(UInt number)
{
   const Bool compaction = below(4) == 0;
   const Stamp when = { 0, number };
   SC_(motion_begin)(compaction ? MOTION_COMPACTION : MOTION_PROMOTION, number, when);
   UInt to = 0;
   for (UInt w = 0; w < SPACE; w++)
      after[w] = space[w];
   for (UInt w = compaction ? 0 : SPACE / 2; w < SPACE; w++) {
      if (!space[w].id)
         continue;
      if (!compaction) {
         after[w].id = 0;
         if (below(3))
            continue; /* died */
         while (to < SPACE / 2 && after[to].id)
            to++;
         if (to == SPACE / 2)
            continue;
      } else if (w >= SPACE / 2)
         break;
      if (to != w) {
         SC_(motion_note)(at(w));
         SC_(motion_move)(at(w), at(to), 8);
         Word_* k = &after[to];
         *k = space[w];
         if (k->moves < MOTION_GENERATIONS * 2) {
            k->number[k->moves] = number;
            k->from[k->moves++] = w;
         }
         after[w].id = 0;
      }
      to++;
   }
   for (UInt w = 0; w < SPACE; w++)
      space[w] = after[w];
}

/* The last moves of word `w` are as recorded, the latest first, as long as they
   were at most MOTION_GENERATIONS collections ago. */
static Bool agrees(UInt w, UInt number)
{
   Motion m[8];
   const UInt n = SC_(motion_history)(at(w), m, 8);
   const Word_* k = &space[w];
   Addr to = at(w);
   for (UInt i = 0; i < n; i++) {
      if (i >= k->moves || k->number[k->moves - 1 - i] != m[i].number
          || at(k->from[k->moves - 1 - i]) != m[i].from || m[i].to != to)
         return False;
      to = m[i].from;
   }
   return n == 8 || n == k->moves || k->number[k->moves - 1 - n] + MOTION_GENERATIONS <= number + 1;
}

/* A minor heap at 0xa00000, emptied many times: of one block in each that C has seen, and of one that it has not. */
static void promotions(Stamp when)
{
   Motion m;
   for (UInt i = 1; i <= MOTION_GENERATIONS; i++) {
      SC_(motion_begin)(MOTION_PROMOTION, i, when);
      SC_(motion_note)(0xa00008);
      SC_(motion_move)(0xa00000, 0xb00000 + i * 4096, 16);
      SC_(motion_move)(0xa00800, 0xb00800 + i * 4096, 16);
      SC_(motion_forget)(0xa00000, 0xa01000);
   }
   CHECK(SC_(motion_history)(0xb01000, &m, 1) == 1 && m.from == 0xa00000 && m.number == 1);
   CHECK(SC_(motion_history)(0xb01800, &m, 1) == 0);
   const UInt late = MOTION_GENERATIONS - MOTION_WHOLE;
   CHECK(SC_(motion_history)(0xb00800 + late * 4096, &m, 1) == 0);
   CHECK(SC_(motion_history)(0xb01800 + late * 4096, &m, 1) == 1 && m.from == 0xa00800);
   SC_(motion_begin)(MOTION_PROMOTION, 99, when); /* all was forgotten: nobody has seen the first block of this one */
   SC_(motion_move)(0xa00000, 0xc00000, 16);
   for (UInt i = 0; i < MOTION_WHOLE; i++) {
      SC_(motion_begin)(MOTION_PROMOTION, 100 + i, when);
      SC_(motion_move)(0xa00000, 0xd00000, 16);
   }
   CHECK(SC_(motion_history)(0xc00000, &m, 1) == 0);
}

int main(void)
{
   UInt wrong = 0, checked = 0;
   Motion m[4];
   CHECK(SC_(motion_history)(BASE, m, 4) == 0 && !SC_(motion_forward)(BASE, m));
   for (UInt r = 1; r <= ROUNDS; r++) {
      for (UInt w = SPACE / 2; w < SPACE; w++)
         if (below(2))
            put_new(w);
      for (UInt w = 0; w < SPACE / 2; w++)
         if (below(2) == 0)
            space[w].id = 0;
      collection(r);
      for (UInt w = 0; w < SPACE; w++)
         if (space[w].id) {
            checked++;
            wrong += !agrees(w, r);
         }
   }
   printf("# %u words compared, %u wrong\n", checked, wrong);
   CHECK(checked > 10000);
   CHECK(wrong == 0);
   const Stamp when = { 0, 1000 };
   SC_(motion_begin)(MOTION_COMPACTION, 7, when);
   SC_(motion_move)(0x900000, 0x800000, 64);
   SC_(motion_move)(0x900040, 0x800040, 64); /* one run with the former */
   CHECK(SC_(motion_forward)(0x900058, m) && m->to == 0x800058 && m->number == 7);
   CHECK(!SC_(motion_forward)(0x900080, m) && !SC_(motion_forward)(0x8fffff, m));
   CHECK(SC_(motion_history)(0x800058, m, 4) == 1 && m[0].from == 0x900058);
   CHECK(m[0].kind == MOTION_COMPACTION && m[0].when.event == 1000);
   /* A new block at the address that was left has no history. */
   SC_(motion_begin)(MOTION_COMPACTION, 8, when);
   SC_(motion_move)(0x800000, 0x700000, 64);
   CHECK(SC_(motion_history)(0x800000, m, 4) == 0);
   CHECK(SC_(motion_history)(0x700000, m, 4) == 2 && m[1].from == 0x900000);
   promotions(when);
   return tap_done();
}
