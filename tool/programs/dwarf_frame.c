/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Location expressions. Only plain places (a register, a word of the frame) are understood:
   what is computed otherwise is nowhere. */
#include "dwarf_frame.h"

#include <dwarf.h>
#include <stdlib.h>

enum { RETURN_ADDRESS = 16 /* as if it were a register */ };

static const Place nowhere = { PLACE_NONE, 0 };

void frame_set(Frame* f, unsigned reg, uint64_t word)
{
   f->regs[reg] = word;
   f->known    |= 1U << reg;
}

bool stack_word(const StackWords* s, uint64_t addr, uint64_t* word)
{
   uint64_t i = (addr - s->start) / 8;
   if (addr < s->start || (addr - s->start) % 8 != 0 || i >= s->count)
      return false;
   *word = s->words[i];
   return true;
}

/* ---- Expressions ---- */

static Place of_register(const Moment* m, uint64_t reg, PlaceKind kind, uint64_t offset)
{
   if (reg >= REG_COUNT || (m->frame.known & (1U << reg)) == 0)
      return nowhere;
   return (Place){ kind, m->frame.regs[reg] + offset };
}

static Place beyond(Place base, uint64_t offset)
{
   return base.kind == PLACE_NONE ? nowhere : (Place){ PLACE_MEMORY, base.word + offset };
}

static Place place_of_op(const Moment* m, const Dwarf_Op* op)
{
   if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31)
      return of_register(m, op->atom - DW_OP_reg0, PLACE_VALUE, 0);
   if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
      return of_register(m, op->atom - DW_OP_breg0, PLACE_MEMORY, op->number);
   switch (op->atom) {
   case DW_OP_regx:           return of_register(m, op->number, PLACE_VALUE, 0);
   case DW_OP_bregx:          return of_register(m, op->number, PLACE_MEMORY, op->number2);
   case DW_OP_fbreg:          return beyond(m->base, op->number);
   case DW_OP_call_frame_cfa: return m->cfa;
   default:                   return nowhere;
   }
}

static Place place_of_ops(const Moment* m, const Dwarf_Op* ops, size_t n)
{
   Place p = n == 1 || n == 2 ? place_of_op(m, &ops[0]) : nowhere;
   if (n < 2)
      return p;
   if (p.kind == PLACE_MEMORY && ops[1].atom == DW_OP_stack_value)
      return (Place){ PLACE_VALUE, p.word };
   return p.kind == PLACE_MEMORY && ops[1].atom == DW_OP_plus_uconst ? beyond(p, ops[1].number) : nowhere;
}

/* The place that an attribute tells at the moment's address. */
static Place place_of_attribute(const Moment* m, Dwarf_Die* die, unsigned name)
{
   const DwarfFile* f = m->frame.file;
   Dwarf_Attribute  attribute;
   Dwarf_Op*        ops;
   size_t           n;
   Dwarf_Addr       pc = m->frame.addr + f->bias - f->dwarf_bias;
   if (dwarf_attr(die, name, &attribute) == NULL || dwarf_getlocation_addr(&attribute, pc, &ops, &n, 1) != 1)
      return nowhere;
   return place_of_ops(m, ops, n);
}

Place place_of_variable(const Moment* m, Dwarf_Die* variable)
{
   return place_of_attribute(m, variable, DW_AT_location);
}

/* ---- Moments ---- */

static Place find_cfa(const Moment* m)
{
   Dwarf_Frame* rule = frame_rule(m->frame.file, m->frame.addr);
   Dwarf_Op*    ops;
   size_t       n;
   Place        p = nowhere;
   if (rule != NULL && dwarf_frame_cfa(rule, &ops, &n) == 0)
      p = place_of_ops(m, ops, n);
   free(rule);
   return p;
}

Dwarf_Die* moment_function(const Moment* m)
{
   return m->scopes.n > 0 ? &m->scopes.dies[m->scopes.n - 1] : NULL;
}

Moment moment_of(const Frame* frame)
{
   Moment m = { *frame, scopes_at(frame->file, frame->addr), nowhere, nowhere };
   m.cfa = find_cfa(&m);
   if (m.scopes.n > 0)
      m.base = place_of_attribute(&m, moment_function(&m), DW_AT_frame_base);
   return m;
}

void moment_free(Moment* m)
{
   scopes_free(&m->scopes);
}

/* ---- Callers ---- */

/* What the register holds in the caller. */
static bool restored(const Moment* m, Dwarf_Frame* rule, unsigned reg, const StackWords* stack, uint64_t* word)
{
   Dwarf_Op  memory[3];
   Dwarf_Op* ops;
   size_t    n;
   if (dwarf_frame_register(rule, (int)reg, memory, &ops, &n) != 0)
      return false;
   if (n == 0) { /* no rule: a call keeps it. (What libdw 0.188 has for that leaves out rbx.) */
      Place same = of_register(m, reg, PLACE_VALUE, 0);
      *word = same.word;
      return same.kind == PLACE_VALUE;
   }
   Place p = place_of_ops(m, ops, n);
   *word = p.word;
   return p.kind == PLACE_VALUE || (p.kind == PLACE_MEMORY && stack_word(stack, p.word, word));
}

bool caller_of(const Moment* m, const StackWords* stack, uint64_t bias, Frame* caller)
{
   static const unsigned kept[] = { REG_RBX, REG_RBP, REG_R12, REG_R13, REG_R14, REG_R15 };
   Dwarf_Frame* rule = frame_rule(m->frame.file, m->frame.addr);
   uint64_t     word;
   bool         known = rule != NULL && m->cfa.kind == PLACE_MEMORY
                     && restored(m, rule, RETURN_ADDRESS, stack, &word);
   if (known) {
      *caller = (Frame){ .file = m->frame.file, .addr = word - 1 - bias };
      frame_set(caller, REG_RSP, m->cfa.word);
      for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
         if (restored(m, rule, kept[i], stack, &word))
            frame_set(caller, kept[i], word);
   }
   free(rule);
   return known;
}
