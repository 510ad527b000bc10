/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map from addresses to classes of code. */
#include "runtime/code_class.h"

#include "base/range_map.h"

static RangeMap* classes; /* made when first set */

/* The range that answered last; empty when nothing did since the map changed.
   Superblocks come in runs from the same object. */
static Range last;

static void changed(void)
{
   last.lo = last.hi = 0;
}

void SC_(code_class_set)(Addr lo, Addr hi, CodeClass c)
{
   if (classes == NULL)
      classes = SC_(range_map_new)("sc.code_class");
   SC_(range_map_set)(classes, lo, hi, c);
   changed();
}

void SC_(code_class_unset)(Addr lo, Addr hi)
{
   if (classes)
      SC_(range_map_unset)(classes, lo, hi);
   changed();
}

CodeClass SC_(code_class)(Addr a)
{
   if (a - last.lo < last.hi - last.lo)
      return (CodeClass)last.data;
   const Range* r = classes ? SC_(range_map_find)(classes, a) : NULL;
   if (r == NULL)
      return CODE_UNKNOWN;
   last = *r;
   return (CodeClass)r->data;
}
