/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytecode of OCaml 4.12 to 4.14. The heap is that of native programs. */
#include "runtime/bytecode.h"

#include "base/client.h"
#include "runtime/value.h"

/* Offsets in the domain state. At `EXTERN_SP' the interpreter leaves its stack pointer when it
   calls C. */
enum { STACK_HIGH = 0x90, EXTERN_SP = 0xa0, TRAPSP = 0xa8, EXTERNAL_RAISE = 0xb8 };

static Addr caml_state; /* address of the variable */

/* 0 when it cannot be read. */
static Addr state_word(Word offset)
{
   Addr state, word;
   return SC_(client_word)(caml_state, &state) && SC_(client_word)(state + (Addr)offset, &word) ? word : 0;
}

/* The buffer of the interpreter's sigsetjmp lies in its frame. */
static Addr handler(const Runtime* rt)
{
   return state_word(EXTERNAL_RAISE);
}

static void bytecode_stack(const Runtime* rt, BytecodeStack* stack)
{
   stack->sp = state_word(EXTERN_SP);
   stack->high = state_word(STACK_HIGH);
   stack->trap = state_word(TRAPSP);
   stack->aside = 0;
}

/* Its distance in words (stacks.h). */
static Addr trap_above(const BytecodeStack* s, Addr trap, Word link)
{
   return link > 0 ? trap + (UWord)link * WORD_BYTES : s->high;
}

static UInt bytecode_frames(const Runtime* rt, BytecodeStack* stack, Addr lo, Addr hi, Addr* pcs, UInt max)
{
   Bool called_back;
   return SC_(bytecode_walk)(stack, pcs, max, &called_back);
}

void SC_(bytecode4_operations)(Runtime* rt)
{
   caml_state = SC_(runtime_symbol)("Caml_state");
   SC_(bytecode_operations)(rt, trap_above);
   rt->handler = handler;
   rt->bytecode_stack = bytecode_stack;
   rt->bytecode_frames = bytecode_frames;
}
