/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of temporaries and registers. A temporary of a vector type has a vector of
   tags, one for each 64-bit lane; floats of 64 bits have the tag of the word. Types
   that are narrower have none: a value does not fit. */
#include "guest/tag_flow.h"

#include "guest/options.h"
#include "guest/tag_memory.h"
#include "provenance/tag.h"

/*--- Which registers have shadows ---*/

static Bool has_shadow(Int offset)
{
   return (offset >= OFFSET(RAX) && offset < OFFSET(R15) + 8 && offset != OFFSET(RSP))
          || (offset >= OFFSET(YMM0) && offset < OFFSET(YMM16) + 32)
          || (offset >= OFFSET(FPREG) && offset < OFFSET(FPREG) + 64);
}

/* The type of the tag of a thing of type `type`; Ity_INVALID: it has none. */
static IRType tag_type(IRType type)
{
   switch (type) {
   case Ity_I64: case Ity_F64: return Ity_I64;
   case Ity_V128: case Ity_V256: return type;
   default: return Ity_INVALID;
   }
}

static IRExpr* no_tag(IRType type)
{
   switch (type) {
   case Ity_V128: return IRExpr_Const(IRConst_V128(0));
   case Ity_V256: return IRExpr_Const(IRConst_V256(0));
   default:       return SC_(word)(0);
   }
}

/*--- Which tags matter ---*/

static void need(Rewrite* b, const IRExpr* atom)
{
   Temp* t = atom ? SC_(temp_of)(b, atom) : NULL;
   if (t)
      t->needed = True;
}

/* All temporaries in a flat expression. */
static void need_all(Rewrite* b, const IRExpr* e)
{
   switch (e->tag) {
   case Iex_RdTmp: need(b, e); break;
   case Iex_Load:  break; /* its address is looked at anyway */
   case Iex_Unop:  need(b, e->Iex.Unop.arg); break;
   case Iex_Binop: need(b, e->Iex.Binop.arg1); need(b, e->Iex.Binop.arg2); break;
   case Iex_ITE:   need(b, e->Iex.ITE.iftrue); need(b, e->Iex.ITE.iffalse); break;
   case Iex_Qop:
      need(b, e->Iex.Qop.details->arg1); need(b, e->Iex.Qop.details->arg2);
      need(b, e->Iex.Qop.details->arg3); need(b, e->Iex.Qop.details->arg4);
      break;
   default: break;
   }
}

static Bool adds_constant(const IRExpr* e)
{
   return e->tag == Iex_Binop && (e->Iex.Binop.op == Iop_Add64 || e->Iex.Binop.op == Iop_Sub64)
          && e->Iex.Binop.arg2->tag == Iex_Const;
}

static void need_of_statement(Rewrite* b, const IRStmt* st)
{
   switch (st->tag) {
   case Ist_WrTmp: {
      const IRExpr* e = st->Ist.WrTmp.data;
      if (e->tag == Iex_Load)
         need(b, e->Iex.Load.addr);
      if ((Int)st->Ist.WrTmp.tmp < b->temps && b->temp[st->Ist.WrTmp.tmp].needed)
         need_all(b, e);
      break;
   }
   case Ist_Put:    if (has_shadow(st->Ist.Put.offset)) need(b, st->Ist.Put.data); break;
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

/*--- Operations ---*/

/* `x` where it is a tag, else `y`. */
static IRExpr* either(Rewrite* b, IRExpr* x, IRExpr* y)
{
   if (!x || !y)
      return x ? x : y;
   return SC_(ite)(b, Ity_I64, SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, x), x, y);
}

/* What is computed is not the word any more that C has got. libc, and libraries that know
   nothing of values, do not say so: nothing is told of what they do with it. */
static IRExpr* derived(Rewrite* b, IRExpr* tag)
{
   if (!tag || !b->bounds)
      return tag;
   return SC_(ite)(b, Ity_I64, SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, tag),
                   SC_(binop)(b, Ity_I64, Iop_Or64, tag, SC_(word)(TAG_DERIVED)), SC_(word)(0));
}

static Bool is_sum(const IRExpr* e)
{
   return adds_constant(e) || (e->tag == Iex_Binop && e->Iex.Binop.op == Iop_Add64);
}

