/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation without a call: Alloc_small of the runtime's own headers. */
#define CAML_INTERNALS
#define Setup_for_gc
#define Restore_after_gc
#include "values.h"

value bad_inlined (value v)                                  /* BUG inlined origin */
{
   value some;
   Alloc_small (some, 1, 0);                                 /* BUG inlined gc */
   Field (some, 0) = v;                                      /* BUG inlined use UnregisteredRoot */
   return some;
}

value good_inlined (value v)
{
   CAMLparam1 (v);
   value some;
   Alloc_small (some, 1, 0);
   Field (some, 0) = v;
   CAMLreturn (some);
}

/* Two in a row. */
value bad_inlined_two (value v)
{
   value first, second;
   Alloc_small (first, 1, 0);                                /* BUG inlined_two origin */
   Field (first, 0) = Val_int (1);
   Alloc_small (second, 1, 0);                               /* BUG inlined_two gc */
   Field (second, 0) = first;                                /* BUG inlined_two use UnregisteredRoot */
   return second;
}

value good_inlined_two (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (first);
   value second;
   Alloc_small (first, 1, 0);
   Field (first, 0) = Val_int (1);
   Alloc_small (second, 1, 0);
   Field (second, 0) = first;
   CAMLreturn (second);
}
