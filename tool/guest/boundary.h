/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What crosses the border of a stub in registers: arguments and results, and their
   tags. Neither OCaml code nor the runtime keeps tags, so they are made when C gets a
   word and looked at when C gives one away. */
#ifndef SC_BOUNDARY_H
#define SC_BOUNDARY_H

#include "guest/transition.h" // Registers
#include "provenance/tag.h"

/* What a stub has in its hands while the runtime runs. */
typedef struct {
   Tag   kept[6];       /* of the registers that a callee keeps */
   Addr  out_values[6]; /* where the function writes values; 0: nowhere */
   ULong epoch;         /* in which it was called */
} Crossing;

/* The stub at `stub` has been entered from OCaml or the runtime with stack pointer `sp`. */
void SC_(arguments_come)(Addr stub, Addr sp, Registers* regs);
/* A stub returns to OCaml code. */
void SC_(result_goes)(Registers* regs);

/* A stub calls the runtime function `f`: looks at the arguments. */
void SC_(arguments_go)(const RuntimeFunction* f, Registers* regs);
/* Registers have no tags while the runtime runs; what will be wanted is remembered. */
void SC_(hands_off)(Crossing* c, const RuntimeFunction* f, Registers* regs);
/* `f`, called at `call`, has returned. */
void SC_(result_comes)(const Crossing* c, const RuntimeFunction* f, Addr call, Registers* regs);

/* No register has a tag. */
void SC_(forget_registers)(Registers* regs);

#endif
