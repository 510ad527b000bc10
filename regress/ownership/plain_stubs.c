/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stub that frees its scratch memory twice on one path.  OCaml never sees the pointer. */

#include <caml/mlvalues.h>
#include <stdlib.h>
#include <string.h>

/* Not inlined, so that the compiler does not see the bug for us. */
__attribute__ ((noinline)) static void buf_free (char *buf)
{
   free (buf);
}

value st_twice (value len)
{
   char *buf = malloc (Long_val (len));
   memset (buf, 1, Long_val (len));
   if (buf[0] == 1)
      buf_free (buf);
   buf_free (buf);   /* BUG: freed above already on this path */
   return Val_true;
}
