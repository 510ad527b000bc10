/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of described blocks against a naive one: one owner per byte. */
#include "heap/described.h"
#include "tap.h"

#include "pub_tool_libcbase.h" // VG_(random)

#define SPACE  300
#define BASE   0x10000UL
#define ROUNDS 20000

static Addr begins[SPACE + 1]; /* of the block that holds this byte, or 0 */
static UInt seed = 5;

static UInt below(UInt n)
{
   return VG_(random)(&seed) / 7 % n;
}

static Addr naive_overlap(UInt lo, UInt hi)
{
   for (UInt i = lo; i < hi; i++)
      if (begins[i])
         return begins[i];
   return 0;
}

static Bool add_or_refuse(void)
{
   const UInt bytes = below(20);
   const UInt room = bytes ? bytes : 1;
   const UInt lo = below(SPACE - room);
   const Addr other = SC_(described_overlap)(BASE + lo, BASE + lo + room);
   if (other != naive_overlap(lo, lo + room))
      return False;
   if (other)
      return True;
   SC_(described_add)(BASE + lo, bytes);
   for (UInt i = lo; i < lo + room; i++)
      begins[i] = BASE + lo;
   return True;
}

static Bool remove_or_refuse(void)
{
   const UInt at = below(SPACE);
   const Addr begin = begins[at];
   if (SC_(described_remove)(BASE + at) != (begin == BASE + at))
      return False;
   for (UInt i = at; begin == BASE + at && begins[i] == begin; i++)
      begins[i] = 0;
   return True;
}

static Bool looks_right(UInt at)
{
   Addr lo, hi;
   if (!SC_(described_block)(BASE + at, &lo, &hi))
      return begins[at] == 0;
   return lo == begins[at] && begins[hi - BASE - 1] == lo && begins[hi - BASE] != lo;
}

int main(void)
{
   Addr lo, hi;
   CHECK(!SC_(described_block)(BASE, &lo, &hi) && !SC_(described_remove)(BASE)
         && SC_(described_overlap)(0, BASE) == 0);
   Bool right = True;
   for (UInt i = 0; i < ROUNDS && right; i++) {
      right = below(3) ? add_or_refuse() : remove_or_refuse();
      right = right && looks_right(below(SPACE));
   }
   CHECK(right);
   return tap_done();
}
