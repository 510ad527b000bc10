/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags in memory. Accesses are taken as aligned: what an unaligned one moves has the
   tag of the word in which it begins, and is no address when it is used. */
#include "guest/tag_memory.h"

#include "guest/access_rules.h"
#include "guest/options.h"
#include "guest/store_rules.h"
#include "guest/value.h"
#include "provenance/shadow.h"

/* Where the tag of the word at `addr` is. `*entry`, when asked for, is the primary
   entry: 0 when there is no tag in the chunk. */
static IRExpr* shadow_address(Rewrite* b, IRExpr* addr, IRExpr** entry)
{
   IRExpr* chunk = SC_(binop)(b, Ity_I64, Iop_Shr64, addr, IRExpr_Const(IRConst_U8(SHADOW_CHUNK_BITS - 3)));
   IRExpr* bytes = SC_(binop)(b, Ity_I64, Iop_And64, chunk, SC_(word)((SHADOW_PRIMARIES - 1) << 3));
   IRExpr* e = SC_(load_at)(b, Ity_I64, SC_(binop)(b, Ity_I64, Iop_Add64, bytes,
                                                   SC_(word)((UWord)SC_(shadow_primary))));
   IRExpr* in = SC_(binop)(b, Ity_I64, Iop_And64, addr, SC_(word)((SHADOW_CHUNK - 1) & ~7UL));
   IRExpr* at = SC_(binop)(b, Ity_I64, Iop_Add64, e, in);
   if (entry)
      *entry = e;
   return SC_(binop)(b, Ity_I64, Iop_Add64, at, SC_(word)((UWord)SC_(shadow_nothing)));
}

static IRExpr* is_tag(Rewrite* b, IRExpr* t)
{
   return SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, t);
}

/* A mark, or a tag whose epoch is over; 0 is none. */
static IRExpr* not_of_now(Rewrite* b, IRExpr* t)
{
   IRExpr* below = SC_(binop)(b, Ity_I64, Iop_Sub64, t, SC_(word)(1));
   return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, below, b->over);
}

/* In code that others run too: nothing while no stub runs. */
static IRExpr* while_in_stub(Rewrite* b, IRExpr* tags)
{
   return b->in_stub ? SC_(binop)(b, Ity_I64, Iop_And64, tags, b->in_stub) : tags;
}

/* The place in the code that a report names; libc's own says nothing. */
static IRExpr* place(const Rewrite* b)
{
   return SC_(word)(b->class == CODE_NEUTRAL ? 0 : b->last_ip);
}

/*--- Addresses ---*/

/* Each tag is looked at once in a superblock. */
static Bool is_checked(Rewrite* b, IRTemp tag)
{
   for (Word i = 0; i < VG_(sizeXA)(b->checked); i++)
      if (*(IRTemp*)VG_(indexXA)(b->checked, i) == tag)
         return True;
   VG_(addToXA)(b->checked, &tag);
   return False;
}

static Bool is_one_of(UChar c, const UChar* set, UInt n)
{
   for (UInt i = 0; i < n; i++)
      if (set[i] == c)
         return True;
   return False;
}

/* Does the instruction at `ip` move or compute with a double of SSE's that it takes from memory,
   or puts there? Compilers move integers by others (movq). */
static Bool handles_real(Addr ip)
{
   static const UChar scalar[] = { 0x10, 0x11, 0x2C, 0x2D, 0x51, 0x58, 0x59, 0x5A, 0x5C, 0x5D, 0x5E, 0x5F };
   const UChar* p = (const UChar*)ip;
   UChar prefix = *p;
   if (prefix == 0xC5 || prefix == 0xC4) { /* AVX: the prefix is in the last two bits */
      p += prefix == 0xC5 ? 1 : 2;
      if (prefix == 0xC4 && (p[-1] & 0x1F) != 1)
         return False;
      prefix = (*p & 3) == 3 ? 0xF2 : (*p & 3) == 1 ? 0x66 : 0;
      p++;
   } else {
      p += (p[1] & 0xF0) == 0x40 ? 2 : 1;
      if (*p++ != 0x0F)
         return False;
   }
   return (prefix == 0x66 && (*p == 0x2E || *p == 0x2F))
          || (prefix == 0xF2 && is_one_of(*p, scalar, sizeof scalar));
}

