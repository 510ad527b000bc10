/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC301: memory that the GC owns is never given to free or realloc. A pointer
   into memory that was the GC's once and has been given back counts too: the
   rule was broken when the address was kept. */
#include "check/release.h"
#include "heap/region.h"
#include "runtime/value.h"

Bool SC_(check_free_of_gc_block)(const ReleaseCall* call, ReleaseFinding* f)
{
   Stamp gone;
   if (call->block)
      return False;
   /* Blocks begin one word behind their region's first header; Hp_val is the
      header itself. */
   const Range* r = SC_(region_of)(call->addr);
   if (!r && !SC_(region_was)(call->addr, &gone))
      return False;
   f->kind = KIND_FREE_OF_GC_BLOCK;
   f->certainty = DEFINITE;
   f->gc_stale = !r || !SC_(block_at)(call->addr, &f->gc_block) || f->gc_block.free;
   return True;
}
