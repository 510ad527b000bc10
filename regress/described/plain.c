/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No request and no OCaml: refused, unless --heap=described says that it is meant. */
#include <stdlib.h>

int main(void)
{
   free(malloc(1));
   return 0;
}