/* Addresses near 0: those of small immediates, and NULL's. */
static IRExpr* is_low(Rewrite* b, IRExpr* addr)
{
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Add64, addr, SC_(word)(LOW_BELOW));
   return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, above, SC_(word)(LOW_BELOW + LOW_ABOVE));
}

/* The address is tagged, and not in the span that was looked at last. */
static IRExpr* is_outside(Rewrite* b, IRExpr* addr, IRExpr* tag, Bool real)
{
   IRExpr* lo = real ? SC_(load_var)(b, Ity_I64, &SC_(rules_real_span).lo) : b->span_lo;
   IRExpr* size = real ? SC_(load_var)(b, Ity_I64, &SC_(rules_real_span).size) : b->span_size;
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, addr, lo);
   IRExpr* outside = SC_(binop)(b, Ity_I1, Iop_CmpLE64U, size, above);
   return SC_(and1)(b, outside, is_tag(b, tag));
}

/* What is to be known of an access through `t`: see guest/value.h. */
static UWord facts_of(const Rewrite* b, const Temp* t, Int bytes, Bool written, Bool real)
{
   const Bool sum = t->base != IRTemp_INVALID && t->index != IRTemp_INVALID;
   return (UWord)bytes | (written ? ACCESS_WRITES : 0) | (b->class == CODE_NEUTRAL ? ACCESS_NEUTRAL : 0)
          | (real ? ACCESS_REAL : 0) | (sum ? ACCESS_INDEXED : 0)
          | (sum && b->temp[t->index].scaled ? ACCESS_SCALED : 0) | (b->last_ip - b->head) << ACCESS_FROM_HEAD;
}

/* Bounds and kinds are looked at in stubs. Bytes at the very address are in any block. */
void SC_(check_address)(Rewrite* b, IRExpr* addr, Int bytes, Bool written)
{
   IRExpr* tag = SC_(origin_of)(b, addr);
   if (!tag)
      return;
   const Temp* t = SC_(temp_of)(b, addr);
   const Bool asks = b->bounds && (bytes == 8 || (bytes < 8 && t->base != IRTemp_INVALID))
                     && SC_(rules_bounds_wanted)(b->last_ip);
   const Bool real = asks && bytes == 8 && handles_real(b->last_ip);
   const Bool seen = is_checked(b, tag->Iex.RdTmp.tmp);
   if (seen && !asks)
      return;
   IRExpr* guard = asks ? is_outside(b, addr, tag, real) : NULL;
   if (!seen) {
      IRExpr* odd = not_of_now(b, tag);
      if (b->bounds || b->class == CODE_NEUTRAL)
         odd = SC_(binop)(b, Ity_I1, Iop_Or1, odd, is_low(b, addr));
      guard = guard ? SC_(binop)(b, Ity_I1, Iop_Or1, odd, guard) : odd;
   }
   IRExpr* base = t->base != IRTemp_INVALID ? IRExpr_RdTmp(t->base) : addr;
   SC_(call)(b, guard, "address_used", &SC_(address_used),
             mkIRExprVec_4(addr, base, tag, SC_(word)(facts_of(b, t, bytes, written, real))));
}

/*--- Accesses that ask for no tag ---*/

void SC_(check_behind)(Rewrite* b, IRExpr* addr)
{
   IRExpr* t = SC_(load_at)(b, Ity_I64, shadow_address(b, addr, NULL));
   IRExpr* behind = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, t, SC_(word)(TAG_BEHIND));
   SC_(call)(b, behind, "behind_used", &SC_(behind_used), mkIRExprVec_2(addr, SC_(word)(False)));
}

void SC_(check_freed)(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, shadow_address(b, addr, NULL)));
   IRExpr* freed = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, t, SC_(word)(TAG_RELEASED));
   SC_(call)(b, freed, "released_used", &SC_(released_used), mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
}

/*--- Loads ---*/

/* Freed; or behind a C block, of which libraries read more than they want. */
static IRExpr* is_no_memory(Rewrite* b, IRExpr* t)
{
   if (!b->bounds)
      return SC_(binop)(b, Ity_I1, Iop_CmpEQ64, t, SC_(word)(TAG_RELEASED));
   IRExpr* below = SC_(binop)(b, Ity_I64, Iop_Sub64, t, SC_(word)(TAG_RELEASED));
   return SC_(binop)(b, Ity_I1, Iop_CmpLE64U, below, SC_(word)(TAG_BEHIND - TAG_RELEASED));
}

