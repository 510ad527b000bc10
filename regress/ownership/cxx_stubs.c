/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a C++ compiler makes of new and delete, called by their names in the ABI: the program needs libstdc++ and no
   C++ compiler. */

#include <caml/mlvalues.h>
#include <stdlib.h>

extern void *_Znam (size_t);   /* operator new[] */
extern void *_Znwm (size_t);   /* operator new */
extern void _ZdlPv (void *);   /* operator delete */

value cxx_delete_array (value len)
{
   _ZdlPv (_Znam (Long_val (len)));   /* BUG: new[] pairs with delete[] */
   return Val_unit;
}

/* Not inlined, so that the compiler does not see the mistake. */
__attribute__ ((noinline)) static void release (void *p)
{
   free (p);
}

value cxx_free (value len)
{
   release (_Znwm (Long_val (len)));   /* BUG: new pairs with delete */
   return Val_unit;
}
