/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map from addresses to classes of code. */
#include "runtime/code_class.h"

#include "base/range_map.h"

static RangeMap* classes; /* made when first set */

/* Answers since the map changed, by address: return addresses of stubs are asked for again
   and again. An entry of address 0 is empty. */
enum { ANSWERS = 256 };
static struct {
   Addr      addr;
   CodeClass class;
} answers[ANSWERS];

static void changed(void)
{
   VG_(memset)(answers, 0, sizeof answers);
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
   const UWord i = (a ^ (a >> 8)) % ANSWERS;
   if (answers[i].addr == a && a != 0)
      return answers[i].class;
   const Range* r = classes ? SC_(range_map_find)(classes, a) : NULL;
   if (r == NULL)
      return CODE_UNKNOWN;
   answers[i].addr = a;
   answers[i].class = (CodeClass)r->data;
   return answers[i].class;
}
