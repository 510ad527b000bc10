/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Additions to the client's code. Decisions are made in IR from a word or two of
   the tool's memory; helpers are called only when something is to be done. */
#include "guest/instrument.h"

#include "base/base.h"
#include "guest/hook.h"
#include "guest/transition.h"
#include "heap/gc.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "libvex_guest_amd64.h"
#include "pub_tool_debuginfo.h" // VG_(get_fnname_if_entry)
#include "pub_tool_machine.h" // VG_(fnptr_to_fnentry)
#include "runtime/object.h"

#define OFFSET(reg) ((Int)offsetof(VexGuestAMD64State, guest_##reg))

/* One superblock being rewritten. */
typedef struct {
   IRSB*     out;
   CodeClass class;
   Addr      last_ip;   /* of the last instruction copied */
   UChar*    on_stack;  /* per temporary: is it an address made from RSP? */
   Int       temps;     /* how many `on_stack` speaks of */
} Rewrite;

/*--- Small pieces of IR ---*/

static IRExpr* word(UWord w)
{
   return IRExpr_Const(IRConst_U64(w));
}

static IRExpr* assign(Rewrite* b, IRType type, IRExpr* e)
{
   const IRTemp t = newIRTemp(b->out->tyenv, type);
   addStmtToIRSB(b->out, IRStmt_WrTmp(t, e));
   return IRExpr_RdTmp(t);
}

static IRExpr* load(Rewrite* b, IRType type, const void* p)
{
   return assign(b, type, IRExpr_Load(Iend_LE, type, word((UWord)p)));
}

static void store(Rewrite* b, void* p, IRExpr* value)
{
   addStmtToIRSB(b->out, IRStmt_Store(Iend_LE, word((UWord)p), value));
}

static IRExpr* binop(Rewrite* b, IRType type, IROp op, IRExpr* x, IRExpr* y)
{
   return assign(b, type, IRExpr_Binop(op, x, y));
}

static IRExpr* get_reg(Rewrite* b, Int offset)
{
   return assign(b, Ity_I64, IRExpr_Get(offset, Ity_I64));
}

/* Makes the helper see the guest's stack: the registers that an unwinder needs are
   declared as read, so that VEX writes them back before the call. */
static void reads_stack_registers(IRDirty* d)
{
   static const Int offsets[] = { OFFSET(RSP), OFFSET(RBP), OFFSET(RIP) };
   d->nFxState = 3;
   for (Int i = 0; i < 3; i++) {
      VG_(memset)(&d->fxState[i], 0, sizeof d->fxState[i]);
      d->fxState[i].fx = Ifx_Read;
      d->fxState[i].offset = (UShort)offsets[i];
      d->fxState[i].size = 8;
   }
}

static void call(Rewrite* b, IRExpr* guard, Int regparms, const HChar* name, void* f, IRExpr** args)
{
   IRDirty* d = unsafeIRDirty_0_N(regparms, name, VG_(fnptr_to_fnentry)(f), args);
   if (guard)
      d->guard = guard;
   reads_stack_registers(d);
   addStmtToIRSB(b->out, IRStmt_Dirty(d));
}

static IRExpr* mode_is(Rewrite* b, UWord mode)
{
   return binop(b, Ity_I1, Iop_CmpEQ64, load(b, Ity_I64, &SC_(running).mode), word(mode));
}

static IRExpr* mode_is_not(Rewrite* b, UWord mode)
{
   return binop(b, Ity_I1, Iop_CmpNE64, load(b, Ity_I64, &SC_(running).mode), word(mode));
}

/*--- Stores ---*/

/* Addresses made from the stack pointer by adding constants are no heap. */
static void note_stack_address(Rewrite* b, const IRStmt* st)
{
   const IRTemp t = st->Ist.WrTmp.tmp;
   const IRExpr* e = st->Ist.WrTmp.data;
   if ((Int)t >= b->temps)
      return;
   if (e->tag == Iex_Get)
      b->on_stack[t] = e->Iex.Get.offset == OFFSET(RSP);
   else if (e->tag == Iex_Binop && (e->Iex.Binop.op == Iop_Add64 || e->Iex.Binop.op == Iop_Sub64)
            && e->Iex.Binop.arg1->tag == Iex_RdTmp && e->Iex.Binop.arg2->tag == Iex_Const)
      b->on_stack[t] = b->on_stack[e->Iex.Binop.arg1->Iex.RdTmp.tmp];
   else if (e->tag == Iex_RdTmp)
      b->on_stack[t] = b->on_stack[e->Iex.RdTmp.tmp];
}

