/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of temporaries and registers. A temporary of a vector type has a vector of
   tags, one for each 64-bit lane; floats of 64 bits have the tag of the word. Types
   that are narrower have none: a value does not fit. */
#include "guest/tag_flow.h"

#include "guest/options.h"
#include "guest/tag_memory.h"
#include "guest/tag_ops.h"
#include "provenance/tag.h"

static IRExpr* no_tag(IRType type)
{
   switch (type) {
   case Ity_V128: return IRExpr_Const(IRConst_V128(0));
   case Ity_V256: return IRExpr_Const(IRConst_V256(0));
   default:       return SC_(word)(0);
   }
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

static IRExpr* flow_sum(Rewrite* b, Temp* dst, const IRExpr* e)
{
   IRExpr* origin = either(b, SC_(origin_of)(b, e->Iex.Binop.arg1), SC_(origin_of)(b, e->Iex.Binop.arg2));
   if (origin)
      dst->origin = origin->Iex.RdTmp.tmp;
   return derived(b, origin);
}

static IRExpr* flow_unop(Rewrite* b, const IRExpr* e, IRType type)
{
   IRExpr* x = SC_(tag_of)(b, e->Iex.Unop.arg);
   switch (x ? SC_(passing)(e) : PASS_NOTHING) {
   case PASS_SAME:  return x;
   case PASS_MOVED: return SC_(unop)(b, type, e->Iex.Unop.op, x);
   default:         return NULL;
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
   const IRType tx = SC_(tag_type)(SC_(type_of)(b, e->Iex.Binop.arg1));
   const IRType ty = SC_(tag_type)(SC_(type_of)(b, e->Iex.Binop.arg2));
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

static IRExpr* flow_both(Rewrite* b, IRType type, IRExpr* x, IRExpr* y)
{
   if (!x || !y)
      return x ? x : y;
   return SC_(binop)(b, type, type == Ity_V256 ? Iop_OrV256 : Iop_OrV128, x, y);
}

static IRExpr* flow_binop(Rewrite* b, const IRExpr* e, IRType type)
{
   IRExpr* x = SC_(tag_of)(b, e->Iex.Binop.arg1);
   IRExpr* y = SC_(tag_of)(b, e->Iex.Binop.arg2);
   switch (SC_(passing)(e)) {
   case PASS_EITHER:     return derived(b, either(b, x, y));
   case PASS_DIFFERENCE: return derived(b, flow_difference(b, x, y));
   case PASS_SHIFTED:    return derived(b, x);
   case PASS_SECOND:     return y;
   case PASS_HALVES:     return flow_halves(b, e);
   case PASS_MOVED:      return place_lanes(b, type, e, x, y);
   case PASS_MASK:       return flow_mask(b, type, e, x, y);
   case PASS_BOTH:       return flow_both(b, type, x, y);
   default:              return NULL;
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
   if (!SC_(has_shadow)(r->base) || (r->elemTy != Ity_F64 && r->elemTy != Ity_I64))
      return NULL;
   return SC_(assign)(b, Ity_I64, IRExpr_GetI(mkIRRegArray(r->base + b->shadow, Ity_I64, r->nElems),
                                              e->Iex.GetI.ix, e->Iex.GetI.bias));
}

/* The tag of a flat expression of type `type` that is no load. */
static IRExpr* flow(Rewrite* b, const IRExpr* e, IRType type)
{
   switch (e->tag) {
   case Iex_Get:
      return SC_(has_shadow)(e->Iex.Get.offset)
             ? SC_(assign)(b, type, IRExpr_Get(e->Iex.Get.offset + b->shadow, type)) : NULL;
   case Iex_GetI:  return flow_getI(b, e);
   case Iex_RdTmp: return SC_(tag_of)(b, e);
   case Iex_Unop:  return flow_unop(b, e, type);
   case Iex_Binop: return flow_binop(b, e, type);
   case Iex_Qop:   return flow_qop(b, e);
   case Iex_ITE:   return flow_ite(b, e, type);
   default:        return NULL;
   }
}

/*--- What is known besides tags ---*/

static Bool adds_constant(const IRExpr* e)
{
   return SC_(passing)(e) == PASS_SUM && e->Iex.Binop.arg2->tag == Iex_Const;
}

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
      const Long by = (Long)e->Iex.Binop.arg2->Iex.Const.con->Ico.U64;
      dst->base = base_of(b, x);
      dst->from = src->from != IRTemp_INVALID ? src->from : SC_(first_of)(b, x->Iex.RdTmp.tmp);
      dst->distance = src->distance + (e->Iex.Binop.op == Iop_Add64 ? by : -by);
      dst->index = src->index;
   } else if (SC_(passing)(e) == PASS_SUM)
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

/*--- What is worked out again ---*/

/* VEX works an address out for each instruction anew: 8(%rsi,%rcx,8), 16(%rsi,%rcx,8). What is known
   of the first such sum holds for the next ones. */
static Bool is_same_atom(const Rewrite* b, const IRExpr* x, const IRExpr* y)
{
   if (x->tag != Iex_RdTmp || y->tag != Iex_RdTmp)
      return x->tag == Iex_Const && y->tag == Iex_Const && eqIRConst(x->Iex.Const.con, y->Iex.Const.con);
   return SC_(first_of)(b, x->Iex.RdTmp.tmp) == SC_(first_of)(b, y->Iex.RdTmp.tmp);
}

static Bool is_same_sum(const Rewrite* b, const IRExpr* x, const IRExpr* y)
{
   return x->Iex.Binop.op == y->Iex.Binop.op && is_same_atom(b, x->Iex.Binop.arg1, y->Iex.Binop.arg1)
          && is_same_atom(b, x->Iex.Binop.arg2, y->Iex.Binop.arg2);
}

/* Has the sum or shift been worked out before? Then `t` is known; else it is remembered. */
static Bool is_known(Rewrite* b, IRTemp t, IRExpr* e)
{
   if (e->tag != Iex_Binop || (e->Iex.Binop.op != Iop_Add64 && e->Iex.Binop.op != Iop_Shl64))
      return False;
   for (UInt i = 0; i < SUMS && b->sum_of[i]; i++) {
      const Temp* first = &b->temp[b->sums[i]];
      if (is_same_sum(b, e, b->sum_of[i]) && (first->needed || !b->temp[t].needed)) {
         b->temp[t] = *first;
         b->temp[t].same = b->sums[i];
         return True;
      }
   }
   b->sums[b->next_sum % SUMS] = t;
   b->sum_of[b->next_sum++ % SUMS] = e;
   return False;
}

/*--- Statements ---*/

static void copy_assignment(Rewrite* b, IRStmt* st)
{
   const IRTemp t = st->Ist.WrTmp.tmp;
   IRExpr* e = st->Ist.WrTmp.data;
   const IRType type = SC_(tag_type)(typeOfIRTemp(b->out->tyenv, t));
   const Int bytes = e->tag == Iex_Load ? sizeofIRType(typeOfIRTemp(b->out->tyenv, t)) : 0;
   IRExpr* tag = NULL;
   if (e->tag == Iex_Load)
      SC_(check_address)(b, e->Iex.Load.addr, bytes, False);
   addStmtToIRSB(b->out, st);
   if (is_known(b, t, e))
      return;
   note_shape(b, t, e);
   if (e->tag == Iex_Load && type == Ity_INVALID)
      b->temp[t].narrow = e->Iex.Load.addr;
   if (type == Ity_INVALID || !b->temp[t].needed) {
      if (e->tag == Iex_Load)
         SC_(check_read)(b, e->Iex.Load.addr, bytes);
      return;
   }
   if (e->tag == Iex_Load)
      tag = SC_(tag_of_load)(b, e->Iex.Load.addr, IRExpr_RdTmp(t));
   else
      tag = SC_(passing)(e) == PASS_SUM ? flow_sum(b, &b->temp[t], e) : flow(b, e, type);
   if (tag)
      b->temp[t].tag = tag->Iex.RdTmp.tmp;
}

/* A narrow write into a register with a shadow ends the tag of its word. */
static void copy_put(Rewrite* b, IRStmt* st)
{
   const Int offset = st->Ist.Put.offset;
   const IRType type = SC_(tag_type)(SC_(type_of)(b, st->Ist.Put.data));
   IRExpr* tag = SC_(tag_of)(b, st->Ist.Put.data);
   addStmtToIRSB(b->out, st);
   if (is_general(offset))
      b->last_put[(offset - OFFSET(RAX)) / 8] = SC_(temp_of)(b, st->Ist.Put.data)
                                                ? st->Ist.Put.data->Iex.RdTmp.tmp : IRTemp_INVALID;
   if (!SC_(has_shadow)(offset & ~7))
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
   if (SC_(has_shadow)(p->descr->base) && (p->descr->elemTy == Ity_F64 || p->descr->elemTy == Ity_I64))
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
            if (SC_(has_shadow)(o))
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
