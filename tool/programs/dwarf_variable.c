/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A name is told only of a variable that had the word at the GC point, and was alive: what is
   used is that variable, or a copy of it. Optimisers tell the place of a variable from address to
   address, while it is alive. Other variables (-O0, or their address was taken) have one place for
   ever; of those only the one counts from which the word was loaded for the use.

   The frame must still be the same at the use. The stub's own is, as long as the stub runs.
   Another may be a later call of the same function: then such a variable counts only if the word
   was got in that function, and is no parameter, of which nobody knows who gave it. */
#include "dwarf_variable.h"

#include "dwarf_type.h"

#include <dwarf.h>
#include <string.h>

/* ---- Frames ---- */

static bool same_die(Dwarf_Die* a, Dwarf_Die* b)
{
   return a != NULL && b != NULL && dwarf_dieoffset(a) == dwarf_dieoffset(b);
}

static bool is_scope_of(const Moment* m, Dwarf_Die* die)
{
   for (int i = 0; i < m->scopes.n; i++)
      if (same_die(&m->scopes.dies[i], die))
         return true;
   return false;
}

static bool is_in_function(const Frame* code, const Moment* m)
{
   if (code->file == NULL || code->file != m->frame.file)
      return false;
   Scopes s    = scopes_at(code->file, code->addr);
   bool   same = s.n > 0 && same_die(&s.dies[s.n - 1], moment_function(m));
   scopes_free(&s);
   return same;
}

static bool same_frame(const Moment* a, const Moment* b)
{
   return a->frame.file == b->frame.file && same_die(moment_function(a), moment_function(b))
       && a->cfa.kind == PLACE_MEMORY && b->cfa.kind == PLACE_MEMORY && a->cfa.word == b->cfa.word;
}

/* The stack at the GC point, innermost first, as far as it is known. */
static size_t unwind(const Question* q, Moment* moments)
{
   uint64_t last = q->stub.regs[REG_RSP] + 8;
   size_t   n    = 0;
   Frame    next = q->crossing;
   do
      moments[n++] = moment_of(&next);
   while (n < FRAMES_MAX && moments[n - 1].cfa.word < last
          && caller_of(&moments[n - 1], &q->stack, q->bias, &next));
   return n;
}

/* ---- Variables ---- */

/* One frame, at the use and at the GC point. */
typedef struct {
   const Question* question;
   const Moment*   now;
   const Moment*   before;
   bool            own; /* it is the stub's */
} Pair;

static bool is_at_use(const Question* q, uint64_t addr)
{
   for (size_t i = 0; i < q->at.count; i++)
      if (q->at.words[i] == addr)
         return true;
   return false;
}

/* Did it hold the word at the GC point? A word of the stack is there still. */
static bool held(const Pair* p, Dwarf_Die* variable)
{
   const Question* q     = p->question;
   Place           place = place_of_variable(p->before, variable);
   uint64_t        word  = place.word;
   if (place.kind == PLACE_MEMORY && (!stack_word(&q->stack, place.word, &word) || !is_at_use(q, place.word)))
      return false;
   return place.kind != PLACE_NONE && word == q->word;
}

/* Does the compiler tell of its place from address to address? */
static bool has_places(Dwarf_Die* variable)
{
   Dwarf_Attribute attribute;
   if (dwarf_attr(variable, DW_AT_location, &attribute) == NULL)
      return false;
   unsigned form = dwarf_whatform(&attribute);
   return form == DW_FORM_sec_offset || form == DW_FORM_loclistx || form == DW_FORM_data4 || form == DW_FORM_data8;
}

static bool is_variable(Dwarf_Die* die)
{
   int tag = dwarf_tag(die);
   return (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) && dwarf_diename(die) != NULL;
}

/* The macros of caml/memory.h declare variables of their own. */
static bool is_of_macro(Dwarf_Die* variable)
{
   return strncmp(dwarf_diename(variable), "caml__", 6) == 0;
}

static bool is_at(const Moment* m, Dwarf_Die* variable, uint64_t addr)
{
   Place place = place_of_variable(m, variable);
   return place.kind == PLACE_MEMORY && place.word == addr;
}

/* Has a macro loaded it for the use, from a variable of its own? */
static bool macro_loaded(const Pair* p)
{
   Dwarf_Die child;
   for (int i = 0; i < p->now->scopes.n; i++) {
      if (dwarf_child(&p->now->scopes.dies[i], &child) != 0)
         continue;
      do
         if (is_variable(&child) && is_of_macro(&child) && is_at(p->now, &child, p->question->kept))
            return true;
      while (dwarf_siblingof(&child, &child) == 0);
   }
   return false;
}