static IRExpr* flow_sum(Rewrite* b, Temp* dst, const IRExpr* e)
{
   IRExpr* origin = either(b, SC_(origin_of)(b, e->Iex.Binop.arg1), SC_(origin_of)(b, e->Iex.Binop.arg2));
   if (origin)
      dst->origin = origin->Iex.RdTmp.tmp;
   return derived(b, origin);
}

static IRExpr* flow_unop(Rewrite* b, const IRExpr* e)
{
   IRExpr* x = SC_(tag_of)(b, e->Iex.Unop.arg);
   if (!x)
      return NULL;
   switch (e->Iex.Unop.op) {
   case Iop_ReinterpF64asI64: case Iop_ReinterpI64asF64:
      return x;
   case Iop_64UtoV128:
      return SC_(unop)(b, Ity_V128, e->Iex.Unop.op, x);
   case Iop_V128to64: case Iop_V128HIto64:
   case Iop_V256to64_0: case Iop_V256to64_1: case Iop_V256to64_2: case Iop_V256to64_3:
      return SC_(unop)(b, Ity_I64, e->Iex.Unop.op, x);
   case Iop_V256toV128_0: case Iop_V256toV128_1:
      return SC_(unop)(b, Ity_V128, e->Iex.Unop.op, x);
   default:
      return NULL;
   }
}

/* A difference of two addresses is none. */
static IRExpr* flow_difference(Rewrite* b, IRExpr* x, IRExpr* y)
{
   if (!x || !y)
      return x;
   return SC_(ite)(b, Ity_I64, SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, y), SC_(word)(0), x);
}

/* Masks choose lanes. Where both have tags, either may be the mask. */
static IRExpr* flow_mask(Rewrite* b, IRType type, const IRExpr* e, IRExpr* x, IRExpr* y)
{
   const Bool wide = type == Ity_V256;
   const IROp and = wide ? Iop_AndV256 : Iop_AndV128;
   IRExpr* by_y = x ? SC_(binop)(b, type, and, x, e->Iex.Binop.arg2) : NULL;
   IRExpr* by_x = y ? SC_(binop)(b, type, and, y, e->Iex.Binop.arg1) : NULL;
   if (!by_x || !by_y)
      return by_x ? by_x : by_y;
   return SC_(binop)(b, type, wide ? Iop_OrV256 : Iop_OrV128, by_x, by_y);
}

/* Operations that place lanes do the same with tags. */
static IRExpr* place_lanes(Rewrite* b, IRType type, const IRExpr* e, IRExpr* x, IRExpr* y)
{
   const IRType tx = tag_type(SC_(type_of)(b, e->Iex.Binop.arg1));
   const IRType ty = tag_type(SC_(type_of)(b, e->Iex.Binop.arg2));
   if (x || y)
      return SC_(binop)(b, type, e->Iex.Binop.op, x ? x : SC_(assign)(b, tx, no_tag(tx)),
                        y ? y : SC_(assign)(b, ty, no_tag(ty)));
   return NULL;
}

/* Two halves of one word, put together again in either order (pshufd moves words so). */
static IRExpr* flow_halves(Rewrite* b, const IRExpr* e)
{
   const Temp* hi = SC_(temp_of)(b, e->Iex.Binop.arg1);
   const Temp* lo = SC_(temp_of)(b, e->Iex.Binop.arg2);
   if (!hi || !lo || hi->half == IRTemp_INVALID || hi->half != lo->half || !hi->high || lo->high)
      return NULL;
   return SC_(tag_of)(b, IRExpr_RdTmp(hi->half));
}

