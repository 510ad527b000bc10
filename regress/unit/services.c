/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The harness itself: Valgrind's containers work on native.c's memory, and its
   printing follows Valgrind's rules. */
#include "base/base.h"
#include "native.h"
#include "tap.h"

static Int by_value(const void* a, const void* b)
{
   const UWord x = *(const UWord*)a, y = *(const UWord*)b;
   return x < y ? -1 : x > y;
}

static void arrays(void)
{
   XArray* xa = VG_(newXA)(VG_(malloc), "unit", VG_(free), sizeof(UWord));
   for (UWord i = 0; i < 100; i++) {
      const UWord v = i * 37 % 101;
      VG_(addToXA)(xa, &v);
   }
   VG_(setCmpFnXA)(xa, by_value);
   VG_(sortXA)(xa);
   UWord key = 74;
   Word first = -1, last = -1;
   CHECK(VG_(lookupXA)(xa, &key, &first, &last) && *(UWord*)VG_(indexXA)(xa, first) == 74);
   VG_(dropTailXA)(xa, 60);
   CHECK(VG_(sizeXA)(xa) == 40);
   VG_(deleteXA)(xa);
}

typedef struct {
   struct _VgHashNode* next;
   UWord               key;
} Node;

static void tables(void)
{
   VgHashTable* table = VG_(HT_construct)("unit");
   for (UWord i = 0; i < 2000; i++) {
      Node* n = VG_(malloc)("unit", sizeof *n);
      n->key = i * 8;
      VG_(HT_add_node)(table, n);
   }
   CHECK(VG_(HT_count_nodes)(table) == 2000);
   CHECK(VG_(HT_lookup)(table, 8 * 1999) != NULL && VG_(HT_lookup)(table, 9) == NULL);
   VG_(HT_destruct)(table, VG_(free));
   OSet* words = VG_(OSetWord_Create)(VG_(malloc), "unit", VG_(free));
   VG_(OSetWord_Insert)(words, 5);
   CHECK(VG_(OSetWord_Contains)(words, 5) && !VG_(OSetWord_Contains)(words, 6));
   VG_(OSetWord_Destroy)(words);
}

static void printing(void)
{
   HChar buf[8];
   CHECK(VG_(snprintf)(buf, sizeof buf, "%s-%d", "abcdef", 12) >= 8);
   CHECK_TEXT(buf, "abcdef-");
   HChar xml[40];
   VG_(sprintf)(xml, "%pS", "a<b&c");
   CHECK_TEXT(xml, "a&lt;b&amp;c");
}

int main(void)
{
   arrays();
   tables();
   printing();
   CHECK(native_live_blocks() == 0);
   return tap_done();
}
