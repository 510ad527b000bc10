/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A product, a comparison or a checksum is no address: what is loaded for it needs no tag. */
#include "guest/tag_ops.h"

Bool SC_(has_shadow)(Int offset)
{
   return (offset >= OFFSET(RAX) && offset < OFFSET(R15) + 8 && offset != OFFSET(RSP))
          || (offset >= OFFSET(YMM0) && offset < OFFSET(YMM16) + 32)
          || (offset >= OFFSET(FPREG) && offset < OFFSET(FPREG) + 64);
}

IRType SC_(tag_type)(IRType type)
{
   switch (type) {
   case Ity_I64: case Ity_F64: return Ity_I64;
   case Ity_V128: case Ity_V256: return type;
   default: return Ity_INVALID;
   }
}

static Passing unary(IROp op)
{
   switch (op) {
   case Iop_ReinterpF64asI64: case Iop_ReinterpI64asF64:
      return PASS_SAME;
   case Iop_64UtoV128: case Iop_V128to64: case Iop_V128HIto64:
   case Iop_V256to64_0: case Iop_V256to64_1: case Iop_V256to64_2: case Iop_V256to64_3:
   case Iop_V256toV128_0: case Iop_V256toV128_1:
      return PASS_MOVED;
   case Iop_64to32: case Iop_64HIto32:
      return PASS_HALF;
   default:
      return PASS_NOTHING;
   }
}

static Passing binary(const IRExpr* e)
{
   const Bool constant = e->Iex.Binop.arg2->tag == Iex_Const;
   switch (e->Iex.Binop.op) {
   case Iop_Add64:                                   return PASS_SUM;
   case Iop_Sub64:                                   return constant ? PASS_SUM : PASS_DIFFERENCE;
   case Iop_Or64: case Iop_Xor64: case Iop_And64:    return PASS_EITHER;
   case Iop_Shl64: case Iop_Shr64:                   return constant ? PASS_SHIFTED : PASS_NOTHING;
   case Iop_I64StoF64: case Iop_F64toI64S:           return PASS_SECOND;
   case Iop_32HLto64:                                return PASS_HALVES;
   case Iop_64HLtoV128: case Iop_SetV128lo64: case Iop_InterleaveLO64x2: case Iop_InterleaveHI64x2:
   case Iop_V128HLtoV256:                            return PASS_MOVED;
   case Iop_AndV128: case Iop_AndV256:               return PASS_MASK;
   case Iop_OrV128: case Iop_XorV128: case Iop_OrV256: case Iop_XorV256:
                                                     return PASS_BOTH;
   default:                                          return PASS_NOTHING;
   }
}

Passing SC_(passing)(const IRExpr* e)
{
   switch (e->tag) {
   case Iex_Unop:  return unary(e->Iex.Unop.op);
   case Iex_Binop: return binary(e);
   case Iex_Qop:   return e->Iex.Qop.details->op == Iop_64x4toV256 ? PASS_MOVED : PASS_NOTHING;
   default:        return PASS_NOTHING;
   }
}

static void need(Rewrite* b, const IRExpr* atom)
{
   Temp* t = atom ? SC_(temp_of)(b, atom) : NULL;
   if (t)
      t->needed = True;
}

static void need_operands(Rewrite* b, const IRExpr* e)
{
   switch (e->tag) {
   case Iex_Unop:  need(b, e->Iex.Unop.arg); break;
   case Iex_Binop: need(b, e->Iex.Binop.arg1); need(b, e->Iex.Binop.arg2); break;
   case Iex_Qop:
      need(b, e->Iex.Qop.details->arg1); need(b, e->Iex.Qop.details->arg2);
      need(b, e->Iex.Qop.details->arg3); need(b, e->Iex.Qop.details->arg4);
      break;
   default: break;
   }
}

/* Of a flat expression whose own tag matters. */
static void need_all(Rewrite* b, const IRExpr* e)
{
   if (e->tag == Iex_RdTmp)
      need(b, e);
   else if (e->tag == Iex_ITE) {
      need(b, e->Iex.ITE.iftrue);
      need(b, e->Iex.ITE.iffalse);
   } else if (SC_(passing)(e) != PASS_NOTHING)
      need_operands(b, e);
}

/* Addresses are looked at anyway. */
static void need_of_statement(Rewrite* b, const IRStmt* st)
{
   switch (st->tag) {
   case Ist_WrTmp: {
      const IRExpr* e = st->Ist.WrTmp.data;
      if (e->tag == Iex_Load)
         need(b, e->Iex.Load.addr);
      else if ((Int)st->Ist.WrTmp.tmp < b->temps && b->temp[st->Ist.WrTmp.tmp].needed)
         need_all(b, e);
      break;
   }
   case Ist_Put:    if (SC_(has_shadow)(st->Ist.Put.offset)) need(b, st->Ist.Put.data); break;
   case Ist_PutI:   need(b, st->Ist.PutI.details->data); break;
   case Ist_Store:
      need(b, st->Ist.Store.addr);
      need(b, st->Ist.Store.data);
      break;
   case Ist_StoreG: need(b, st->Ist.StoreG.details->addr); break;
   case Ist_LoadG:  need(b, st->Ist.LoadG.details->addr); break;
   case Ist_CAS:    need(b, st->Ist.CAS.details->addr); need(b, st->Ist.CAS.details->dataLo); break;
   default: break;
   }
}

void SC_(tags_needed)(Rewrite* b, const IRSB* in, Int from)
{
   for (Int i = in->stmts_used - 1; i >= from; i--)
      need_of_statement(b, in->stmts[i]);
}
