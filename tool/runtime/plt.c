/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An entry is [endbr64] [bnd] jmp *distance(%rip). */
#include "runtime/plt.h"

#include "base/client.h"

Addr SC_(plt_slot)(Addr a)
{
   enum { LONGEST = 11 };
   static const UChar endbr64[] = { 0xF3, 0x0F, 0x1E, 0xFA };
   const UChar* p = (const UChar*)a;
   Int distance;
   if (!SC_(client_readable)(a, LONGEST))
      return 0;
   if (VG_(memcmp)(p, endbr64, sizeof endbr64) == 0)
      p += sizeof endbr64;
   if (*p == 0xF2)
      p++;
   if (p[0] != 0xFF || p[1] != 0x25)
      return 0;
   VG_(memcpy)(&distance, p + 2, sizeof distance);
   return (Addr)(p + 2 + sizeof distance) + (Addr)(PtrdiffT)distance;
}
