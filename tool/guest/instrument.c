/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Additions to the client's code. Decisions are made in IR from a word or two of
   the tool's memory; helpers are called only when something is to be done. */
#include "guest/instrument.h"

#include "base/base.h"
#include "guest/access_rules.h"
#include "guest/hook.h"
#include "guest/options.h"
#include "guest/result_rules.h"
#include "guest/rewrite.h"
#include "guest/shared_code.h"
#include "guest/store_rules.h"
#include "guest/tag_flow.h"
#include "guest/tag_memory.h"
#include "guest/tag_ops.h"
#include "guest/transition.h"
#include "guest/value.h"
#include "heap/gc.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "pub_tool_debuginfo.h" // VG_(get_fnname_if_entry)
#include "runtime/object.h"
#include "runtime/string_reader.h"

static IRExpr* mode_is_not(Rewrite* b, UWord mode)
{
   return SC_(binop)(b, Ity_I1, Iop_CmpNE64, SC_(load_var)(b, Ity_I64, &SC_(running).mode), SC_(word)(mode));
}

/*--- Ways out of stub code ---*/

static Bool stays_in_stub(const IRConst* target)
{
   return SC_(class_of_code)(target->Ico.U64) == CODE_STUB;
}

/* The next function is entered by a jump: remember from where. */
static void remember_jump(Rewrite* b)
{
   SC_(store_var)(b, &SC_(running).tail_ip, SC_(word)(b->last_ip));
   SC_(store_var)(b, &SC_(running).call_ip, SC_(word)(b->last_ip));
   SC_(store_var)(b, &SC_(running).tail_sp, SC_(get_reg)(b, OFFSET(RSP)));
}

/* Stub code jumps to the entry of another of its functions. */
static Bool is_inner_jump(const IRExpr* next)
{
   const HChar* name;
   return next->tag == Iex_Const
          && VG_(get_fnname_if_entry)(VG_(current_DiEpoch)(), next->Iex.Const.con->Ico.U64, &name);
}

static void remember_inner_jump(Rewrite* b)
{
   SC_(store_var)(b, &SC_(running).inner_ip, SC_(word)(b->last_ip));
   SC_(store_var)(b, &SC_(running).inner_sp, SC_(get_reg)(b, OFFSET(RSP)));
}

/* A return from stub code, or from a function of libc that stub code jumped to. */
static void leave_by_return(Rewrite* b)
{
   IRExpr* ret = SC_(load_var)(b, Ity_I64, &SC_(running).entry_ret);
   IRExpr* leaves = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, b->out->next, ret);
   SC_(call)(b, leaves, "stub_left", &SC_(stub_left),
             mkIRExprVec_2(SC_(word)(b->class == CODE_STUB ? b->last_ip : 0), IRExpr_GSPTR()));
}

/* malloc, or __tls_get_addr, returns what no stub has had: what was known of the register is over. */
static void result_is_new(Rewrite* b)
{
   addStmtToIRSB(b->out, IRStmt_Put(b->shadow + OFFSET(RAX), SC_(word)(0)));
}

static void stub_exit(Rewrite* b)
{
   const IRExpr* next = b->out->next;
   const Bool outside = next->tag != Iex_Const || !stays_in_stub(next->Iex.Const.con);
   switch (b->out->jumpkind) {
   case Ijk_Ret:
      leave_by_return(b);
      break;
   case Ijk_Call:
      if (outside) {
         SC_(store_var)(b, &SC_(running).tail_ip, SC_(word)(0));
         SC_(store_var)(b, &SC_(running).call_ip, SC_(word)(b->last_ip));
      }
      break;
   case Ijk_Boring:
      if (outside)
         remember_jump(b);
      else if (is_inner_jump(next))
         remember_inner_jump(b);
      break;
   default:
      break;
   }
}

/* Is the word in the heap, or nowhere? */
static IRExpr* is_told(Rewrite* b, IRExpr* word)
{
   IRExpr* in_heap = SC_(binop)(b, Ity_I1, Iop_CmpLT64U, SC_(binop)(b, Ity_I64, Iop_Sub64, word, b->heap_lo), b->heap_size);
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, word, SC_(word)(LOW_ABOVE));
   return SC_(binop)(b, Ity_I1, Iop_CmpLE64U, SC_(word)(MEMORY_BYTES),
                     SC_(ite)(b, Ity_I64, in_heap, SC_(word)(~0UL), above));
}

/* Stub code calls, or jumps to, a function of libc that reads strings: told as if that was entered already, so
   that the registers are what they are then. */