static Bool cannot_be_heap(const Rewrite* b, const IRExpr* addr)
{
   return addr->tag == Iex_Const
          || (addr->tag == Iex_RdTmp && (Int)addr->Iex.RdTmp.tmp < b->temps
              && b->on_stack[addr->Iex.RdTmp.tmp]);
}

/* After a store of `bytes` to `addr`: tell the model if the page holds OCaml heap,
   and, in code that others run too, if a stub is running. */
static void after_store(Rewrite* b, IRExpr* addr, Int bytes)
{
   if (bytes < 8 || cannot_be_heap(b, addr))
      return;
   IRExpr* page = binop(b, Ity_I64, Iop_Shr64, addr, IRExpr_Const(IRConst_U8(PAGE_BITS)));
   IRExpr* index = binop(b, Ity_I64, Iop_And64, page, word(PAGE_COUNT - 1));
   IRExpr* where = binop(b, Ity_I64, Iop_Add64, index, word((UWord)SC_(heap_page)));
   IRExpr* mark = assign(b, Ity_I8, IRExpr_Load(Iend_LE, Ity_I8, where));
   if (b->class == CODE_NEUTRAL)
      mark = binop(b, Ity_I8, Iop_And8, mark, load(b, Ity_I8, &SC_(running).mode));
   IRExpr* guard = binop(b, Ity_I1, Iop_CmpNE8, mark, IRExpr_Const(IRConst_U8(0)));
   call(b, guard, 2, "hook_store", &SC_(hook_store), mkIRExprVec_2(addr, word((UWord)bytes)));
}

static Int bytes_of(const Rewrite* b, const IRExpr* e)
{
   return sizeofIRType(typeOfIRExpr(b->out->tyenv, e));
}

static void after_any_store(Rewrite* b, const IRStmt* st)
{
   switch (st->tag) {
   case Ist_Store:
      after_store(b, st->Ist.Store.addr, bytes_of(b, st->Ist.Store.data));
      break;
   case Ist_StoreG:
      after_store(b, st->Ist.StoreG.details->addr, bytes_of(b, st->Ist.StoreG.details->data));
      break;
   case Ist_CAS: {
      const IRCAS* cas = st->Ist.CAS.details;
      const Int n = bytes_of(b, cas->dataLo);
      after_store(b, cas->addr, cas->dataHi ? 2 * n : n);
      break;
   }
   case Ist_Dirty: {
      const IRDirty* d = st->Ist.Dirty.details;
      if (d->mFx == Ifx_Write || d->mFx == Ifx_Modify)
         after_store(b, d->mAddr, d->mSize);
      break;
   }
   default:
      break;
   }
}

/*--- Ways out of stub code ---*/

static Bool stays_in_stub(const IRConst* target)
{
   return SC_(class_of_code)(target->Ico.U64) == CODE_STUB;
}

/* The next function is entered by a jump: remember from where. */
static void remember_jump(Rewrite* b)
{
   store(b, &SC_(running).tail_ip, word(b->last_ip));
   store(b, &SC_(running).tail_sp, get_reg(b, OFFSET(RSP)));
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
   store(b, &SC_(running).inner_ip, word(b->last_ip));
   store(b, &SC_(running).inner_sp, get_reg(b, OFFSET(RSP)));
}

