/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags at the border of a stub, as the amd64 C convention has it. */
#include "guest/boundary.h"

#include "base/client.h"
#include "guest/access_rules.h"
#include "guest/value.h"
#include "provenance/shadow.h"
#include "provenance/site.h"
#include "runtime/api.h"
#include "runtime/value.h"

/* Arguments on the stack that get tags: a stub may have more, but seldom has. */
#define STACK_ARGUMENTS (SITE_ARGUMENTS - 6)

static Registers* tags_of(Registers* regs)
{
   return regs + 1;
}

static ULong* argument(Registers* regs, UInt i)
{
   switch (i) {
   case 0:  return &regs->guest_RDI;
   case 1:  return &regs->guest_RSI;
   case 2:  return &regs->guest_RDX;
   case 3:  return &regs->guest_RCX;
   case 4:  return &regs->guest_R8;
   default: return &regs->guest_R9;
   }
}

static ULong* kept(Registers* regs, UInt i)
{
   switch (i) {
   case 0:  return &regs->guest_RBX;
   case 1:  return &regs->guest_RBP;
   case 2:  return &regs->guest_R12;
   case 3:  return &regs->guest_R13;
   case 4:  return &regs->guest_R14;
   default: return &regs->guest_R15;
   }
}

/* Vectors are left alone: no convention passes a value in one. */
void SC_(forget_registers)(Registers* regs)
{
   Registers* t = tags_of(regs); /* one by one: compilers make a slow instruction of a loop */
   t->guest_RAX = t->guest_RCX = t->guest_RDX = t->guest_RBX = t->guest_RSP = t->guest_RBP = t->guest_RSI = 0;
   t->guest_RDI = t->guest_R8 = t->guest_R9 = t->guest_R10 = t->guest_R11 = t->guest_R12 = t->guest_R13 = 0;
   t->guest_R14 = t->guest_R15 = 0;
}

/* Bytecode passes many arguments as an array of roots, and none on the C stack. */
static Bool passed_by_interpreter(const Registers* regs)
{
   const Runtime* rt = SC_(the_runtime)();
   if (!rt || !rt->argument_array)
      return False;
   const Addr lo = regs->guest_RDI;
   const UWord n = rt->argument_array(rt, lo, regs->guest_RSI);
   if (n)
      SC_(shadow_mark)(lo, lo + n * WORD_BYTES);
   return True;
}

static Bool passed_on_stack(Addr sp)
{
   const Runtime* rt = SC_(the_runtime)();
   UWord ret;
   return rt && SC_(client_word)(sp, &ret) && rt->stack_arguments(rt, ret);
}

/* Beyond the arity lie whatever words are there: they get tags too, which do no harm. */
void SC_(arguments_come)(Addr stub, Addr sp, Registers* regs)
{
   const UInt site = SC_(site_arguments)(stub);
   SC_(forget_registers)(regs);
   for (UInt i = 0; i < 6; i++)
      *argument(tags_of(regs), i) = SC_(tag_of_argument)(*argument(regs, i), site + i);
   const Addr first = sp + WORD_BYTES;
   if (passed_by_interpreter(regs) || !passed_on_stack(sp)
       || !SC_(client_readable)(first, STACK_ARGUMENTS * WORD_BYTES))
      return; /* OCaml's frames lie above those of any stub with so many */
   for (UInt i = 0; i < STACK_ARGUMENTS; i++) {
      const Addr a = first + i * WORD_BYTES;
      SC_(shadow_set)(a, SC_(tag_of_argument)(*(const UWord*)a, site + i + 6));
   }
}

void SC_(result_goes)(Registers* regs)
{
   SC_(value_returned)(regs->guest_RAX, tags_of(regs)->guest_RAX);
}

/* Words of an array of values that the function reads. Its length is the argument
   before it (caml_callbackN); without a bound nothing is looked at. */
static void look_at_array(const RuntimeFunction* f, Registers* regs, UInt i)
{
   const UWord n = i > 0 ? *argument(regs, i - 1) : 0;
   for (UWord k = 0; k < n && n <= 64; k++) {
      const Addr a = *argument(regs, i) + k * WORD_BYTES;
      UWord word;
      if (SC_(client_word)(a, &word))
         SC_(value_passed)(word, SC_(shadow_get)(a), f, i + 1);
   }
}

void SC_(arguments_go)(const RuntimeFunction* f, Registers* regs)
{
   const RuntimeApi* api = f->api;
   UInt left = api ? api->values | api->data | api->out_values | api->in_arrays : 0;
   for (UInt i = 0; left != 0; i++, left >>= 1) {
      const UInt bit = 1U << i;
      const UWord word = *argument(regs, i);
      const Tag t = *argument(tags_of(regs), i);
      if (api->values & bit)
         SC_(value_passed)(word, t, f, i + 1);
      if (((api->data | api->out_values | api->in_arrays) & bit)
          && (api->read_late & bit || SC_(tag_is_stale)(t)))
         SC_(address_passed)(word, t, f, i + 1);
      if ((api->data & bit) && SC_(is_no_memory)(word))
         SC_(rules_no_memory)(&(Access){ .addr = word, .base = word, .bytes = 1 }, t, False);
      if (api->strings & bit)
         SC_(rules_string_read)(word, t, f->name, i + 1);
      if (api->in_arrays & bit)
         look_at_array(f, regs, i);
   }
}

void SC_(hands_off)(Crossing* c, const RuntimeFunction* f, Registers* regs)
{
   for (UInt i = 0; i < 6; i++) {
      c->kept[i] = *kept(tags_of(regs), i);
      c->out_values[i] = f->api && (f->api->out_values & (1U << i)) ? *argument(regs, i) : 0;
   }
   c->epoch = SC_(epoch);
   SC_(forget_registers)(regs);
}

void SC_(result_comes)(const Crossing* c, const RuntimeFunction* f, Addr call, Registers* regs)
{
   SC_(forget_registers)(regs);
   for (UInt i = 0; i < 6; i++) {
      UWord word;
      *kept(tags_of(regs), i) = c->kept[i];
      if (c->out_values[i] && SC_(client_word)(c->out_values[i], &word))
         SC_(shadow_set)(c->out_values[i], SC_(tag_of_result)(word, f, call));
   }
   /* Exceptions come back from caml_callback_exn with bit 1 set (mlvalues.h). */
   const UWord encoded = f->role == ROLE_CALLBACK ? 2 : 0;
   if (!f->api || f->api->result == RESULT_VALUE)
      tags_of(regs)->guest_RAX = SC_(tag_of_result)(regs->guest_RAX & ~encoded, f, call);
}
