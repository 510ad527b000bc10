/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation in line, where nothing may be allocated. The block is dropped at once. */
#define CAML_INTERNALS
#define Setup_for_gc
#define Restore_after_gc
#include "values.h"

value bad_noalloc_inlined (value n)
{
   value pair;
   Alloc_small (pair, 2, 0);                                 /* BUG noalloc_inlined use NoallocViolation definite */
   Field (pair, 0) = n;
   Field (pair, 1) = n;
   return Val_long (Long_val (Field (pair, 0)));
}

value good_noalloc_inlined (value n)
{
   value pair[2];
   pair[0] = n;
   pair[1] = n;
   keep (pair);
   return Val_long (Long_val (pair[1]));
}
