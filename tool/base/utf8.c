/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Well-formedness of UTF-8. */
#include "base/utf8.h"

static Bool between(UChar c, UChar lo, UChar hi)
{
   return c >= lo && c <= hi;
}

/* Table 3-7 of the Unicode standard: only the second byte has bounds that depend
   on the first. A NUL is no continuation, so we never read past the end. */
UInt SC_(utf8_length)(const HChar* s)
{
   const UChar* u = (const UChar*)s;
   const UChar first = u[0];
   if (first < 0x80)
      return first != 0;
   if (!between(first, 0xC2, 0xF4))
      return 0;
   const UChar lo = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
   const UChar hi = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
   if (!between(u[1], lo, hi))
      return 0;
   const UInt length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
   for (UInt i = 2; i < length; i++)
      if (!between(u[i], 0x80, 0xBF))
         return 0;
   return length;
}
