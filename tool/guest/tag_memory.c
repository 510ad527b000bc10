/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags in memory. Accesses are taken as aligned: what an unaligned one moves has the
   tag of the word in which it begins, and is no address when it is used.

   A guard is one comparison of words, each time anew: of a Boolean that is and'ed, or'ed or
   used twice VEX makes a register, which costs more than the comparison. So tags are
   compared by their rank, t - 1: it is the highest of all where there is no tag, 0 to 2 for
   the marks, and below b->over for these and what is stale. */
#include "guest/tag_memory.h"

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

static IRExpr* rank_of(Rewrite* b, IRExpr* t)
{
   return SC_(binop)(b, Ity_I64, Iop_Sub64, t, SC_(word)(1));
}

static IRExpr* below(Rewrite* b, IRExpr* x, IRExpr* limit)
{
   return SC_(binop)(b, Ity_I1, Iop_CmpLT64U, x, limit);
}

/* In code that others run too: nothing while no stub runs. */
static IRExpr* while_in_stub(Rewrite* b, IRExpr* tags)
{
   return b->in_stub ? SC_(binop)(b, Ity_I64, Iop_And64, tags, b->in_stub) : tags;
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

/* Ranks below this are to be looked at: all of them outside the span that was looked at
   last; inside it what is stale, if nobody has asked yet. */
static IRExpr* rank_limit(Rewrite* b, IRExpr* addr, Bool seen)
{
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, addr, b->span_lo);
   return SC_(ite)(b, Ity_I64, below(b, above, b->span_size), seen ? SC_(word)(0) : b->over, SC_(word)(~0UL));
}

/* Bounds are looked at where the distance from the block's address is fixed, in stubs. */
void SC_(check_address)(Rewrite* b, IRExpr* addr, Int bytes, Bool written)
{
   IRExpr* tag = SC_(tag_of)(b, addr);
   if (!tag)
      return;
   const Temp* t = SC_(temp_of)(b, addr);
   const Long distance = t->base != IRTemp_INVALID && t->distance == (Int)t->distance ? t->distance : 0;
   const Bool bounds = b->bounds && t->base != IRTemp_INVALID && bytes <= 8
                       && SC_(rules_bounds_wanted)(b->last_ip);
   const Bool seen = is_checked(b, tag->Iex.RdTmp.tmp);
   if (seen && !bounds)
      return;
   b->asks |= bounds;
   const UWord what = (UWord)bytes | (written ? ACCESS_WRITES : 0)
                      | (b->class == CODE_NEUTRAL ? ACCESS_NEUTRAL : 0)
                      | (b->last_ip - b->head) << ACCESS_FROM_HEAD | (UWord)distance << ACCESS_DISTANCE;
   IRExpr* guard = below(b, rank_of(b, tag), bounds ? rank_limit(b, addr, seen) : b->over);
   SC_(call)(b, guard, "address_used", &SC_(address_used), mkIRExprVec_3(addr, tag, SC_(word)(what)));
}

/*--- Freed memory ---*/

/* An access that asks for no tag. */
void SC_(check_freed)(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, shadow_address(b, addr, NULL)));
   IRExpr* freed = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, t, SC_(word)(TAG_RELEASED));
   SC_(call)(b, freed, "released_used", &SC_(released_used), mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
}

/*--- Loads ---*/

/* The tag of `value`, which `addr` holds. Marks and stale tags are the helper's where the
   value may be one, and freed memory is in any case; else they are none. */
static IRExpr* tag_of_word(Rewrite* b, IRExpr* addr, IRExpr* value, Bool swapped)
{
   IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, shadow_address(b, addr, NULL)));
   IRExpr* rank = rank_of(b, t);
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, value, b->heap_lo);
   IRExpr* freed = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, t, SC_(word)(TAG_RELEASED));
   IRExpr* wanted = SC_(ite)(b, Ity_I64, freed, SC_(word)(0), above);
   IRExpr* asked = SC_(ite)(b, Ity_I64, below(b, rank, b->over), wanted, SC_(word)(~0UL));
   IRExpr* plain = SC_(ite)(b, Ity_I64, below(b, rank, b->over), SC_(word)(0), t);
   IRExpr* slow = below(b, asked, b->heap_size);
   const Bool neutral = b->class == CODE_NEUTRAL;
   IRExpr* found = swapped ? SC_(call_for)(b, slow, "word_swapped", &SC_(word_swapped), mkIRExprVec_2(addr, value))
                   : neutral ? SC_(call_for)(b, slow, "neutral_loaded", &SC_(neutral_loaded), mkIRExprVec_1(addr))
                             : SC_(call_for)(b, slow, "word_loaded", &SC_(word_loaded), mkIRExprVec_1(addr));
   return SC_(ite)(b, Ity_I64, below(b, asked, b->heap_size), found, plain);
}

/* The tags of `n` words as they are in memory, or'ed; not 0 where they reach into the
   next chunk. */
static IRExpr* all_tags(Rewrite* b, IRExpr* at, Int n)
{
   IRExpr* any = SC_(load_at)(b, Ity_I64, at);
   for (Int i = 1; i < n; i++) {
      IRExpr* next = SC_(binop)(b, Ity_I64, Iop_Add64, at, SC_(word)(8 * (UWord)i));
      any = SC_(binop)(b, Ity_I64, Iop_Or64, any, SC_(load_at)(b, Ity_I64, next));
   }
   return any;
}