static IRExpr* tag_of_word(Rewrite* b, IRExpr* addr, IRExpr* value)
{
   IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, shadow_address(b, addr, NULL)));
   IRExpr* over = not_of_now(b, t);
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, value, b->heap_lo);
   IRExpr* inside = SC_(binop)(b, Ity_I1, Iop_CmpLT64U, above, b->heap_size);
   IRExpr* slow = SC_(binop)(b, Ity_I1, Iop_Or1, SC_(and1)(b, over, inside), is_no_memory(b, t));
   IRExpr* found = SC_(call_for)(b, slow, "tag_loaded", b->bounds ? &SC_(tag_loaded_exactly) : &SC_(tag_loaded),
                                 mkIRExprVec_3(addr, value, place(b)));
   return SC_(ite)(b, Ity_I64, slow, found, SC_(ite)(b, Ity_I64, over, SC_(word)(0), t));
}

/* The tags of `n` words as they are in memory, or'ed. Beyond the end of a chunk this
   reads nonsense; see crosses. */
static IRExpr* all_tags(Rewrite* b, IRExpr* at, Int n)
{
   IRExpr* any = SC_(load_at)(b, Ity_I64, at);
   for (Int i = 1; i < n; i++) {
      IRExpr* next = SC_(binop)(b, Ity_I64, Iop_Add64, at, SC_(word)(8 * (UWord)i));
      any = SC_(binop)(b, Ity_I64, Iop_Or64, any, SC_(load_at)(b, Ity_I64, next));
   }
   return any;
}

/* Do `n` words from `addr` on reach into the next chunk? */
static IRExpr* crosses(Rewrite* b, IRExpr* addr, Int n)
{
   IRExpr* in = SC_(binop)(b, Ity_I64, Iop_And64, addr, SC_(word)((SHADOW_CHUNK - 1) & ~7UL));
   return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, SC_(word)(SHADOW_CHUNK - 8 * (UWord)n), in);
}

static IRExpr* tags_of_vector(Rewrite* b, IRExpr* addr, IRType type)
{
   const Int n = sizeofIRType(type) / 8;
   IRExpr* any = while_in_stub(b, all_tags(b, shadow_address(b, addr, NULL), n));
   IRExpr* slow = SC_(binop)(b, Ity_I1, Iop_Or1, is_tag(b, any), crosses(b, addr, n));
   SC_(call)(b, slow, "tags_loaded", &SC_(tags_loaded), mkIRExprVec_3(addr, SC_(word)((UWord)n), place(b)));
   IRExpr* from = SC_(ite)(b, Ity_I64, slow, SC_(word)((UWord)SC_(lanes)), SC_(word)((UWord)SC_(no_lanes)));
   return SC_(load_at)(b, type, from);
}

IRExpr* SC_(tag_of_load)(Rewrite* b, IRExpr* addr, IRExpr* value)
{
   const IRType type = SC_(type_of)(b, value);
   if (type == Ity_V128 || type == Ity_V256)
      return tags_of_vector(b, addr, type);
   if (type == Ity_F64)
      value = SC_(unop)(b, Ity_I64, Iop_ReinterpF64asI64, value);
   return tag_of_word(b, addr, value);
}

/*--- Stores ---*/

/* OCaml's, or freed, or behind a block. */
static IRExpr* is_marked(Rewrite* b, IRExpr* old)
{
   IRExpr* below = SC_(binop)(b, Ity_I64, Iop_Sub64, while_in_stub(b, old), SC_(word)(1));
   return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, below, SC_(word)(TAG_SPECIAL));
}

static IRExpr* is_plain_tag(Rewrite* b, IRExpr* old)
{
   return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, SC_(word)(TAG_SPECIAL), old);
}

static void store_untagged_word(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* at = shadow_address(b, addr, NULL);
   IRExpr* old = SC_(load_at)(b, Ity_I64, at);
   SC_(store_if)(b, is_plain_tag(b, old), at, SC_(word)(0));
   if (bytes == 8)
      SC_(call)(b, is_marked(b, old), "untagged_stored", &SC_(untagged_stored),
                mkIRExprVec_2(addr, SC_(word)(8)));
}