/* A return from stub code, or from a function of libc that stub code jumped to. */
static void leave_by_return(Rewrite* b)
{
   IRExpr* ret = load(b, Ity_I64, &SC_(running).entry_ret);
   IRExpr* leaves = binop(b, Ity_I1, Iop_CmpEQ64, b->out->next, ret);
   call(b, leaves, 0, "stub_left", &SC_(stub_left), mkIRExprVec_0());
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
      if (outside)
         store(b, &SC_(running).tail_ip, word(0));
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

/*--- One superblock of each class ---*/

static void stub_head(Rewrite* b, Addr ip)
{
   call(b, mode_is_not(b, MODE_STUB), 3, "stub_entered", &SC_(stub_entered),
        mkIRExprVec_3(word(ip), get_reg(b, OFFSET(RSP)), get_reg(b, OFFSET(RDI))));
}

/* When the entry of `f` is to be told; NULL for always. The sweeper's is entered for
   each run of dead blocks, so it is told only while it matters. */
static IRExpr* entry_guard(Rewrite* b, const RuntimeFunction* f)
{
   if (f->event == EVENT_FREE_RUN)
      return binop(b, Ity_I1, Iop_CmpNE32, load(b, Ity_I32, SC_(owners_to_sweep)()),
                   IRExpr_Const(IRConst_U32(0)));
   return SC_(hook_always)(f) ? NULL : mode_is(b, MODE_STUB);
}

static void runtime_head(Rewrite* b, const RuntimeFunction* f)
{
   call(b, entry_guard(b, f), 0, "hook_entry", &SC_(hook_entry),
        mkIRExprVec_5(word((UWord)f), get_reg(b, OFFSET(RSP)), get_reg(b, OFFSET(RDI)),
                      get_reg(b, OFFSET(RSI)), get_reg(b, OFFSET(RDX))));
}

/* The runtime calls something outside it: memmove, when it compacts. */
static void runtime_exit(Rewrite* b)
{
   const IRExpr* next = b->out->next;
   if (b->out->jumpkind != Ijk_Call
       || (next->tag == Iex_Const
           && SC_(class_of_code)(next->Iex.Const.con->Ico.U64) == CODE_RUNTIME))
      return;
   IRExpr* guard = binop(b, Ity_I1, Iop_CmpNE64,
                         load(b, Ity_I64, &SC_(gc_compaction_flag)), word(0));
   call(b, guard, 3, "hook_copy", &SC_(hook_copy),
        mkIRExprVec_3(get_reg(b, OFFSET(RDI)), get_reg(b, OFFSET(RSI)),
                      get_reg(b, OFFSET(RDX))));
}

static void copy_watching_stores(Rewrite* b, const IRSB* in, Int from)
{
   for (Int i = from; i < in->stmts_used; i++) {
      IRStmt* st = in->stmts[i];
      if (st->tag == Ist_IMark)
         b->last_ip = st->Ist.IMark.addr;
      else if (st->tag == Ist_WrTmp)
         note_stack_address(b, st);
      else if (st->tag == Ist_Exit && b->class == CODE_STUB && st->Ist.Exit.jk == Ijk_Boring
               && !stays_in_stub(st->Ist.Exit.dst))
         remember_jump(b);
      addStmtToIRSB(b->out, st);
      after_any_store(b, st);
   }
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

IRSB* SC_(instrument)(VgCallbackClosure* closure, IRSB* in, const VexGuestLayout* layout,
                      const VexGuestExtents* extents, const VexArchInfo* arch,
                      IRType guest_word, IRType host_word)
{
   const Addr ip = extents->base[0];
   const CodeClass class = SC_(class_of_code)(ip);
   const RuntimeFunction* f = class == CODE_RUNTIME ? SC_(runtime_entry)(ip) : NULL;
   if (class == CODE_OCAML || class == CODE_UNKNOWN)
      return in;

   Rewrite b = { deepCopyIRSBExceptStmts(in), class, ip, NULL, in->tyenv->types_used };
   b.on_stack = SC_(new)("sc.instrument", (SizeT)b.temps + 1);
   const Int first = copy_preamble(&b, in);
   if (class == CODE_STUB)
      stub_head(&b, ip);
   if (f)
      runtime_head(&b, f);
   if (class == CODE_RUNTIME)
      copy_plain(&b, in, first);
   else
      copy_watching_stores(&b, in, first);
   if (class == CODE_STUB)
      stub_exit(&b);
   if (class == CODE_NEUTRAL && b.out->jumpkind == Ijk_Ret)
      leave_by_return(&b);
   if (class == CODE_RUNTIME)
      runtime_exit(&b);
   VG_(free)(b.on_stack);
   return b.out;
}
