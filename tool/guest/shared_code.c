/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A function that is plain has a test at its first superblock only: further ones are come to through that
   one, and when a stub comes to it all are thrown away. Two things could come to a plain superblock in the
   middle while a stub runs:

   - a jump from the middle of another function, as assembly has them (memmove's variants share their tails):
     it is seen when the superblock that jumps is translated for a stub, and what it jumps to is entered, too;
   - a return or longjmp into a function that was entered while no stub ran (thread start), or that became
     plain again while another thread's stub was inside. A few instructions then give no tags and clear none.

   Where functions begin is not known (no unwind table) each superblock is a function of its own.

   A function that others enter again and again, and no stub, becomes plain again: a stub that copies at start would
   make each copy of the runtime's dear for ever. Not those into whose middle others jump. */
#include "guest/shared_code.h"

#include "guest/transition.h"
#include "pub_tool_hashtable.h"
#include "runtime/object.h"
#include "runtime/unwind_table.h"

typedef struct {
   VgHashNode node; /* by first address */
   Addr  hi;
   Bool  entered;   /* a stub has run it: all that is translated from now on has tags */
   Bool  plain;     /* something of it was translated without */
   Bool  jumped_to; /* into its middle */
   UWord discard;   /* not 0: something plain must go, and is still there */
   UWord others;    /* how often it was entered since a stub did */
   UWord patience;  /* so often, then it is plain again */
} SharedFunction;

/* To translate a function again costs as much as some thousand runs with tags; each time it was for
   nothing the next comes later. */
#define PATIENCE 4096

static VgHashTable* functions; /* of SharedFunction; they stay when their object goes: nothing is lost by it */

static SharedFunction* function_at(Addr ip)
{
   Addr lo = ip, hi = ip + 1;
   SC_(function_around)(ip, &lo, &hi);
   if (!functions)
      functions = VG_(HT_construct)("sc.shared_code");
   SharedFunction* f = VG_(HT_lookup)(functions, lo);
   if (!f) {
      f = SC_(new)("sc.shared_code", sizeof *f);
      f->node.key = lo;
      f->patience = PATIENCE;
      VG_(HT_add_node)(functions, f);
   }
   f->hi = hi;
   return f;
}

static void leave(Rewrite* b, const SharedFunction* f, IRExpr* when)
{
   SC_(translate_again)(b, f->node.key, f->hi, when);
}

/* From now on stubs run `f`. What is plain of it cannot be thrown away while something is translated, so
   superblocks that are translated from now on do it, whichever is run first. */
static void enter(Rewrite* b, SharedFunction* f)
{
   if (!f->entered)
      f->discard = f->plain;
   f->entered = True;
   if (!f->discard)
      return;
   IRExpr* discard = SC_(load_var)(b, Ity_I64, &f->discard);
   SC_(store_var)(b, &f->discard, SC_(word)(False));
   leave(b, f, SC_(binop)(b, Ity_I1, Iop_CmpNE64, discard, SC_(word)(False)));
}

Bool SC_(shared_stays_plain)(Addr ip)
{
   return SC_(running).mode != MODE_STUB && !function_at(ip)->entered;
}

void SC_(shared_head_plain)(Rewrite* b)
{
   SharedFunction* f = function_at(b->head);
   f->plain = True;
   if (f->node.key == b->head)
      leave(b, f, SC_(binop)(b, Ity_I1, Iop_CmpEQ64, SC_(load_var)(b, Ity_I64, &SC_(running).mode),
                           SC_(word)(MODE_STUB)));
}

static void enter_target(Rewrite* b, const SharedFunction* from, const IRConst* target)
{
   const Addr a = target->Ico.U64;
   if (SC_(class_of_code)(a) != CODE_NEUTRAL)
      return;
   SharedFunction* to = function_at(a);
   if (to == from || to->node.key == a)
      return;
   to->jumped_to = True;
   enter(b, to);
}

/* Bits of the result: all while no stub runs, else none. */
static IRExpr* others_run(Rewrite* b)
{
   IRExpr* mode = SC_(load_var)(b, Ity_I64, &SC_(running).mode);
   return SC_(binop)(b, Ity_I64, Iop_Sub64, mode, SC_(word)(MODE_STUB));
}

static void is_plain_again(SharedFunction* f)
{
   if (f->jumped_to)
      return; /* by now */
   f->entered = f->plain = False;
   f->others = 0;
   f->patience *= 2;
}

static void count_others(Rewrite* b, SharedFunction* f)
{
   IRExpr* more = SC_(binop)(b, Ity_I64, Iop_Add64, SC_(load_var)(b, Ity_I64, &f->others), SC_(word)(1));
   IRExpr* others = SC_(binop)(b, Ity_I64, Iop_And64, more, others_run(b));
   SC_(store_var)(b, &f->others, others);
   IRExpr* enough = SC_(binop)(b, Ity_I1, Iop_CmpLE64U, SC_(word)(f->patience), others);
   SC_(call)(b, enough, "is_plain_again", &is_plain_again, mkIRExprVec_1(SC_(word)((UWord)f)));
   leave(b, f, enough);
}

void SC_(shared_head_tagged)(Rewrite* b, const IRSB* in)
{
   SharedFunction* f = function_at(b->head);
   enter(b, f);
   if (f->node.key == b->head && !f->jumped_to)
      count_others(b, f);
   for (Int i = 0; i < in->stmts_used; i++)
      if (in->stmts[i]->tag == Ist_Exit)
         enter_target(b, f, in->stmts[i]->Ist.Exit.dst);
   if (in->next->tag == Iex_Const)
      enter_target(b, f, in->next->Iex.Const.con);
}
