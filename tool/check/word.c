/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC106: words that should be values. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/region.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

static WordKind kind_of_address(UWord w)
{
   UWord header;
   const CBlock* c = SC_(cblock_at)(w);
   if (c && c->state == CBLOCK_QUARANTINED)
      return WORD_RELEASED;
   if (SC_(client_word)(w - WORD_BYTES, &header) && SC_(header_colour)(header) == COLOUR_BLACK)
      return WORD_VALUE;
   return SC_(client_readable)(w, WORD_BYTES) ? WORD_NAKED : WORD_GARBAGE;
}

WordKind SC_(word_kind)(UWord w)
{
   if (w == 0)
      return WORD_NULL;
   if ((w & 1) != 0)
      return WORD_VALUE;
   if ((w & 7) != 0)
      return (w & 7) == 2 && SC_(in_heap)(w - 2) ? WORD_EXCEPTION : WORD_GARBAGE;
   return SC_(in_heap)(w) ? WORD_VALUE : kind_of_address(w);
}

static Bool portable;

void SC_(words_portable)(Bool yes)
{
   portable = yes;
}

static Bool no_naked_pointers(void)
{
   return SC_(the_runtime)() && SC_(the_runtime)()->no_naked_pointers;
}

Bool SC_(is_no_value)(WordKind k)
{
   if (k == WORD_NAKED || k == WORD_NULL)
      return portable || no_naked_pointers();
   return k == WORD_RELEASED || k == WORD_EXCEPTION || k == WORD_GARBAGE;
}

Certainty SC_(word_certainty)(WordKind k)
{
   return (k == WORD_NAKED || k == WORD_NULL) && !no_naked_pointers() ? LATENT : DEFINITE;
}
