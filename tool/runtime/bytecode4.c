/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytecode of OCaml 4.12 to 4.14 (interp.c). The heap is that of native programs. The
   interpreter calls all C functions the same way, whatever [@@noalloc] or [@unboxed] says:
   up to five arguments as values in registers, more of them as an array on its own stack,
   which the GC scans, and their number. */
#include "runtime/runtime.h"

#include "base/client.h"
#include "runtime/value.h"

static Bool called_through(const Runtime* rt, Addr ret, Addr sp)
{
   return True;
}

static Bool result_is_value(const Runtime* rt, Addr ret)
{
   return True;
}

/* Where the interpreter leaves its stack pointer when it calls C: offset in the domain
   state. Two words that it has saved lie there, then the arguments. */
enum { EXTERN_SP = 0xa0, SAVED = 2 };

static Addr caml_state; /* address of the variable */

/* The interpreter's stack pointer, 0 when it cannot be read. */
static Addr extern_sp(void)
{
   Addr state, sp;
   return SC_(client_word)(caml_state, &state) && SC_(client_word)(state + EXTERN_SP, &sp) ? sp : 0;
}

static UWord argument_array(const Runtime* rt, UWord first, UWord second)
{
   enum { FEWEST = 6, MOST = 256 };
   return second >= FEWEST && second <= MOST && first == extern_sp() + SAVED * WORD_BYTES ? second : 0;
}

void SC_(bytecode4_operations)(Runtime* rt)
{
   caml_state = SC_(runtime_symbol)("Caml_state");
   rt->called_through = called_through;
   rt->result_is_value = result_is_value;
   rt->argument_array = argument_array;
}
