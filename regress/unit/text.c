/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that grow: what is added is what is there, and nothing leaks. */
#include "base/text.h"
#include "native.h"
#include "tap.h"

static void grows(void)
{
   Text t = TEXT_EMPTY;
   CHECK_TEXT(SC_(text_chars)(&t), "");
   SC_(text_add)(&t, "");
   CHECK_TEXT(SC_(text_chars)(&t), "");
   for (int i = 0; i < 1000; i++)
      SC_(text_add_char)(&t, 'x');
   CHECK(t.used == 1000 && VG_(strlen)(SC_(text_chars)(&t)) == 1000);
   SC_(text_clear)(&t);
   CHECK_TEXT(SC_(text_chars)(&t), "");
   SC_(text_add)(&t, "again");
   CHECK_TEXT(SC_(text_chars)(&t), "again");
   SC_(text_free)(&t);
   CHECK_TEXT(SC_(text_chars)(&t), "");
}

static void formats(void)
{
   Text t = TEXT_EMPTY;
   SC_(text_printf)(&t, "%s:%d ", "stubs.c", 24);
   SC_(text_printf)(&t, "%lu %#lx", 124ul, 0x4f1eul);
   CHECK_TEXT(SC_(text_chars)(&t), "stubs.c:24 124 0x4f1e");
   HChar* taken = SC_(text_take)(&t);
   CHECK_TEXT(taken, "stubs.c:24 124 0x4f1e");
   CHECK(t.chars == NULL);
   VG_(free)(taken);
   HChar* empty = SC_(text_take)(&t);
   CHECK_TEXT(empty, "");
   VG_(free)(empty);
   HChar* own = SC_(format)("%c%3d|%-4s|", 'a', 7, "b");
   CHECK_TEXT(own, "a  7|b   |");
   VG_(free)(own);
}

int main(void)
{
   grows();
   formats();
   CHECK(native_live_blocks() == 0);
   return tap_done();
}
