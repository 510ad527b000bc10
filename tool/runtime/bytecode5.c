/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytecode of OCaml 5. Each fiber has a stack of the interpreter's; the heap is that of native
   programs, and one stack of C is enough. */
#include "runtime/bytecode.h"
#include "runtime/family.h"
#include "runtime/fiber.h"
#include "runtime/value.h"

static Bytecode5 at;

static UWord state_word(const Runtime* rt, Word offset)
{
   const Addr state = rt->domain(rt);
   return state ? SC_(family_word)(state + (Addr)offset) : 0;
}

/* The record that leads to the interpreter's sigsetjmp lies in its frame, as its buffer does. */
static Addr handler(const Runtime* rt)
{
   return state_word(rt, at.external_raise);
}

/* The distance from the stack's end in words, which is no negative number when there is none. */
static Addr trap_at(const BytecodeStack* s, Word distance)
{
   return distance < 0 ? s->high + (UWord)distance * WORD_BYTES : s->high;
}

static Addr trap_above(const BytecodeStack* s, Addr trap, Word link)
{
   return trap_at(s, link);
}

static void bytecode_stack(const Runtime* rt, BytecodeStack* s)
{
   const Addr fiber = state_word(rt, at.current_stack);
   s->sp = SC_(fiber_sp)(fiber);
   s->high = SC_(fiber_high)(fiber);
   s->trap = trap_at(s, (Word)state_word(rt, at.trap_sp_off));
   s->aside = 0;
}

/* To the stack on which OCaml code goes on when this one ends: the innermost word is its trap_sp_off
   (interp.c, do_return). False when there is none. */
static Bool go_to_parent(BytecodeStack* s)
{
   const Addr parent = SC_(fiber_parent)(s->high);
   const Addr fiber = parent ? parent : s->aside;
   s->aside = 0;
   s->sp = SC_(fiber_sp)(fiber);
   s->high = SC_(fiber_high)(fiber);
   s->trap = trap_at(s, (Word)SC_(family_word)(s->sp) >> 1);
   return fiber != 0;
}

static UInt bytecode_frames(const Runtime* rt, BytecodeStack* s, Addr lo, Addr hi, Addr* pcs, UInt max)
{
   Bool called_back;
   UInt n = SC_(bytecode_walk)(s, pcs, max, &called_back);
   for (UInt i = 0; n < max && !called_back && s->sp == s->high && i < FAMILY_LIST_MAX && go_to_parent(s); i++)
      n += SC_(bytecode_walk)(s, pcs + n, max - n, &called_back);
   if (called_back)
      s->aside = SC_(fiber_put_aside)(rt, lo, hi);
   return n;
}

void SC_(bytecode5_operations)(Runtime* rt, const Bytecode5* offsets)
{
   at = *offsets;
   SC_(bytecode_operations)(rt, trap_above);
   rt->changes_stacks = NULL;
   rt->starts_stack = NULL;
   rt->parent_stack = NULL;
   rt->calling_stack = NULL;
   rt->handler = handler;
   rt->bytecode_stack = bytecode_stack;
   rt->bytecode_frames = bytecode_frames;
}
