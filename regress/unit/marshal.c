/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A value that OCaml 4.13 has marshalled, read; and what is left of it when it is damaged. */
#include "runtime/marshal.h"

#include "native.h"
#include "tap.h"

/* let s = "hello" in
   Marshal.to_string (s, s, [300; -5], 3L, 2.5, [|1.0; 2.0|], String.make 40 'x', -100000, max_int, None) [] */
static const UChar sample[] =
   "\x84\x95\xa6\xbe\x00\x00\x00\x75\x00\x00\x00\x08\x00\x00\x00\x2c\x00\x00\x00\x22\x08\x00\x00\x28\x00\x25\x68\x65"
   "\x6c\x6c\x6f\x04\x01\xa0\x01\x01\x2c\xa0\x00\xfb\x40\x19\x5f\x6a\x00\x00\x00\x00\x00\x00\x00\x00\x03\x0c\x00\x00"
   "\x00\x00\x00\x00\x04\x40\x0e\x02\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x00\x00\x00\x00\x00\x00\x40\x09\x28\x78\x78"
   "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78"
   "\x78\x78\x78\x78\x78\x78\x78\x78\x78\x78\x02\xff\xfe\x79\x60\x03\x3f\xff\xff\xff\xff\xff\xff\xff\x40";

enum { SIZE = sizeof sample - 1 };

static Bool is_text(const Marshalled* m, Item item, const HChar* wanted)
{
   SizeT n;
   const HChar* s = SC_(marshalled_string)(m, item, &n);
   return s && n == VG_(strlen)(wanted) && VG_(memcmp)(s, wanted, n) == 0;
}

static void test_sample(void)
{
   SizeT used = 0, n = 0;
   Marshalled* m = SC_(unmarshal)(sample, SIZE, &used);
   CHECK(m != NULL && used == SIZE && SC_(marshalled_size)(sample, SIZE) == SIZE);
   const Item root = SC_(marshalled_root)(m);
   CHECK(SC_(marshalled_fields)(m, root) == 10);
   CHECK(is_text(m, SC_(marshalled_field)(m, root, 0), "hello"));
   CHECK(SC_(marshalled_field)(m, root, 1) == SC_(marshalled_field)(m, root, 0)); /* shared */
   const Item list = SC_(marshalled_field)(m, root, 2);
   CHECK(SC_(marshalled_int)(SC_(marshalled_field)(m, list, 0)) == 300);
   CHECK(SC_(marshalled_int)(SC_(marshalled_field)(m, SC_(marshalled_field)(m, list, 1), 0)) == -5);
   CHECK(SC_(marshalled_string)(m, SC_(marshalled_field)(m, root, 6), &n) != NULL && n == 40); /* behind the numbers */
   CHECK(SC_(marshalled_int)(SC_(marshalled_field)(m, root, 7)) == -100000);
   CHECK(SC_(marshalled_int)(SC_(marshalled_field)(m, root, 8)) == 0x3fffffffffffffff);
   CHECK(SC_(marshalled_field)(m, root, 9) == 1 && SC_(marshalled_field)(m, root, 10) == 1);
   CHECK(SC_(marshalled_fields)(m, SC_(marshalled_field)(m, root, 0)) == 0);
   SC_(marshalled_delete)(m);
}

static void try(const UChar* bytes, SizeT size)
{
   SizeT used;
   Marshalled* m = SC_(unmarshal)(bytes, size, &used);
   if (!m)
      return;
   for (UWord i = 0; i < SC_(marshalled_fields)(m, SC_(marshalled_root)(m)); i++)
      SC_(marshalled_field)(m, SC_(marshalled_field)(m, SC_(marshalled_root)(m), i), 0);
   SC_(marshalled_delete)(m);
}

/* Cut off anywhere, and each byte changed in all ways: nothing outside is read. */
static void test_damaged(void)
{
   Bool cut = True;
   for (SizeT n = 0; n < SIZE; n++) {
      SizeT used;
      UChar* copy = VG_(malloc)("test", n + 1);
      VG_(memcpy)(copy, sample, n);
      cut &= SC_(unmarshal)(copy, n, &used) == NULL;
      VG_(free)(copy);
   }
   CHECK(cut);
   UChar* copy = VG_(malloc)("test", SIZE);
   for (SizeT i = 0; i < SIZE; i++)
      for (UInt b = 0; b < 256; b++) {
         VG_(memcpy)(copy, sample, SIZE);
         copy[i] = (UChar)b;
         try(copy, SIZE);
      }
   VG_(free)(copy);
}

int main(void)
{
   const unsigned long before = native_live_blocks();
   test_sample();
   test_damaged();
   CHECK(native_live_blocks() == before);
   return tap_done();
}
