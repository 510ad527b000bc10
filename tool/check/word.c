/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC106, SC109: words that should be values. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/cblock.h"
#include "heap/region.h"
#include "runtime/object.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

/* The blocks of doubles and of characters whose words C has looked at last as fields. */
static Span reals, characters;

void SC_(word_block_looked_at)(Addr block, UWord header)
{
   const UInt tag = SC_(header_tag)(header);
   const Span s = { block, SC_(header_bytes)(header) };
   if (tag == TAG_DOUBLE || tag == TAG_DOUBLE_ARRAY || block == 0)
      reals = s;
   if (tag == TAG_STRING || block == 0)
      characters = s;
}

static Bool is_word_of(const Span* s, UWord w)
{
   enum { LOOKED_AT = 1024 };
   for (UWord i = 0; i < LOOKED_AT && i < s->size / WORD_BYTES; i++)
      if (((const UWord*)s->lo)[i] == w)
         return True;
   return False;
}

static Bool is_real(UWord w)
{
   return is_word_of(&reals, w);
}

static WordKind garbage(UWord w)
{
   return is_real(w) ? WORD_REAL : is_word_of(&characters, w) ? WORD_CHARACTERS : WORD_GARBAGE;
}

/* A stub of more than five arguments gets their address. */
static Bool is_arguments(UWord w)
{
   const Runtime* rt = SC_(the_runtime)();
   BytecodeStack s;
   if (!rt || !rt->bytecode_stack)
      return False;
   rt->bytecode_stack(rt, &s);
   return w >= s.sp && w < s.high;
}

static WordKind kind_of_address(UWord w)
{
   UWord header;
   if (is_arguments(w))
      return WORD_ARGUMENTS;
   if (SC_(is_ocaml_code)(w))
      return WORD_CODE;
   const CBlock* c = SC_(cblock_at)(w);
   if (c) /* what lies before it is no header, but may be what is left of one */
      return c->state == CBLOCK_QUARANTINED ? WORD_RELEASED : WORD_NAKED;
   if (SC_(client_word)(w - WORD_BYTES, &header) && SC_(header_colour)(header) == COLOUR_BLACK)
      return WORD_VALUE;
   return SC_(client_readable)(w, WORD_BYTES) ? WORD_NAKED : garbage(w);
}

WordKind SC_(word_kind)(UWord w)
{
   if (w == 0)
      return WORD_NULL;
   if ((w & 1) != 0)
      return SC_(is_large)(w) && is_real(w) ? WORD_REAL : WORD_VALUE;
   if ((w & 7) != 0 && SC_(is_ocaml_code)(w)) /* bytecode is made of words of four bytes */
      return WORD_CODE;
   if ((w & 7) != 0)
      return (w & 7) == 2 && SC_(in_heap)(w - 2) ? WORD_EXCEPTION : garbage(w);
   return SC_(in_heap)(w) ? WORD_VALUE : kind_of_address(w);
}

WordKind SC_(root_word_kind)(UWord w)
{
   const WordKind k = SC_(word_kind)(w);
   return k == WORD_CODE ? WORD_NAKED : k;
}

static Bool portable;

void SC_(words_portable)(Bool yes)
{
   portable = yes;
}

/* In a static program malloc is not seen, from which large blocks of 5.x come: an address that
   is not known may be that of one. */
static Bool no_naked_pointers(void)
{
   return SC_(the_runtime)() && SC_(the_runtime)()->no_naked_pointers && *SC_(cblocks_born)() > 0;
}

Bool SC_(is_no_value)(WordKind k)
{
   if (k == WORD_NAKED || k == WORD_NULL)
      return portable || no_naked_pointers();
   return k != WORD_VALUE;
}

Certainty SC_(word_certainty)(WordKind k)
{
   return (k == WORD_NAKED || k == WORD_NULL) && !no_naked_pointers() ? LATENT : DEFINITE;
}