static void tell_strings(Rewrite* b)
{
   static const Int arguments[] = { OFFSET(RDI), OFFSET(RSI) };
   const IRExpr* next = b->out->next;
   const Bool plt = next->tag == Iex_Const && (b->out->jumpkind == Ijk_Call || b->out->jumpkind == Ijk_Boring)
                    && SC_(class_of_code)(next->Iex.Const.con->Ico.U64) == CODE_LINK;
   const StringReader* r = plt ? SC_(string_reader_at)(next->Iex.Const.con->Ico.U64) : NULL;
   if (!r)
      return;
   addStmtToIRSB(b->out, IRStmt_Put(OFFSET(RIP), SC_(word)(next->Iex.Const.con->Ico.U64)));
   for (UInt i = 0; i < 2; i++) {
      if (!(r->strings & (1U << i)))
         continue;
      IRExpr* word = SC_(get_reg)(b, arguments[i]);
      SC_(call)(b, is_told(b, word), "rules_string_read",
                &SC_(rules_string_read),
                mkIRExprVec_4(word, SC_(get_reg)(b, b->shadow + arguments[i]), SC_(word)((UWord)r->name),
                              SC_(word)(i + 1)));
   }
}

/*--- One superblock of each class ---*/

/* The first of the statements with which a superblock that asks for bounds begins. */
static Int retranslate_head(Rewrite* b, Addr ip)
{
   const Int first = b->out->stmts_used;
   if (b->bounds)
      SC_(translate_again)(b, ip, ip + 1, SC_(binop)(b, Ity_I1, Iop_CmpEQ64, SC_(load_var)(b, Ity_I64, &SC_(rules_retranslate)),
                                                     SC_(word)(ip)));
   return first;
}

static void drop_statements(IRSB* sb, Int from, Int until)
{
   for (Int i = from; i < until; i++)
      sb->stmts[i] = IRStmt_NoOp();
}

static void stub_head(Rewrite* b)
{
   SC_(call)(b, mode_is_not(b, MODE_STUB), "stub_entered", &SC_(stub_entered), mkIRExprVec_1(IRExpr_GSPTR()));
}

/* Smaller blocks lie in pools (sizeclasses.h: SIZECLASS_MAX is 128, with the header). */
enum { POOLED_WORDS = 127 };

/* When the entry of `f` is to be told; NULL for always. All are when a stub runs, and when results
   of stubs are in doubt. The sweeper's is entered for
   each run of dead blocks, so it is told only while it matters. */
static IRExpr* entry_guard(Rewrite* b, const RuntimeFunction* f)
{
   if (f->event == EVENT_FREE_RUN)
      return SC_(binop)(b, Ity_I1, Iop_CmpNE32, SC_(load_var)(b, Ity_I32, SC_(owners_to_sweep)()),
                         IRExpr_Const(IRConst_U32(0)));
   if (f->event == EVENT_LARGE_ALLOC)
      return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, SC_(word)(POOLED_WORDS), SC_(get_reg)(b, OFFSET(RSI)));
   if (SC_(hook_always)(f))
      return NULL;
   IRExpr* doubts = SC_(load_var)(b, Ity_I64, &SC_(results_in_doubt));
   IRExpr* either = SC_(binop)(b, Ity_I64, Iop_Or64, SC_(load_var)(b, Ity_I64, &SC_(running).mode), doubts);
   return SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, either);
}

static void runtime_head(Rewrite* b, const RuntimeFunction* f)
{
   SC_(call)(b, entry_guard(b, f), "hook_entry", &SC_(hook_entry),
             mkIRExprVec_2(SC_(word)((UWord)f), IRExpr_GSPTR()));
}

/* The runtime calls something outside it: memmove, when it compacts. */
static void runtime_exit(Rewrite* b)
{
   const IRExpr* next = b->out->next;
   if (b->out->jumpkind != Ijk_Call
       || (next->tag == Iex_Const
           && SC_(class_of_code)(next->Iex.Const.con->Ico.U64) == CODE_RUNTIME))
      return;
   IRExpr* guard = SC_(binop)(b, Ity_I1, Iop_CmpNE64,
                               SC_(load_var)(b, Ity_I64, &SC_(gc_compaction_flag)), SC_(word)(0));
   SC_(call)(b, guard, "hook_copy", &SC_(hook_copy),
             mkIRExprVec_3(SC_(get_reg)(b, OFFSET(RDI)), SC_(get_reg)(b, OFFSET(RSI)),
                           SC_(get_reg)(b, OFFSET(RDX))));
}

/* What tags are compared with, once per superblock: calls, which change it, end one. */
static void read_moment(Rewrite* b)
{
   b->over = SC_(load_var)(b, Ity_I64, &SC_(tags_over));
   b->heap_lo = SC_(load_var)(b, Ity_I64, &SC_(heap_bounds).lo);
   b->heap_size = SC_(load_var)(b, Ity_I64, &SC_(heap_bounds).size);
   b->span_lo = SC_(load_var)(b, Ity_I64, &SC_(rules_span).lo);
   b->span_size = SC_(load_var)(b, Ity_I64, &SC_(rules_span).size);
   if (b->class != CODE_NEUTRAL)
      return;
   IRExpr* mode = SC_(load_var)(b, Ity_I64, &SC_(running).mode);
   b->in_stub = SC_(binop)(b, Ity_I64, Iop_Sub64, SC_(word)(MODE_OTHER), mode);
   b->outside = SC_(binop)(b, Ity_I64, Iop_Sub64, mode, SC_(word)(MODE_STUB));
}

