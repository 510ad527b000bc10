/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where in the OCaml source a place in bytecode comes from: the debug events that `ocamlc -g`
   leaves (bytecomp/instruct.mli), from section DBUG of the bytecode file, or from the
   program's memory when the runtime has read them itself. They are read when first asked
   for. */
#ifndef SC_BYTECODE_EVENTS_H
#define SC_BYTECODE_EVENTS_H

#include "base/base.h"

typedef struct {
   const HChar* name; /* of the function, "Scen.work"; of the unit at its top level. Or NULL */
   const HChar* file;
   UInt         line;
} BytecodePlace;

/* To be called once it is known that the program is bytecode. */
void SC_(bytecode_events_init)(void);

/* Is `pc` an address of bytecode that the program has loaded, and not unloaded? */
Bool SC_(is_bytecode)(Addr pc);

/* The last instruction of the program, STOP, as the interpreter has it in memory: changed into the
   way to its code. False before the program is loaded. */
Bool SC_(bytecode_stop)(Int* opcode);

/* False when no event is known for the return address `pc`. The strings live for ever. */
Bool SC_(bytecode_place)(Addr pc, BytecodePlace* place);

#endif
