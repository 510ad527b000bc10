/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small pieces of IR. */
#include "guest/rewrite.h"

#include "pub_tool_machine.h" // VG_(fnptr_to_fnentry)

IRExpr* SC_(word)(UWord w)
{
   return IRExpr_Const(IRConst_U64(w));
}

IRExpr* SC_(assign)(Rewrite* b, IRType type, IRExpr* e)
{
   const IRTemp t = newIRTemp(b->out->tyenv, type);
   addStmtToIRSB(b->out, IRStmt_WrTmp(t, e));
   return IRExpr_RdTmp(t);
}

IRExpr* SC_(unop)(Rewrite* b, IRType type, IROp op, IRExpr* x)
{
   return SC_(assign)(b, type, IRExpr_Unop(op, x));
}

IRExpr* SC_(binop)(Rewrite* b, IRType type, IROp op, IRExpr* x, IRExpr* y)
{
   return SC_(assign)(b, type, IRExpr_Binop(op, x, y));
}

IRExpr* SC_(ite)(Rewrite* b, IRType type, IRExpr* cond, IRExpr* then, IRExpr* otherwise)
{
   return SC_(assign)(b, type, IRExpr_ITE(cond, then, otherwise));
}

IRExpr* SC_(load_at)(Rewrite* b, IRType type, IRExpr* addr)
{
   return SC_(assign)(b, type, IRExpr_Load(Iend_LE, type, addr));
}

IRExpr* SC_(load_var)(Rewrite* b, IRType type, const void* p)
{
   return SC_(load_at)(b, type, SC_(word)((UWord)p));
}

void SC_(store_var)(Rewrite* b, void* p, IRExpr* value)
{
   addStmtToIRSB(b->out, IRStmt_Store(Iend_LE, SC_(word)((UWord)p), value));
}

void SC_(store_if)(Rewrite* b, IRExpr* guard, IRExpr* addr, IRExpr* value)
{
   addStmtToIRSB(b->out, IRStmt_StoreG(Iend_LE, addr, value, guard));
}

IRExpr* SC_(get_reg)(Rewrite* b, Int offset)
{
   return SC_(assign)(b, Ity_I64, IRExpr_Get(offset, Ity_I64));
}

static void touches(IRDirty* d, IREffect fx, Int offset)
{
   const Int i = d->nFxState++;
   VG_(memset)(&d->fxState[i], 0, sizeof d->fxState[i]);
   d->fxState[i].fx = fx;
   d->fxState[i].offset = (UShort)offset;
   d->fxState[i].size = sizeof(ULong);
}

/* Makes the helper see the guest's stack: the registers that an unwinder needs are
   declared as read, so that VEX writes them back before the call. Shadow registers
   need no word: VEX keeps none of them in a register of the host. */
static void reads_stack_registers(IRDirty* d)
{
   touches(d, Ifx_Read, OFFSET(RSP));
   touches(d, Ifx_Read, OFFSET(RBP));
   touches(d, Ifx_Read, OFFSET(RIP));
}

static IRDirty* add_call(Rewrite* b, IRDirty* d, IRExpr* guard)
{
   if (guard)
      d->guard = guard;
   reads_stack_registers(d);
   addStmtToIRSB(b->out, IRStmt_Dirty(d));
   return d;
}

void SC_(call)(Rewrite* b, IRExpr* guard, const HChar* name, void* f, IRExpr** args)
{
   add_call(b, unsafeIRDirty_0_N(0, name, VG_(fnptr_to_fnentry)(f), args), guard);
}

/* What lives over a call is saved around it, guard or not: so the answer is the only thing that does,
   and where SC_(answer) has it. */
IRExpr* SC_(call_for)(Rewrite* b, IRExpr* guard, const HChar* name, void* f, IRExpr** args, IRExpr* otherwise)
{
   const Int answer = 2 * b->shadow + OFFSET(RAX);
   addStmtToIRSB(b->out, IRStmt_Put(answer, otherwise));
   IRDirty* d = add_call(b, unsafeIRDirty_0_N(0, name, VG_(fnptr_to_fnentry)(f), args), guard);
   touches(d, Ifx_Modify, answer);
   return SC_(get_reg)(b, answer);
}

void SC_(translate_again)(Rewrite* b, Addr lo, Addr hi, IRExpr* when)
{
   addStmtToIRSB(b->out, IRStmt_Put(OFFSET(CMSTART), SC_(word)(lo)));
   addStmtToIRSB(b->out, IRStmt_Put(OFFSET(CMLEN), SC_(word)(hi - lo)));
   addStmtToIRSB(b->out, IRStmt_Exit(when, Ijk_InvalICache, IRConst_U64(b->head), OFFSET(RIP)));
}

IRType SC_(type_of)(const Rewrite* b, const IRExpr* e)
{
   return typeOfIRExpr(b->out->tyenv, e);
}

Temp* SC_(temp_of)(const Rewrite* b, const IRExpr* atom)
{
   return atom->tag == Iex_RdTmp && (Int)atom->Iex.RdTmp.tmp < b->temps
          ? &b->temp[atom->Iex.RdTmp.tmp] : NULL;
}

IRTemp SC_(first_of)(const Rewrite* b, IRTemp t)
{
   return (Int)t < b->temps && b->temp[t].same != IRTemp_INVALID ? b->temp[t].same : t;
}

IRExpr* SC_(tag_of)(const Rewrite* b, const IRExpr* atom)
{
   const Temp* t = SC_(temp_of)(b, atom);
   return t && t->tag != IRTemp_INVALID ? IRExpr_RdTmp(t->tag) : NULL;
}

IRExpr* SC_(origin_of)(const Rewrite* b, const IRExpr* atom)
{
   const Temp* t = SC_(temp_of)(b, atom);
   return t && t->origin != IRTemp_INVALID ? IRExpr_RdTmp(t->origin) : SC_(tag_of)(b, atom);
}