static void copy_with_all_tags(Rewrite* b, const IRSB* in, Int from)
{
   read_moment(b);
   if (SC_(options).values)
      SC_(tags_needed)(b, in, from);
   for (Int i = from; i < in->stmts_used; i++) {
      IRStmt* st = in->stmts[i];
      if (st->tag == Ist_IMark)
         b->last_ip = st->Ist.IMark.addr;
      else if (st->tag == Ist_Exit && b->class == CODE_STUB && st->Ist.Exit.jk == Ijk_Boring
               && !stays_in_stub(st->Ist.Exit.dst))
         remember_jump(b);
      if (SC_(options).values)
         SC_(copy_with_tags)(b, st);
      else
         SC_(copy_watching)(b, st);
   }
}

Bool SC_(stays_plain)(CodeClass class, Addr ip)
{
   return class == CODE_OCAML || class == CODE_UNKNOWN || class == CODE_RUNTIME
          || (class == CODE_NEUTRAL && SC_(shared_stays_plain)(ip));
}

static void copy_plain(Rewrite* b, const IRSB* in, Int from)
{
   for (Int i = from; i < in->stmts_used; i++)
      addStmtToIRSB(b->out, in->stmts[i]);
}

/* Copies what precedes the first instruction (self-checks); its index. */
static Int copy_preamble(Rewrite* b, const IRSB* in)
{
   Int i = 0;
   while (i < in->stmts_used && in->stmts[i]->tag != Ist_IMark)
      addStmtToIRSB(b->out, in->stmts[i++]);
   return i;
}

static Rewrite new_rewrite(const IRSB* in, CodeClass class, Addr ip)
{
   Rewrite b;
   VG_(memset)(&b, 0, sizeof b);
   b.out = deepCopyIRSBExceptStmts(in);
   b.class = class;
   b.shadow = sizeof(Registers);
   b.head = b.last_ip = ip;
   b.bounds = class == CODE_STUB && SC_(options).values && SC_(uses_values)(ip);
   b.temps = in->tyenv->types_used;
   b.temp = SC_(new)("sc.instrument", ((SizeT)b.temps + 1) * sizeof *b.temp);
   for (Int i = 0; i < b.temps; i++)
      b.temp[i].tag = b.temp[i].origin = b.temp[i].base = b.temp[i].index = b.temp[i].half = b.temp[i].from
         = b.temp[i].same = IRTemp_INVALID;
   for (Int i = 0; i < 16; i++)
      b.last_put[i] = IRTemp_INVALID;
   b.checked = VG_(newXA)(VG_(malloc), "sc.instrument", VG_(free), sizeof(IRTemp));
   return b;
}

IRSB* SC_(instrument)(VgCallbackClosure* closure, IRSB* in, const VexGuestLayout* layout,
                      const VexGuestExtents* extents, const VexArchInfo* arch,
                      IRType guest_word, IRType host_word)
{
   const Addr ip = extents->base[0];
   const CodeClass class = SC_(class_of_code)(ip);
   const RuntimeFunction* f = class == CODE_RUNTIME ? SC_(runtime_entry)(ip) : NULL;
   if (class == CODE_OCAML || class == CODE_UNKNOWN)
      return in;

   tl_assert(layout->total_sizeB == sizeof(Registers));
   if (SC_(rules_retranslate) == ip)
      SC_(rules_retranslate) = 0;
   Rewrite b = new_rewrite(in, class, ip);
   const Int first = copy_preamble(&b, in);
   const Int head = retranslate_head(&b, ip);
   const Int head_end = b.out->stmts_used;
   if (class == CODE_STUB)
      stub_head(&b);
   if (f)
      runtime_head(&b, f);
   const Bool plain = SC_(stays_plain)(class, ip);
   if (class == CODE_NEUTRAL && plain)
      SC_(shared_head_plain)(&b);
   else if (class == CODE_NEUTRAL)
      SC_(shared_head_tagged)(&b, in);
   if ((class == CODE_STUB || class == CODE_NEUTRAL) && !plain)
      copy_with_all_tags(&b, in, first);
   else
      copy_plain(&b, in, first);
   if (!b.asks)
      drop_statements(b.out, head, head_end);
   if (class == CODE_STUB)
      stub_exit(&b);
   if (class == CODE_STUB && SC_(options).values)
      tell_strings(&b);
   if (class == CODE_LINK && b.out->jumpkind == Ijk_Ret)
      result_is_new(&b);
   if (((class == CODE_NEUTRAL && !plain) || class == CODE_LINK) && b.out->jumpkind == Ijk_Ret)
      leave_by_return(&b);
   if (class == CODE_RUNTIME)
      runtime_exit(&b);
   VG_(free)(b.temp);
   VG_(deleteXA)(b.checked);
   return b.out;
}
