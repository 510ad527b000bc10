/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The newest block. */
#include "provenance/new_block.h"

#include "base/client.h"
#include "runtime/value.h"

NewBlock SC_(new_block);
Span     SC_(unfilled);

/* Of a custom block these will do to see whether its payload is begun. */
#define CUSTOM_FIELDS 8

/* By field: what it held when the block was made, and whether it has been written since, as
   far as that is seen: a word that has changed has been written, too. */
static UWord before[NEW_BLOCK_FIELDS];
static Bool  written[NEW_BLOCK_FIELDS];

/* Whoever frees what the payload holds would free what lay there before: without a finaliser nobody does
   (struct custom_operations, custom.h). */
static Bool has_finaliser(Addr block)
{
   UWord ops, finalize;
   return SC_(client_word)(block, &ops) && SC_(client_word)(ops + WORD_BYTES, &finalize) && finalize != 0;
}

static UWord fields(void)
{
   const UWord max = SC_(new_block).made == MAKES_CUSTOM ? CUSTOM_FIELDS : NEW_BLOCK_FIELDS;
   const UWord n = SC_(new_block).bytes / WORD_BYTES;
   return n < max ? n : max;
}

void SC_(new_block_made)(Addr block, SizeT bytes, MadeBlock made, const RuntimeFunction* maker, Addr ip,
                         UWord length)
{
   NewBlock* b = &SC_(new_block);
   b->block = block;
   b->bytes = bytes;
   b->made = made;
   b->maker = maker;
   b->ip = ip;
   b->length = length;
   b->header = maker ? *(const UWord*)(block - WORD_BYTES) : 0;
   b->watched_end = b->has_next = False;
   if (made == MAKES_UNFILLED && maker && SC_(header_tag)(b->header) >= NO_SCAN_TAG)
      b->made = made = MAKES_FILLED; /* any bytes will do */
   SC_(unfilled).size = 0;
   if (made != MAKES_UNFILLED && !(made == MAKES_CUSTOM && has_finaliser(block)))
      return;
   SC_(unfilled).lo = block;
   SC_(unfilled).size = bytes;
   for (UWord i = 0; i < fields(); i++) {
      before[i] = *(const UWord*)(block + i * WORD_BYTES);
      written[i] = False;
   }
}

static UWord field_of(Addr a)
{
   return (a - SC_(new_block).block) / WORD_BYTES;
}

void SC_(new_block_written)(Addr a)
{
   if (SC_(new_block).made == MAKES_CUSTOM && field_of(a) > 0)
      SC_(new_block_filled)(); /* its payload is begun: that is all that matters */
   else if (field_of(a) < NEW_BLOCK_FIELDS)
      written[field_of(a)] = True;
}

void SC_(new_block_filled)(void)
{
   if (SC_(new_block).made != MAKES_CUSTOM) /* whose operations stay what they are */
      SC_(new_block).made = MAKES_FILLED;
   SC_(unfilled).size = 0;
}

static Bool is_written(UWord i)
{
   return SC_(unfilled).size == 0 || i >= NEW_BLOCK_FIELDS || written[i]
          || *(const UWord*)(SC_(new_block).block + i * WORD_BYTES) != before[i];
}

Bool SC_(new_block_has)(Addr a)
{
   return is_written(field_of(a));
}

Word SC_(new_block_unwritten)(void)
{
   for (UWord i = 0; i < fields(); i++)
      if (!is_written(i))
         return (Word)i;
   return -1;
}

Bool SC_(new_block_untouched)(UWord first)
{
   for (UWord i = first; i < fields(); i++)
      if (is_written(i))
         return False;
   return fields() > first;
}
