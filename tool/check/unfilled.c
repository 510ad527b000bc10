/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC104, SC106 and SC108: what is wrong with a new block when the GC may look at it. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/custom.h"
#include "runtime/value.h"

static Bool breach(Breach* b, Fault fault, Certainty certainty)
{
   VG_(memset)(b, 0, sizeof *b);
   b->fault = fault;
   b->certainty = certainty;
   b->block = SC_(new_block);
   b->f = b->block.maker;
   return True;
}

/* Whoever frees what the payload holds frees what lay there before. */
static Bool is_unwritten_custom(void)
{
   const NewBlock* n = &SC_(new_block);
   const CustomOps* ops = n->made == MAKES_CUSTOM ? SC_(custom_ops)(n->block, n->header) : NULL;
   return ops && ops->finalize && SC_(new_block_untouched)(1);
}

/* In line, the stub writes the header too; and who builds data structures by himself may
   cut one block into several. */
static UWord header_now(void)
{
   return *(const UWord*)(SC_(new_block).block - WORD_BYTES);
}

static UWord fields_now(void)
{
   const UWord now = SC_(header_wosize)(header_now()), all = SC_(new_block).bytes / WORD_BYTES;
   return now < all ? now : all;
}

/* Of blocks that hold values and nothing else: closures have code, too. */
static Bool check_words(Bool (*reached)(Addr block), Breach* b)
{
   const NewBlock* n = &SC_(new_block);
   if (SC_(header_tag)(header_now()) >= TAG_CLOSURE)
      return False;
   for (UWord i = 0; i < fields_now() && i < NEW_BLOCK_FIELDS; i++) {
      const UWord w = *(const UWord*)(n->block + i * WORD_BYTES);
      const WordKind k = SC_(word_kind)(w);
      if (!SC_(is_no_value)(k))
         continue;
      if (!reached(n->block))
         return False;
      breach(b, FAULT_WORD_STORED, SC_(word_certainty)(k));
      b->word_kind = k;
      b->word = w;
      b->n = i;
      return True;
   }
   return False;
}

static Bool check_unwritten(Bool (*reached)(Addr block), Breach* b)
{
   if (SC_(new_block).made != MAKES_UNFILLED || SC_(header_tag)(header_now()) >= NO_SCAN_TAG)
      return False;
   const Word field = SC_(new_block_unwritten)();
   if (field < 0 || (UWord)field >= fields_now() || !reached(SC_(new_block).block))
      return False;
   breach(b, FAULT_FIELD_UNWRITTEN, LATENT);
   b->n = (UWord)field;
   return True;
}

/* The last byte of a string tells how many bytes its last word lacks. */
static Bool has_other_length(void)
{
   const NewBlock* n = &SC_(new_block);
   return n->made == MAKES_STRING && n->length < n->bytes
          && *(const UChar*)(n->block + n->bytes - 1) != n->bytes - 1 - n->length;
}

/* Its tag may be changed by right (Tag_val (v) = t). */
static Bool has_broken_next(void)
{
   const NewBlock* n = &SC_(new_block);
   return n->has_next && *(const UWord*)(n->block + n->bytes) >> 8 != n->next >> 8;
}

Bool SC_(check_new_block)(Bool raising, Bool (*reached)(Addr block), Breach* b)
{
   if (has_other_length() || has_broken_next())
      return breach(b, FAULT_BEYOND_UNSEEN, DEFINITE);
   if (raising)
      return is_unwritten_custom() && breach(b, FAULT_PAYLOAD_UNWRITTEN, LATENT);
   return check_unwritten(reached, b) || check_words(reached, b);
}