/* Is it certain that the variable, which has held the word at the GC point, is the one? */
static bool is_certain(const Pair* p, Dwarf_Die* variable)
{
   if (has_places(variable))
      return true;
   if (!p->own && (dwarf_tag(variable) == DW_TAG_formal_parameter || !is_in_function(&p->question->origin, p->now)))
      return false;
   return is_at(p->before, variable, p->question->kept) || macro_loaded(p);
}

/* What has been found in one function. */
typedef struct {
   bool     any;              /* has held it, certain or not */
   unsigned values, pointers; /* that are certain */
   Holder   holder;
} Found;

static void add_variable(Found* found, Dwarf_Die* variable, TypeClass type)
{
   if (type == TYPE_VALUE && found->values++ == 0) {
      found->holder.value     = dwarf_diename(variable);
      found->holder.parameter = dwarf_tag(variable) == DW_TAG_formal_parameter;
   } else if (type == TYPE_POINTER && found->pointers++ == 0)
      found->holder.pointer = dwarf_diename(variable);
}

static void look_in_scope(const Pair* p, Dwarf_Die* scope, Found* found)
{
   Dwarf_Die child;
   if (!is_scope_of(p->before, scope) || dwarf_child(scope, &child) != 0)
      return;
   do {
      TypeClass type = is_variable(&child) && !is_of_macro(&child) ? type_class(&child) : TYPE_OTHER;
      if ((type != TYPE_VALUE && type != TYPE_POINTER) || !held(p, &child))
         continue;
      found->any = true;
      if (is_certain(p, &child))
         add_variable(found, &child, type);
   } while (dwarf_siblingof(&child, &child) == 0);
}

/* True when a variable has held it; `holder` has no names when that is not certain. */
static bool look_in_frame(const Pair* p, Holder* holder)
{
   Found found = { 0 };
   for (int i = 0; i < p->now->scopes.n; i++) {
      Dwarf_Die* scope = &p->now->scopes.dies[i];
      look_in_scope(p, scope, &found);
      if (!is_function(scope) || !found.any)
         continue;
      *holder = found.holder;
      if (found.values != 1)
         holder->value = NULL;
      if (found.pointers != 1)
         holder->pointer = NULL;
      holder->function = dwarf_diename(scope);
      holder->die      = *scope;
      return true;
   }
   return false;
}

static bool look_for(const Moment* m, uint64_t addr, Holder* holder)
{
   Dwarf_Die child, *function = NULL;
   for (int i = m->scopes.n - 1; i >= 0; i--) {
      Dwarf_Die* scope = &m->scopes.dies[i];
      if (is_function(scope))
         function = scope;
      if (dwarf_child(scope, &child) != 0)
         continue;
      do {
         if (!is_variable(&child) || !is_at(m, &child, addr) || type_class(&child) != TYPE_VALUE)
            continue;
         *holder = (Holder){ .value = dwarf_diename(&child), .function = dwarf_diename(function), .die = *function,
                             .parameter = dwarf_tag(&child) == DW_TAG_formal_parameter };
         return true;
      } while (dwarf_siblingof(&child, &child) == 0);
   }
   return false;
}

bool find_variable_at(const Frame* frames, size_t n, uint64_t addr, Holder* holder)
{
   bool found = false;
   for (size_t i = 0; i < n && !found; i++) {
      Moment m = moment_of(&frames[i]);
      found = look_for(&m, addr, holder);
      moment_free(&m);
   }
   return found;
}

bool find_holder(const Question* q, Holder* holder)
{
   Moment before[FRAMES_MAX];
   size_t n     = unwind(q, before);
   bool   found = false;
   for (size_t i = 0; i < q->frame_count && !found; i++) {
      Moment now = moment_of(&q->frames[i]);
      bool   own = now.cfa.word == q->stub.regs[REG_RSP] + 8 && is_in_function(&q->stub, &now);
      for (size_t k = 0; k < n && !found; k++)
         found = same_frame(&now, &before[k])
              && look_in_frame(&(Pair){ q, &now, &before[k], own }, holder);
      moment_free(&now);
   }
   for (size_t k = 0; k < n; k++)
      moment_free(&before[k]);
   return found && (holder->value != NULL || holder->pointer != NULL);
}
