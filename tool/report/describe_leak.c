/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lost C memory, in words. */
#include "report/describe.h"

#include "base/clock.h"
#include "base/text.h"
#include "report/describe_parts.h"
#include "report/stack.h"

/* The caller frees it. */
static HChar* how_it_died(const OwnerBlock* b)
{
   if (b->state != OWNER_FINALISED)
      return SC_(format)("it died and has no finaliser");
   if (!b->ops || !b->ops->finalize)
      return SC_(format)("its finaliser ran and did not release the memory");
   HChar* fin = SC_(describe_code)(b->ops->finalize);
   HChar* text = SC_(format)("its finaliser %s ran and did not release the memory", fin);
   VG_(free)(fin);
   return text;
}

Document* SC_(describe_leak)(const LeakFinding* f)
{
   const CBlock* c = f->example;
   const OwnerBlock* b = f->last->block;
   Document* d = SC_(document_new)(KIND_LOST_OWNER, DEFINITE, 1, c->born_where);
   HChar* name = SC_(owner_block_name)(b);
   HChar* when = SC_(phrase_when)(b->ended);
   HChar* how = how_it_died(b);
   d->when = SC_(event)();
   SC_(describe_process)(d);
   SC_(document_what)(d, "%llu bytes of C memory in %llu blocks lost with the %s that owned them",
                      f->bytes, f->blocks, SC_(heap_words)()->blocks);
   SC_(describe_cblock)(d, c);
   SC_(describe_owners)(d, c, NULL);
   SC_(document_part)(d, PART_CAUSE, f->last->where, "The last owner, %s, is dead (%s): %s. It got "
                      "the pointer here:", name, when, how);
   SC_(document_part)(d, PART_FIX, NULL, "Fix: release the memory in the finaliser of the block%s.",
                      SC_(heap_words)()->finaliser);
   SC_(document_site)(d, "born", c->born_where);
   SC_(document_site)(d, "owner", f->last->where);
   VG_(free)(name);
   VG_(free)(when);
   VG_(free)(how);
   return d;
}