static IRExpr* flow_binop(Rewrite* b, const IRExpr* e)
{
   IRExpr* x = SC_(tag_of)(b, e->Iex.Binop.arg1);
   IRExpr* y = SC_(tag_of)(b, e->Iex.Binop.arg2);
   switch (e->Iex.Binop.op) {
   case Iop_Or64: case Iop_Xor64: case Iop_And64:
      return derived(b, either(b, x, y));
   case Iop_Sub64:
      return derived(b, flow_difference(b, x, y));
   case Iop_Shl64: case Iop_Shr64: /* setjmp hides addresses by rotating them */
      return e->Iex.Binop.arg2->tag == Iex_Const ? derived(b, x) : NULL;
   case Iop_I64StoF64: case Iop_F64toI64S: /* fild and fistp: the first is the rounding */
      return y;
   case Iop_32HLto64:
      return flow_halves(b, e);
   case Iop_64HLtoV128: case Iop_SetV128lo64: case Iop_InterleaveLO64x2: case Iop_InterleaveHI64x2:
      return place_lanes(b, Ity_V128, e, x, y);
   case Iop_V128HLtoV256:
      return place_lanes(b, Ity_V256, e, x, y);
   case Iop_AndV128: return flow_mask(b, Ity_V128, e, x, y);
   case Iop_AndV256: return flow_mask(b, Ity_V256, e, x, y);
   case Iop_OrV128: case Iop_XorV128:
      return x && y ? SC_(binop)(b, Ity_V128, Iop_OrV128, x, y) : x ? x : y;
   case Iop_OrV256: case Iop_XorV256:
      return x && y ? SC_(binop)(b, Ity_V256, Iop_OrV256, x, y) : x ? x : y;
   default:
      return NULL;
   }
}

static IRExpr* flow_qop(Rewrite* b, const IRExpr* e)
{
   const IRQop* q = e->Iex.Qop.details;
   IRExpr* tag[4] = { SC_(tag_of)(b, q->arg1), SC_(tag_of)(b, q->arg2), SC_(tag_of)(b, q->arg3),
                      SC_(tag_of)(b, q->arg4) };
   if (q->op != Iop_64x4toV256 || (!tag[0] && !tag[1] && !tag[2] && !tag[3]))
      return NULL;
   for (Int i = 0; i < 4; i++)
      tag[i] = tag[i] ? tag[i] : SC_(word)(0);
   return SC_(assign)(b, Ity_V256, IRExpr_Qop(q->op, tag[0], tag[1], tag[2], tag[3]));
}

static IRExpr* flow_ite(Rewrite* b, const IRExpr* e, IRType type)
{
   IRExpr* x = SC_(tag_of)(b, e->Iex.ITE.iftrue);
   IRExpr* y = SC_(tag_of)(b, e->Iex.ITE.iffalse);
   if (!x && !y)
      return NULL;
   return SC_(ite)(b, type, e->Iex.ITE.cond, x ? x : SC_(assign)(b, type, no_tag(type)),
                   y ? y : SC_(assign)(b, type, no_tag(type)));
}

static IRExpr* flow_getI(Rewrite* b, const IRExpr* e)
{
   const IRRegArray* r = e->Iex.GetI.descr;
   if (!has_shadow(r->base) || (r->elemTy != Ity_F64 && r->elemTy != Ity_I64))
      return NULL;
   return SC_(assign)(b, Ity_I64, IRExpr_GetI(mkIRRegArray(r->base + b->shadow, Ity_I64, r->nElems),
                                              e->Iex.GetI.ix, e->Iex.GetI.bias));
}

/* The tag of a flat expression of type `type` that is no load. */
static IRExpr* flow(Rewrite* b, const IRExpr* e, IRType type)
{
   switch (e->tag) {
   case Iex_Get:
      return has_shadow(e->Iex.Get.offset)
             ? SC_(assign)(b, type, IRExpr_Get(e->Iex.Get.offset + b->shadow, type)) : NULL;
   case Iex_GetI:  return flow_getI(b, e);
   case Iex_RdTmp: return SC_(tag_of)(b, e);
   case Iex_Unop:  return flow_unop(b, e);
   case Iex_Binop: return flow_binop(b, e);
   case Iex_Qop:   return flow_qop(b, e);
   case Iex_ITE:   return flow_ite(b, e, type);
   default:        return NULL;
   }
}

/*--- What is known besides tags ---*/

static Bool is_narrow_move(IROp op)
{
   return op == Iop_8Uto64 || op == Iop_16Uto64 || op == Iop_32Uto64 || op == Iop_64to8
          || op == Iop_64to16 || op == Iop_64to32 || op == Iop_8Uto32 || op == Iop_16Uto32
          || op == Iop_32to8 || op == Iop_32to16;
}

static Bool is_general(Int offset)
{
   return offset >= OFFSET(RAX) && offset < OFFSET(R15) + 8;
}

