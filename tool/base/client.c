/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which pages of the client's are readable, remembered until a mapping changes: the
   border of stubs asks for the same few over and over. */
#include "base/client.h"

#include "pub_tool_aspacemgr.h" // VG_(am_is_valid_for_client)
#include "pub_tool_vki.h"       // VKI_PROT_READ

Addr SC_(client_pages)[CLIENT_PAGES];

Bool SC_(client_ask)(Addr a, SizeT bytes)
{
   const SizeT size = (SizeT)1 << CLIENT_PAGE_BITS;
   const Addr page = a >> CLIENT_PAGE_BITS;
   if (!VG_(am_is_valid_for_client)(a, bytes, VKI_PROT_READ))
      return False;
   if (VG_(am_is_valid_for_client)(page << CLIENT_PAGE_BITS, size, VKI_PROT_READ))
      SC_(client_pages)[page % CLIENT_PAGES] = page;
   return True;
}

void SC_(client_map_changed)(void)
{
   VG_(memset)(SC_(client_pages), 0, sizeof SC_(client_pages));
}
