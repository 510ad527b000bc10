/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The activations that matter, one list per thread: a stub called from OCaml or from the
   runtime (a finaliser), and a runtime function called from a stub.

   Activations that end without a return (exceptions, longjmp, tail calls) are dropped by
   the stack pointer when the list is looked at next: one that began with stack pointer S
   is over once the stack pointer is above S. */
#ifndef SC_ACTIVATION_H
#define SC_ACTIVATION_H

#include "base/base.h"
#include "check/breach.h"
#include "guest/boundary.h"
#include "runtime/code_class.h"
#include "runtime/runtime.h"

typedef enum { ACT_STUB, ACT_RUNTIME } ActKind;

typedef struct {
   ActKind kind;
   Addr    fn;  /* entry */
   Addr    ret;
   Addr    sp;  /* at entry: holds `ret` */
   const RuntimeFunction* runtime; /* ACT_RUNTIME */
   Bool    finaliser;
   Addr    block;       /* of a finaliser: the block */
   Operation operation; /* ACT_STUB: of a custom block, that it is */
   Bool    noalloc;     /* ACT_STUB: OCaml has called it directly */
   UWord   argument;    /* ACT_RUNTIME: the first one */
   CodeClass caller;    /* ACT_STUB */
   Addr    caller_sp;   /* noalloc: the stack pointer of OCaml code of 5.x, which calls on another
                           stack and keeps its own in rbx (asmcomp/amd64/emit.mlp) */
   Addr    roots;       /* ACT_STUB: the newest local root at its entry */
   ULong   epoch;       /* ACT_STUB: at its entry */
   Crossing crossing;   /* ACT_RUNTIME: what the stub had in its hands */
} Activation;

typedef struct {
   Activation* at; /* innermost last */
   UInt n, size;
} Activations;

/* Of the running thread. */
extern Activations* SC_(activations);

/* The innermost, or NULL. Valid until the next push. */
static inline Activation* SC_(innermost)(void)
{
   Activations* a = SC_(activations);
   return a->n > 0 ? &a->at[a->n - 1] : NULL;
}

/* Drops what began below `sp`. */
static inline void SC_(prune)(Addr sp)
{
   Activations* a = SC_(activations);
   while (a->n > 0 && a->at[a->n - 1].sp < sp)
      a->n--;
}

/* A new innermost one; its crossing is not filled. */
Activation* SC_(activation_push)(ActKind kind, Addr fn, Addr sp, const RuntimeFunction* runtime);

/* The innermost of a stub, or NULL. */
const Activation* SC_(innermost_stub)(void);

/* The return address at the entry of a function: the program has just written it there,
   or has at least used the stack (where this is no entry). */
static inline Addr SC_(return_address)(Addr sp)
{
   return (sp & 7) == 0 ? *(const Addr*)sp : 0;
}

#endif