/* The low part of a register that this superblock has written. */
static void note_register(Rewrite* b, Temp* dst, Int offset)
{
   const IRTemp t = b->last_put[(offset - OFFSET(RAX)) / 8];
   if (t != IRTemp_INVALID && offset % 8 == OFFSET(RAX) % 8)
      dst->narrow = b->temp[t].narrow;
}

static IRTemp base_of(const Rewrite* b, const IRExpr* x)
{
   const IRTemp base = SC_(temp_of)(b, x)->base;
   return base != IRTemp_INVALID ? base : x->Iex.RdTmp.tmp;
}

/* A sum of two: of a base and an index, in this order when it is known. */
static void note_sum(Rewrite* b, Temp* dst, const IRExpr* x, const IRExpr* y)
{
   const Temp* tx = SC_(temp_of)(b, x);
   const Temp* ty = SC_(temp_of)(b, y);
   if (!tx || !ty || tx->index != IRTemp_INVALID || ty->index != IRTemp_INVALID || (tx->scaled && ty->scaled))
      return;
   dst->base = base_of(b, tx->scaled ? y : x);
   dst->index = (tx->scaled ? x : y)->Iex.RdTmp.tmp;
}

/* A multiple of 2, 4 or 8, rounded or not. */
static Bool is_scaled(const IRExpr* e, const Temp* src)
{
   return e->tag == Iex_Binop && e->Iex.Binop.arg2->tag == Iex_Const
          && ((e->Iex.Binop.op == Iop_Shl64 && e->Iex.Binop.arg2->Iex.Const.con->Ico.U8 > 0)
              || (e->Iex.Binop.op == Iop_And64 && src->scaled));
}

static void note_shape(Rewrite* b, IRTemp t, const IRExpr* e)
{
   Temp* dst = &b->temp[t];
   if (e->tag == Iex_Get && is_general(e->Iex.Get.offset))
      note_register(b, dst, e->Iex.Get.offset);
   const IRExpr* x = e->tag == Iex_Unop ? e->Iex.Unop.arg : e->tag == Iex_Binop ? e->Iex.Binop.arg1 : e;
   const Temp* src = SC_(temp_of)(b, x);
   if (!src)
      return;
   if (e->tag == Iex_RdTmp) {
      const Temp was = *dst;
      *dst = *src;
      dst->tag = was.tag;
      dst->needed = was.needed;
   } else if (adds_constant(e)) {
      dst->base = base_of(b, x);
      dst->index = src->index;
   } else if (is_sum(e))
      note_sum(b, dst, x, e->Iex.Binop.arg2);
   else if (is_scaled(e, src))
      dst->scaled = True;
   else if (e->tag == Iex_Unop && is_narrow_move(e->Iex.Unop.op))
      dst->narrow = src->narrow;
   if (e->tag == Iex_Unop && (e->Iex.Unop.op == Iop_64to32 || e->Iex.Unop.op == Iop_64HIto32)) {
      dst->half = x->Iex.RdTmp.tmp;
      dst->high = e->Iex.Unop.op == Iop_64HIto32;
   }
}

/*--- Statements ---*/

/* A load of which no tag is asked for. */
static void load_without_tag(Rewrite* b, IRExpr* addr, Int bytes)
{
   if (SC_(options).c_memory)
      SC_(check_freed)(b, addr, bytes);
   if (b->bounds && bytes == 8)
      SC_(check_behind)(b, addr);
}

static void copy_assignment(Rewrite* b, IRStmt* st)
{
   const IRTemp t = st->Ist.WrTmp.tmp;
   const IRExpr* e = st->Ist.WrTmp.data;
   const IRType type = tag_type(typeOfIRTemp(b->out->tyenv, t));
   const Int bytes = e->tag == Iex_Load ? sizeofIRType(typeOfIRTemp(b->out->tyenv, t)) : 0;
   IRExpr* tag = NULL;
   if (e->tag == Iex_Load)
      SC_(check_address)(b, e->Iex.Load.addr, bytes, False);
   addStmtToIRSB(b->out, st);
   note_shape(b, t, e);
   if (e->tag == Iex_Load && type == Ity_INVALID)
      b->temp[t].narrow = e->Iex.Load.addr;
   if (type == Ity_INVALID || !b->temp[t].needed) {
      if (e->tag == Iex_Load)
         load_without_tag(b, e->Iex.Load.addr, bytes);
      return;
   }
   if (e->tag == Iex_Load)
      tag = SC_(tag_of_load)(b, e->Iex.Load.addr, IRExpr_RdTmp(t));
   else
      tag = is_sum(e) ? flow_sum(b, &b->temp[t], e) : flow(b, e, type);
   if (tag)
      b->temp[t].tag = tag->Iex.RdTmp.tmp;
}