static void store_tagged_word(Rewrite* b, IRExpr* addr, IRExpr* value, IRExpr* tag)
{
   IRExpr* entry;
   IRExpr* at = shadow_address(b, addr, &entry);
   IRExpr* old = SC_(load_at)(b, Ity_I64, at);
   IRExpr* below = SC_(binop)(b, Ity_I64, Iop_Sub64, old, SC_(word)(1));
   IRExpr* open = SC_(binop)(b, Ity_I1, Iop_CmpLE64U, SC_(word)(TAG_SPECIAL), below);
   IRExpr* plain = SC_(and1)(b, open, SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, entry));
   SC_(store_if)(b, plain, at, tag);
   IRExpr* first = SC_(and1)(b, SC_(unop)(b, Ity_I1, Iop_Not1, plain), is_tag(b, tag));
   IRExpr* slow = SC_(binop)(b, Ity_I1, Iop_Or1, first, is_marked(b, old));
   SC_(call)(b, slow, "tag_stored", &SC_(tag_stored), mkIRExprVec_3(addr, value, tag));
}

static void store_vector(Rewrite* b, IRExpr* addr, Int bytes, IRExpr* tags)
{
   const Int n = bytes / 8;
   IRExpr* any = all_tags(b, shadow_address(b, addr, NULL), n);
   IRExpr* slow = SC_(binop)(b, Ity_I1, Iop_Or1, is_tag(b, any), crosses(b, addr, n));
   if (!tags) {
      SC_(call)(b, slow, "untagged_stored", &SC_(untagged_stored),
                mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
      return;
   }
   SC_(store_var)(b, SC_(lanes), tags);
   IRExpr* new = is_tag(b, all_tags(b, SC_(word)((UWord)SC_(lanes)), n));
   SC_(call)(b, SC_(binop)(b, Ity_I1, Iop_Or1, slow, new), "tags_stored", &SC_(tags_stored),
             mkIRExprVec_2(addr, SC_(word)((UWord)n)));
}

/* The last part of a word that is copied in parts takes its tag along. */
static void copy_narrow(Rewrite* b, IRExpr* addr, IRExpr* from, Int bytes)
{
   IRExpr* last = SC_(word)(8 - (UWord)bytes);
   IRExpr* differ = SC_(binop)(b, Ity_I64, Iop_Or64, SC_(binop)(b, Ity_I64, Iop_Xor64, addr, last),
                               SC_(binop)(b, Ity_I64, Iop_Xor64, from, last));
   IRExpr* low = SC_(binop)(b, Ity_I64, Iop_And64, differ, SC_(word)(7));
   SC_(call)(b, SC_(binop)(b, Ity_I1, Iop_CmpEQ64, low, SC_(word)(0)), "tag_copied", &SC_(tag_copied),
             mkIRExprVec_3(addr, from, place(b)));
}

/* A new block may be filled by parts of words. */
static void tell_narrow(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* lo = SC_(load_var)(b, Ity_I64, &SC_(unfilled).lo);
   IRExpr* size = SC_(load_var)(b, Ity_I64, &SC_(unfilled).size);
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, addr, lo);
   SC_(call)(b, SC_(binop)(b, Ity_I1, Iop_CmpLT64U, above, size), "rules_stored_near", &SC_(rules_stored_near),
             mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
}

/* Bytes that are stored one or two at a time leave the tag of their word as it is: a
   word made of them points into OCaml's heap only where such a word is copied. */
static void store_narrow(Rewrite* b, IRExpr* addr, const Temp* t, Int bytes)
{
   if (bytes == 4)
      store_untagged_word(b, addr, bytes);
   if (SC_(options).c_memory)
      SC_(check_freed)(b, addr, bytes);
   if (SC_(tag_of)(b, addr) && (b->bounds || b->class == CODE_NEUTRAL))
      tell_narrow(b, addr, bytes);
   if (t && t->narrow)
      copy_narrow(b, addr, t->narrow, bytes);
}

void SC_(tag_store)(Rewrite* b, IRExpr* addr, IRExpr* value)
{
   const IRType type = SC_(type_of)(b, value);
   const Int bytes = sizeofIRType(type);
   IRExpr* tag = SC_(tag_of)(b, value);
   if (bytes > 8)
      store_vector(b, addr, bytes, type == Ity_V128 || type == Ity_V256 ? tag : NULL);
   else if (tag)
      store_tagged_word(b, addr, type == Ity_F64 ? SC_(unop)(b, Ity_I64, Iop_ReinterpF64asI64, value)
                                                 : value, tag);
   else if (bytes == 8)
      store_untagged_word(b, addr, bytes);
   else
      store_narrow(b, addr, SC_(temp_of)(b, value), bytes);
}

/* Of a block that may be OCaml's, when it may be an immediate that is stored there. */
IRExpr* SC_(overwritten)(Rewrite* b, IRExpr* addr, IRExpr* value)
{
   if (!b->bounds || SC_(type_of)(b, value) != Ity_I64 || !SC_(tag_of)(b, addr)
       || (value->tag == Iex_Const && (value->Iex.Const.con->Ico.U64 & 1) == 0))
      return NULL;
   return SC_(load_at)(b, Ity_I64, addr);
}

void SC_(check_overwritten)(Rewrite* b, IRExpr* addr, IRExpr* value, IRExpr* old)
{
   IRExpr* immediate = SC_(unop)(b, Ity_I1, Iop_64to1, value);
   IRExpr* low = SC_(binop)(b, Ity_I64, Iop_And64, old, SC_(word)(7));
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, old, b->heap_lo);
   IRExpr* block = SC_(and1)(b, SC_(binop)(b, Ity_I1, Iop_CmpEQ64, low, SC_(word)(0)),
                             SC_(binop)(b, Ity_I1, Iop_CmpLT64U, above, b->heap_size));
   IRExpr* guard = SC_(and1)(b, is_tag(b, SC_(tag_of)(b, addr)), SC_(and1)(b, immediate, block));
   SC_(call)(b, guard, "rules_overwritten", &SC_(rules_overwritten), mkIRExprVec_2(addr, old));
}

