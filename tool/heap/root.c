/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of registered roots. */
#include "heap/root.h"

static OSet* roots; /* of Addr; NULL while there was none */
static ULong registered;

Bool SC_(root_add)(Addr word)
{
   if (!roots)
      roots = VG_(OSetWord_Create)(VG_(malloc), "sc.root", VG_(free));
   if (VG_(OSetWord_Contains)(roots, word))
      return False;
   VG_(OSetWord_Insert)(roots, word);
   registered++;
   return True;
}

Bool SC_(root_remove)(Addr word)
{
   return roots && VG_(OSetWord_Remove)(roots, word);
}

ULong* SC_(roots_registered)(void)
{
   return &registered;
}
