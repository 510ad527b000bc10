/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the client's memory without trusting its addresses. */
#ifndef SC_CLIENT_H
#define SC_CLIENT_H

#include "base/base.h"
#include "pub_tool_aspacemgr.h" // VG_(am_is_valid_for_client)
#include "pub_tool_vki.h"       // VKI_PROT_READ

static inline Bool SC_(client_readable)(Addr a, SizeT bytes)
{
   return VG_(am_is_valid_for_client)(a, bytes, VKI_PROT_READ);
}

/* The word at `a` in `*w`; False when it cannot be read. */
static inline Bool SC_(client_word)(Addr a, UWord* w)
{
   if ((a & 7) || !SC_(client_readable)(a, sizeof *w))
      return False;
   *w = *(const UWord*)a;
   return True;
}

/* The client's string at `a`, at most `size` - 1 bytes of it, what can be read. */
static inline void SC_(client_string)(Addr a, HChar* s, SizeT size)
{
   SizeT n = 0;
   while (n + 1 < size && SC_(client_readable)(a + n, 1) && *(const HChar*)(a + n) != '\0') {
      s[n] = *(const HChar*)(a + n);
      n++;
   }
   s[n] = '\0';
}

#endif