/* A narrow write into a register with a shadow ends the tag of its word. */
static void copy_put(Rewrite* b, IRStmt* st)
{
   const Int offset = st->Ist.Put.offset;
   const IRType type = tag_type(SC_(type_of)(b, st->Ist.Put.data));
   IRExpr* tag = SC_(tag_of)(b, st->Ist.Put.data);
   addStmtToIRSB(b->out, st);
   if (is_general(offset))
      b->last_put[(offset - OFFSET(RAX)) / 8] = SC_(temp_of)(b, st->Ist.Put.data)
                                                ? st->Ist.Put.data->Iex.RdTmp.tmp : IRTemp_INVALID;
   if (!has_shadow(offset & ~7))
      return;
   if (type == Ity_INVALID)
      addStmtToIRSB(b->out, IRStmt_Put((offset & ~7) + b->shadow, SC_(word)(0)));
   else
      addStmtToIRSB(b->out, IRStmt_Put(offset + b->shadow, tag ? tag : no_tag(type)));
}

static void copy_putI(Rewrite* b, IRStmt* st)
{
   const IRPutI* p = st->Ist.PutI.details;
   IRExpr* tag = SC_(tag_of)(b, p->data);
   addStmtToIRSB(b->out, st);
   if (has_shadow(p->descr->base) && (p->descr->elemTy == Ity_F64 || p->descr->elemTy == Ity_I64))
      addStmtToIRSB(b->out, IRStmt_PutI(mkIRPutI(
         mkIRRegArray(p->descr->base + b->shadow, Ity_I64, p->descr->nElems), p->ix, p->bias,
         tag ? tag : SC_(word)(0))));
}

/* What a helper of VEX's writes has no tags. */
static void copy_dirty(Rewrite* b, IRStmt* st)
{
   const IRDirty* d = st->Ist.Dirty.details;
   addStmtToIRSB(b->out, st);
   for (Int i = 0; i < d->nFxState; i++) {
      if (d->fxState[i].fx == Ifx_Read)
         continue;
      for (Int r = 0; r <= d->fxState[i].nRepeats; r++) {
         const Int lo = d->fxState[i].offset + r * d->fxState[i].repeatLen;
         for (Int o = lo & ~7; o < lo + d->fxState[i].size; o += 8)
            if (has_shadow(o))
               addStmtToIRSB(b->out, IRStmt_Put(o + b->shadow, SC_(word)(0)));
      }
   }
   if (d->mFx == Ifx_Write || d->mFx == Ifx_Modify)
      SC_(tags_overwritten)(b, d->guard, d->mAddr, d->mSize);
}

void SC_(copy_with_tags)(Rewrite* b, IRStmt* st)
{
   switch (st->tag) {
   case Ist_WrTmp: copy_assignment(b, st); break;
   case Ist_Put:   copy_put(b, st); break;
   case Ist_PutI:  copy_putI(b, st); break;
   case Ist_Dirty: copy_dirty(b, st); break;
   case Ist_Store: {
      SC_(check_address)(b, st->Ist.Store.addr, sizeofIRType(SC_(type_of)(b, st->Ist.Store.data)), True);
      IRExpr* old = SC_(overwritten)(b, st->Ist.Store.addr, st->Ist.Store.data);
      addStmtToIRSB(b->out, st);
      if (old)
         SC_(check_overwritten)(b, st->Ist.Store.addr, st->Ist.Store.data, old);
      SC_(tag_store)(b, st->Ist.Store.addr, st->Ist.Store.data);
      break;
   }
   case Ist_StoreG: {
      const IRStoreG* s = st->Ist.StoreG.details;
      addStmtToIRSB(b->out, st);
      SC_(tags_overwritten)(b, s->guard, s->addr, sizeofIRType(SC_(type_of)(b, s->data)));
      break;
   }
   case Ist_CAS: SC_(copy_cas)(b, st); break;
   default: addStmtToIRSB(b->out, st); break;
   }
}
