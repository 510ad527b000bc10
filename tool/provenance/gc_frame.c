/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frames at the last GC points. Few: what a variable holds at the first GC point it holds
   at the later ones, too, and all of them are touched again and again. */
#include "provenance/gc_frame.h"

#include "provenance/tag.h"

#define REMEMBERED 64UL

static struct {
   ULong   epoch;
   GcFrame frame;
} last[REMEMBERED]; /* by number */

GcFrame* SC_(gc_frame_new)(void)
{
   last[SC_(epoch) % REMEMBERED].epoch = SC_(epoch);
   return &last[SC_(epoch) % REMEMBERED].frame;
}

/* Each thread has its stack. */
static Bool is_below(Addr sp, Addr entry_sp)
{
   enum { REACH = 1 << 20 };
   return sp <= entry_sp && entry_sp - sp < REACH;
}

const GcFrame* SC_(gc_frame_from)(ULong epoch, Addr entry_sp)
{
   const ULong first = SC_(epoch) >= REMEMBERED ? SC_(epoch) - REMEMBERED + 1 : 1;
   for (ULong e = epoch > first ? epoch : first; e <= SC_(epoch); e++)
      if (last[e % REMEMBERED].epoch == e && is_below(last[e % REMEMBERED].frame.sp, entry_sp))
         return &last[e % REMEMBERED].frame;
   return NULL;
}
