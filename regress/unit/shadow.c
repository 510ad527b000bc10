/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shadow memory against a plain array of tags, over a few chunks; sites. */
#include "provenance/shadow.h"
#include "provenance/site.h"
#include "tap.h"

#include "pub_tool_libcbase.h" // VG_(random)

#define BASE   (5 * SHADOW_CHUNK - 40 * 8) /* the end of a chunk, two whole ones, the start of one */
#define WORDS  (2 * (UInt)(SHADOW_CHUNK / 8) + 80)
#define ROUNDS 300

static Tag  model[WORDS];
static UInt seed = 5;

static UInt below(UInt n)
{
   return VG_(random)(&seed) / 7 % n;
}

static Addr at(UInt w)
{
   return BASE + w * 8;
}

/* The words [*lo,*hi); often whole chunks. */
static void some_words(UInt* lo, UInt* hi)
{
   *lo = below(4) == 0 ? 40 : below(WORDS);
   *hi = below(4) == 0 ? WORDS - 40 : *lo + below(WORDS - *lo + 1);
   if (*hi < *lo)
      *hi = *lo;
}

static void step(void)
{
   UInt lo, hi;
   some_words(&lo, &hi);
   switch (below(6)) {
   case 0:
      SC_(shadow_mark)(at(lo), at(hi));
      for (UInt w = lo; w < hi; w++)
         model[w] = TAG_MARK;
      break;
   case 1:
      SC_(shadow_unmark)(at(lo), at(hi));
      for (UInt w = lo; w < hi; w++)
         model[w] = 0;
      break;
   case 2:
      SC_(shadow_clear)(at(lo), at(hi));
      for (UInt w = lo; w < hi; w++)
         if (model[w] != TAG_MARK)
            model[w] = 0;
      break;
   default:
      for (UInt i = 0; i < 200; i++) {
         const UInt w = below(WORDS);
         const Tag t = SC_(tag)(below(100), 1 + below(1000));
         SC_(shadow_set)(at(w), t);
         if (model[w] != TAG_MARK)
            model[w] = t;
      }
   }
}

static UInt differences(void)
{
   UInt n = 0;
   for (UInt w = 0; w < WORDS; w++)
      n += SC_(shadow_get)(at(w)) != model[w] || SC_(shadow_get)(at(w) + 7) != model[w];
   return n;
}

/* An overlapping copy in either direction; OCaml's words give no tag. */
static void check_copy(void)
{
   SC_(shadow_unmark)(at(0), at(WORDS));
   for (UInt w = 0; w < 20; w++)
      SC_(shadow_set)(at(w), SC_(tag)(w, 1));
   SC_(shadow_copy)(at(3), at(0), 20 * 8);
   CHECK(SC_(shadow_get)(at(3)) == SC_(tag)(0, 1) && SC_(shadow_get)(at(22)) == SC_(tag)(19, 1));
   SC_(shadow_copy)(at(0), at(3), 20 * 8);
   CHECK(SC_(shadow_get)(at(0)) == SC_(tag)(0, 1) && SC_(shadow_get)(at(19)) == SC_(tag)(19, 1));
   SC_(shadow_mark)(at(50), at(51));
   SC_(shadow_set)(at(60), SC_(tag)(1, 1));
   SC_(shadow_copy)(at(60), at(50), 8);
   CHECK(SC_(shadow_get)(at(60)) == 0);
   CHECK(SC_(shadow_get)(at(50)) == TAG_MARK);
}

static void check_sites(void)
{
   const UInt a = SC_(site)(SITE_ARGUMENT, 0x1000, 0, 1);
   const UInt b = SC_(site)(SITE_ARGUMENT, 0x1000, 0, 2);
   CHECK(a != 0 && b != 0 && a != b);
   CHECK(SC_(site)(SITE_ARGUMENT, 0x1000, 0, 1) == a);
   for (UInt i = 0; i < 10000; i++)
      SC_(site)(SITE_FIELD, 0, 0x2000 + i, 0);
   CHECK(SC_(site)(SITE_ARGUMENT, 0x1000, 0, 2) == b);
   CHECK(SC_(site_nth)(b)->n == 2 && SC_(site_nth)(b)->kind == SITE_ARGUMENT);
   CHECK(SC_(site_nth)(0)->kind == SITE_UNKNOWN);
   CHECK(SC_(site_nth)(1U << 23)->kind == SITE_UNKNOWN);
}

int main(void)
{
   UInt wrong = 0;
   SC_(shadow_init)();
   CHECK(SC_(shadow_get)(at(0)) == 0);
   for (UInt i = 0; i < ROUNDS; i++) {
      step();
      wrong += differences();
   }
   CHECK(wrong == 0);
   check_copy();
   check_sites();
   return tap_done();
}
