/* SPDX-License-Identifier: GPL-2.0-or-later */
/* new with delete and new[] with delete[], by their names in the C++ ABI.  The twin of ../ownership/cxx_stubs.c. */

#include <caml/mlvalues.h>
#include <stdlib.h>

extern void *_Znam (size_t);   /* operator new[] */
extern void  _ZdaPv (void *);  /* operator delete[] */
extern void *_Znwm (size_t);   /* operator new */
extern void  _ZdlPvm (void *, size_t);   /* operator delete, sized as in C++14 */

value cxx_array (value len)
{
   _ZdaPv (_Znam (Long_val (len)));
   return Val_unit;
}

value cxx_object (value len)
{
   _ZdlPvm (_Znwm (Long_val (len)), Long_val (len));
   return Val_unit;
}