static IRExpr* tags_of_vector(Rewrite* b, IRExpr* addr, IRType type)
{
   const Int n = sizeofIRType(type) / 8;
   IRExpr* any = while_in_stub(b, all_tags(b, shadow_address(b, addr, NULL), n));
   SC_(call)(b, is_tag(b, any), "tags_loaded", &SC_(tags_loaded),
             mkIRExprVec_2(addr, SC_(word)((UWord)n | (b->class == CODE_NEUTRAL ? ACCESS_NEUTRAL : 0))));
   IRExpr* from = SC_(ite)(b, Ity_I64, is_tag(b, any), SC_(word)((UWord)SC_(lanes)), SC_(word)((UWord)SC_(no_lanes)));
   return SC_(load_at)(b, type, from);
}

IRExpr* SC_(tag_of_load)(Rewrite* b, IRExpr* addr, IRExpr* value)
{
   const IRType type = SC_(type_of)(b, value);
   if (type == Ity_V128 || type == Ity_V256)
      return tags_of_vector(b, addr, type);
   if (type == Ity_F64)
      value = SC_(unop)(b, Ity_I64, Iop_ReinterpF64asI64, value);
   return tag_of_word(b, addr, value, False);
}

/*--- Stores ---*/

/* OCaml's, or freed, or behind a block. */
static IRExpr* is_marked(Rewrite* b, IRExpr* old)
{
   return below(b, rank_of(b, while_in_stub(b, old)), SC_(word)(TAG_SPECIAL));
}

static void store_untagged_word(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* at = shadow_address(b, addr, NULL);
   IRExpr* old = SC_(load_at)(b, Ity_I64, at);
   SC_(store_if)(b, below(b, SC_(word)(TAG_SPECIAL), old), at, SC_(word)(0));
   if (bytes == 8)
      SC_(call)(b, is_marked(b, old), "word_stored", &SC_(word_stored), mkIRExprVec_2(addr, SC_(word)(0)));
}

/* The helper's are stores over a mark, and a tag's into a chunk that has none yet: of the tag
   two bits are left, which are 3 when there is none. */
static void store_tagged_word(Rewrite* b, IRExpr* addr, IRExpr* tag)
{
   IRExpr* entry;
   IRExpr* at = shadow_address(b, addr, &entry);
   IRExpr* rank = rank_of(b, SC_(load_at)(b, Ity_I64, at));
   IRExpr* first = SC_(binop)(b, Ity_I64, Iop_Shr64, rank_of(b, tag), IRExpr_Const(IRConst_U8(62)));
   IRExpr* asked = SC_(ite)(b, Ity_I64, SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, entry), rank, first);
   SC_(store_if)(b, SC_(binop)(b, Ity_I1, Iop_CmpLE64U, SC_(word)(TAG_SPECIAL), asked), at, tag);
   if (b->outside)
      asked = SC_(binop)(b, Ity_I64, Iop_Or64, asked, b->outside);
   SC_(call)(b, below(b, asked, SC_(word)(TAG_SPECIAL)), "word_stored", &SC_(word_stored), mkIRExprVec_2(addr, tag));
}

/* In code that others run too marks matter only while a stub runs, tags are to go in any
   case. */
static IRExpr* is_changed(Rewrite* b, IRExpr* any)
{
   IRExpr* limit = b->outside ? SC_(binop)(b, Ity_I64, Iop_And64, b->outside, SC_(word)(TAG_SPECIAL)) : SC_(word)(0);
   return below(b, limit, any);
}

static void store_vector(Rewrite* b, IRExpr* addr, Int bytes, IRExpr* tags)
{
   const Int n = bytes / 8;
   IRExpr* any = all_tags(b, shadow_address(b, addr, NULL), n);
   if (!tags) {
      SC_(call)(b, is_changed(b, any), "untagged_stored", &SC_(untagged_stored),
                mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
      return;
   }
   SC_(store_var)(b, SC_(lanes), tags);
   IRExpr* new = all_tags(b, SC_(word)((UWord)SC_(lanes)), n);
   SC_(call)(b, is_changed(b, SC_(binop)(b, Ity_I64, Iop_Or64, any, new)), "tags_stored", &SC_(tags_stored),
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
             mkIRExprVec_3(addr, from, SC_(word)(b->class == CODE_NEUTRAL ? 0 : b->last_ip)));
}

/* A new block may be filled by parts of words. */
static void tell_narrow(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* lo = SC_(load_var)(b, Ity_I64, &SC_(unfilled).lo);
   IRExpr* size = SC_(load_var)(b, Ity_I64, &SC_(unfilled).size);
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, addr, lo);
   SC_(call)(b, below(b, above, size), "rules_stored_near", &SC_(rules_stored_near),
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
      store_tagged_word(b, addr, tag);
   else if (bytes == 8)
      store_untagged_word(b, addr, bytes);
   else
      store_narrow(b, addr, SC_(temp_of)(b, value), bytes);
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
   old->tag = tag_of_word(b, c->addr, was, True)->Iex.RdTmp.tmp;
   IRExpr* stored = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, was, c->expdLo);
   IRExpr* tag = SC_(tag_of)(b, c->dataLo);
   SC_(call)(b, stored, "word_stored", &SC_(word_stored), mkIRExprVec_2(c->addr, tag ? tag : SC_(word)(0)));
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
