/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the client's memory without trusting its addresses. */
#ifndef SC_CLIENT_H
#define SC_CLIENT_H

#include "base/base.h"

/* Pages that were found readable last, by number; 0: none. */
#define CLIENT_PAGE_BITS 12
#define CLIENT_PAGES     256
extern Addr SC_(client_pages)[CLIENT_PAGES];

/* Asks the address space manager, and remembers. */
Bool SC_(client_ask)(Addr a, SizeT bytes);

/* Mappings have changed: nothing is remembered any more. */
void SC_(client_map_changed)(void);

static inline Bool SC_(client_readable)(Addr a, SizeT bytes)
{
   const Addr page = a >> CLIENT_PAGE_BITS;
   return (page == (a + bytes - 1) >> CLIENT_PAGE_BITS && page != 0
           && SC_(client_pages)[page % CLIENT_PAGES] == page)
          || SC_(client_ask)(a, bytes);
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
