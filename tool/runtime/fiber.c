/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read from the client's memory when asked. */
#include "runtime/fiber.h"

#include "runtime/family.h"
#include "runtime/value.h"

/* Words of struct stack_info, and of struct stack_handler. */
enum { SP = 0, HANDLER = 2, PARENT = 3 };

static Addr word_of(Addr a, UInt i)
{
   return a ? SC_(family_word)(a + i * WORD_BYTES) : 0;
}

Addr SC_(fiber_sp)(Addr fiber)
{
   return word_of(fiber, SP);
}

Addr SC_(fiber_high)(Addr fiber)
{
   return word_of(fiber, HANDLER);
}

Addr SC_(fiber_parent)(Addr high)
{
   return word_of(high, PARENT);
}

Addr SC_(fiber_put_aside)(const Runtime* rt, Addr lo, Addr hi)
{
   Addr frame = rt->local_roots(rt); /* struct caml__roots_block: next, ntables, nitems, tables */
   for (UInt n = 0; frame != 0 && frame < lo && n < FAMILY_LIST_MAX; n++)
      frame = SC_(family_word)(frame);
   if (frame < lo || frame >= hi)
      return 0;
   Addr v = SC_(family_word)(SC_(family_word)(frame + 3 * WORD_BYTES));
   if (SC_(is_block_value)(v) && SC_(family_word)(v - WORD_BYTES) == 0)
      v = SC_(family_word)(v); /* promoted by a collection that is not over yet */
   if (!SC_(is_block_value)(v) || SC_(header_tag)(SC_(family_word)(v - WORD_BYTES)) != TAG_CONTINUATION)
      return 0;
   return SC_(family_word)(v) & ~(Addr)1;
}