void SC_(tags_overwritten)(Rewrite* b, IRExpr* guard, IRExpr* addr, Int bytes)
{
   SC_(call)(b, guard, "untagged_stored", &SC_(untagged_stored),
             mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
}

/*--- Compare and swap ---*/

/* The word that was there has its tag; the new one's goes there when it was stored. */
void SC_(copy_cas)(Rewrite* b, IRStmt* st)
{
   const IRCAS* c = st->Ist.CAS.details;
   const Int bytes = sizeofIRType(SC_(type_of)(b, c->dataLo));
   SC_(check_address)(b, c->addr, bytes, True);
   addStmtToIRSB(b->out, st);
   if (bytes != 8 || c->dataHi) {
      SC_(tags_overwritten)(b, NULL, c->addr, c->dataHi ? 2 * bytes : bytes);
      return;
   }
   Temp* old = &b->temp[c->oldLo];
   IRExpr* was = IRExpr_RdTmp(c->oldLo);
   old->tag = tag_of_word(b, c->addr, was)->Iex.RdTmp.tmp;
   IRExpr* stored = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, was, c->expdLo);
   IRExpr* tag = SC_(tag_of)(b, c->dataLo);
   SC_(call)(b, stored, "tag_stored", &SC_(tag_stored),
             mkIRExprVec_3(c->addr, c->dataLo, tag ? tag : SC_(word)(0)));
}

/*--- Without tags ---*/

static void watch_store(Rewrite* b, IRExpr* addr, Int bytes)
{
   if (bytes < 8)
      return;
   IRExpr* old = SC_(load_at)(b, Ity_I64, shadow_address(b, addr, NULL));
   SC_(call)(b, is_marked(b, old), "untagged_stored", &SC_(untagged_stored),
             mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
}

void SC_(copy_watching)(Rewrite* b, IRStmt* st)
{
   addStmtToIRSB(b->out, st);
   if (st->tag == Ist_Store)
      watch_store(b, st->Ist.Store.addr, sizeofIRType(SC_(type_of)(b, st->Ist.Store.data)));
   else if (st->tag == Ist_CAS)
      watch_store(b, st->Ist.CAS.details->addr, sizeofIRType(SC_(type_of)(b, st->Ist.CAS.details->dataLo)));
}
