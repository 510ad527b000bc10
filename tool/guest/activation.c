/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of activations. */
#include "guest/activation.h"

static Activations nobody_s;
Activations* SC_(activations) = &nobody_s;

Activation* SC_(activation_push)(ActKind kind, Addr fn, Addr sp, const RuntimeFunction* runtime)
{
   Activations* list = SC_(activations);
   if (list->n == list->size) {
      list->size = list->size ? 2 * list->size : 16;
      list->at = VG_(realloc)("sc.activation", list->at, list->size * sizeof *list->at);
   }
   Activation* a = &list->at[list->n++];
   a->kind = kind;
   a->fn = fn;
   a->ret = SC_(return_address)(sp);
   a->sp = sp;
   a->runtime = runtime;
   a->finaliser = False;
   a->block = 0;
   a->operation = OPERATION_NONE;
   a->noalloc = False;
   a->argument = 0;
   a->caller = CODE_UNKNOWN;
   a->roots = 0;
   return a;
}

const Activation* SC_(innermost_stub)(void)
{
   const Activations* list = SC_(activations);
   for (UInt i = list->n; i > 0; i--)
      if (list->at[i - 1].kind == ACT_STUB)
         return &list->at[i - 1];
   return NULL;
}
