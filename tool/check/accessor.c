/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC109: what C reads in a block, or writes there, that is no such block. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/block.h"
#include "heap/region.h"
#include "runtime/object.h"
#include "runtime/value.h"

/* Is it a value for certain, and no double but one next to 0? A block may hold what it likes
   for a while. */
static Bool is_value(UWord w)
{
   return w & 1 ? !SC_(is_large)(w) : SC_(in_heap)(w);
}

/* Fields hold no doubles, and the operations of a custom block are none. What a new block
   will be may not be known yet. */
AccessVerdict SC_(check_real)(const Access* a, Bool (*may_look)(void), Span* s, Breach* b)
{
   Block block;
   const UWord header = *(const UWord*)(a->base - WORD_BYTES);
   const UWord first = SC_(header_tag)(header) == TAG_CUSTOM ? WORD_BYTES : 0;
   if (SC_(header_tag)(header) >= NO_SCAN_TAG && a->addr - a->base >= first) {
      s->lo = a->base + first;
      s->size = SC_(header_bytes)(header) - first;
      return ACCESS_RIGHT;
   }
   if (a->addr < a->base || SC_(in_new_block)(a->addr)
       || (first == 0 && !a->written && !is_value(*(const UWord*)a->addr)) || !may_look()
       || !SC_(block_begins)(a->base, &block))
      return ACCESS_UNKNOWN;
   return SC_(access_breach)(FAULT_REAL_IN_VALUES, a, block.header, b);
}

/* The identifier is an address, what follows is code or nothing (custom.h; the last word is
   the address of sizes). */
static Bool are_operations(UWord word)
{
   enum { FUNCTIONS = 6 };
   UWord w;
   Bool any;
   if (!SC_(client_word)(word, &w) || (w != 0 && !SC_(client_readable)(w, 1)))
      return False;
   any = w != 0;
   for (UWord i = 1; i <= FUNCTIONS; i++) {
      if (!SC_(client_word)(word + i * WORD_BYTES, &w) || (w != 0 && SC_(class_of_code)(w) == CODE_UNKNOWN))
         return False;
      any = any || w != 0;
   }
   return any;
}

Bool SC_(check_operations)(Addr addr, UWord word, Breach* b)
{
   Block block;
   const UWord header = *(const UWord*)(addr - WORD_BYTES);
   const Range* r = SC_(region_of)(addr);
   if (SC_(header_wosize)(header) == 0 || !r || SC_(header_bytes)(header) > r->hi - addr || are_operations(word)
       || (SC_(in_new_block)(addr) && (word == 0 || SC_(new_block).made != MAKES_CUSTOM))
       || !SC_(block_begins)(addr, &block) || SC_(header_tag)(block.header) != TAG_CUSTOM)
      return False;
   VG_(memset)(b, 0, sizeof *b);
   b->fault = FAULT_OPERATIONS_LOST;
   b->certainty = DEFINITE;
   b->addr = addr;
   b->word = word;
   return True;
}

/* Strings lie in strings, and in raw memory: in abstract blocks, and behind the operations of
   custom ones. What is no value now may be a string for a while. Bytes of doubles may be those of
   a string. */
Bool SC_(check_string)(Addr addr, Bool (*may_look)(void), Breach* b)
{
   Block block;
   if ((addr & 7) != 0 || !SC_(in_heap)(addr - WORD_BYTES) || SC_(in_new_block)(addr))
      return False;
   const UWord header = *(const UWord*)(addr - WORD_BYTES);
   const UWord first = *(const UWord*)addr;
   const UInt tag = SC_(header_tag)(header);
   const Bool holds_none = tag == TAG_CUSTOM ? are_operations(first) : tag < NO_SCAN_TAG && is_value(first);
   if (SC_(header_wosize)(header) == 0 || !holds_none || !may_look() || !SC_(block_begins)(addr, &block)
       || block.header != header)
      return False;
   VG_(memset)(b, 0, sizeof *b);
   b->fault = FAULT_NO_STRING;
   b->certainty = DEFINITE;
   b->addr = addr;
   return True;
}
