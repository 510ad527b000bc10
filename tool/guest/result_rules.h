/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Results that are no values. What C returns may be an unboxed number ([@unboxed]), so the word proves
   nothing until OCaml code takes it for a value: keeps it where the GC looks, or passes it on. */
#ifndef SC_RESULT_RULES_H
#define SC_RESULT_RULES_H

#include "guest/activation.h"

/* How many results are in doubt; read by instrumented code. */
extern UWord SC_(results_in_doubt);

/* `stub` returns `result` to OCaml code that may take it for a value. */
void SC_(result_returned)(const Activation* stub, UWord result);

/* OCaml code has called C by way of the runtime. */
void SC_(results_at_call)(void);

/* OCaml code, or the runtime, has called the runtime function `f`. */
void SC_(results_passed)(const RuntimeFunction* f, const UWord* arguments);

/* A minor collection may begin: what is in doubt is looked for, and then forgotten. */
void SC_(results_at_collection)(void);
/* The process ends. */
void SC_(results_at_end)(void);

#endif
