/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags in memory. Accesses are taken as aligned: what an unaligned one moves has the
   tag of the word in which it begins, and is no address when it is used.

   A guard is one comparison of words, each time anew: of a Boolean that is and'ed, or'ed or
   used twice VEX makes a register, which costs more than the comparison. So tags are
   compared by their rank, t - 1: it is the highest of all where there is no tag, 0 to 3 for
   what is no tag, and below b->over for these and what is stale. */
#include "guest/tag_memory.h"

#include "guest/access_rules.h"
#include "guest/options.h"
#include "guest/shadow_place.h"
#include "guest/store_rules.h"
#include "guest/value.h"
#include "provenance/shadow.h"

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

/* Addresses where no memory is (those of small immediates, NULL's, and words that are no addresses) are looked at
   whatever their tag: theirs is the lowest rank. Libraries that know nothing of values are left alone. */
static Bool tells_no_memory(const Rewrite* b)
{
   return b->bounds || b->class == CODE_NEUTRAL;
}

static IRExpr* rank_by_address(Rewrite* b, IRExpr* addr, IRExpr* rank)
{
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, addr, SC_(word)(LOW_ABOVE));
   return SC_(ite)(b, Ity_I64, below(b, above, SC_(word)(MEMORY_BYTES)), rank, SC_(word)(0));
}

/* Ranks below this are to be looked at: all of them outside the span that was looked at
   last; inside it what is stale, if nobody has asked yet. */
static IRExpr* rank_limit(Rewrite* b, IRExpr* addr, Bool seen, Bool real)
{
   IRExpr* lo = real ? SC_(load_var)(b, Ity_I64, &SC_(rules_real_span).lo) : b->span_lo;
   IRExpr* size = real ? SC_(load_var)(b, Ity_I64, &SC_(rules_real_span).size) : b->span_size;
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, addr, lo);
   return SC_(ite)(b, Ity_I64, below(b, above, size), seen ? SC_(word)(0) : b->over, SC_(word)(~0UL));
}

/* What is to be known of an access through `t`: see guest/value.h. */
static UWord facts_of(const Rewrite* b, const Temp* t, Int bytes, Bool written, Bool real)
{
   const UWord what = (UWord)bytes | (written ? ACCESS_WRITES : 0) | (b->class == CODE_NEUTRAL ? ACCESS_NEUTRAL : 0)
                      | (real ? ACCESS_REAL : 0);
   const UWord from_head = ((b->last_ip - b->head) & ((1UL << ACCESS_PART_BITS) - 1)) << ACCESS_FROM_HEAD;
   if (t->base == IRTemp_INVALID)
      return what | from_head;
   if (t->index == IRTemp_INVALID)
      return what | from_head | (UWord)t->distance << ACCESS_DISTANCE;
   return what | from_head | ACCESS_INDEXED | (tells_no_memory(b) && b->temp[t->index].scaled ? ACCESS_SCALED : 0);
}

/* Must the base be told, because it is not at a known distance? Of libraries that know nothing of
   values the address will do. */
static Bool is_base_told(const Rewrite* b, const Temp* t)
{
   if (t->base == IRTemp_INVALID)
      return False;
   return t->index != IRTemp_INVALID ? tells_no_memory(b) : !SC_(is_access_part)(t->distance);
}

/* Bounds and kinds are looked at in stubs. Bytes at the very address are in any block. */
void SC_(check_address)(Rewrite* b, IRExpr* addr, Int bytes, Bool written)
{
   IRExpr* tag = SC_(origin_of)(b, addr);
   if (!tag)
      return;
   const Temp* t = SC_(temp_of)(b, addr);
   const Bool asks = b->bounds && (bytes == 8 || (bytes < 8 && t->base != IRTemp_INVALID))
                     && SC_(is_access_part)((Long)(b->last_ip - b->head)) && SC_(rules_bounds_wanted)(b->last_ip);
   const Bool real = asks && bytes == 8 && handles_real(b->last_ip);
   const Bool seen = is_checked(b, tag->Iex.RdTmp.tmp);
   if (seen && !asks)
      return;
   b->asks |= asks;
   IRExpr* rank = rank_of(b, tag);
   if (!seen && tells_no_memory(b))
      rank = rank_by_address(b, addr, rank);
   IRExpr* guard = below(b, rank, asks ? rank_limit(b, addr, seen, real) : b->over);
   IRExpr* what = SC_(word)(facts_of(b, t, bytes, written, real));
   if (is_base_told(b, t))
      SC_(call)(b, guard, "sum_used", &SC_(sum_used), mkIRExprVec_4(addr, IRExpr_RdTmp(t->base), tag, what));
   else
      SC_(call)(b, guard, "address_used", &SC_(address_used), mkIRExprVec_3(addr, tag, what));
}

/* Of a part of a word. */
static void check_freed(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, SC_(shadow_place)(b, addr, 0, NULL)));
   IRExpr* freed = SC_(binop)(b, Ity_I1, Iop_CmpEQ64, t, SC_(word)(TAG_RELEASED));
   SC_(call)(b, freed, "released_used", &SC_(released_used), mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
}

/*--- Loads ---*/

/* Is the word freed, or behind a C block, or is its tag elsewhere? */
static IRExpr* is_off_limits(Rewrite* b, IRExpr* t)
{
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, t, SC_(word)(TAG_RELEASED));
   return below(b, above, SC_(word)(TAG_ELSEWHERE - TAG_RELEASED + 1));
}

static IRExpr* call_loaded(Rewrite* b, IRExpr* slow, IRExpr* addr, IRExpr* otherwise)
{
   IRExpr** args = mkIRExprVec_2(IRExpr_GSPTR(), addr);
   if (b->class == CODE_NEUTRAL)
      return SC_(call_for)(b, slow, "neutral_loaded", &SC_(neutral_loaded), args, otherwise);
   if (b->bounds)
      return SC_(call_for)(b, slow, "word_loaded_exactly", &SC_(word_loaded_exactly), args, otherwise);
   return SC_(call_for)(b, slow, "word_loaded", &SC_(word_loaded), args, otherwise);
}

/* The tag of `value`, which `addr` holds. Marks and stale tags are the helper's where the
   value may be one, and what is off limits is in any case; else they are none. */
static IRExpr* tag_of_word(Rewrite* b, IRExpr* addr, IRExpr* value, Bool swapped)
{
   IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, SC_(shadow_place)(b, addr, 1, NULL)));
   IRExpr* rank = rank_of(b, t);
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, value, b->heap_lo);
   IRExpr* wanted = SC_(ite)(b, Ity_I64, is_off_limits(b, t), SC_(word)(0), above);
   IRExpr* asked = SC_(ite)(b, Ity_I64, below(b, rank, b->over), wanted, SC_(word)(~0UL));
   IRExpr* plain = SC_(ite)(b, Ity_I64, below(b, rank, b->over), SC_(word)(0), t);
   IRExpr* slow = below(b, asked, b->heap_size);
   if (!swapped)
      return call_loaded(b, slow, addr, plain);
   return SC_(call_for)(b, slow, "word_swapped", &SC_(word_swapped), mkIRExprVec_3(IRExpr_GSPTR(), addr, value), plain);
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

/* Those of `n` words; the helper puts into SC_(lanes) what they are when one of them is not 0. */
static IRExpr* load_vector(Rewrite* b, IRExpr* addr, Int n)
{
   IRExpr* any = while_in_stub(b, all_tags(b, SC_(shadow_place)(b, addr, n, NULL), n));
   SC_(call)(b, is_tag(b, any), "tags_loaded", &SC_(tags_loaded),
             mkIRExprVec_2(addr, SC_(word)((UWord)n | (b->class == CODE_NEUTRAL ? ACCESS_NEUTRAL : 0))));
   return any;
}

static IRExpr* tags_of_vector(Rewrite* b, IRExpr* addr, IRType type)
{
   IRExpr* any = load_vector(b, addr, sizeofIRType(type) / 8);
   IRExpr* from = SC_(ite)(b, Ity_I64, is_tag(b, any), SC_(word)((UWord)SC_(lanes)), SC_(word)((UWord)SC_(no_lanes)));
   return SC_(load_at)(b, type, from);
}

void SC_(check_read)(Rewrite* b, IRExpr* addr, Int bytes)
{
   if (bytes == 8) {
      IRExpr* t = while_in_stub(b, SC_(load_at)(b, Ity_I64, SC_(shadow_place)(b, addr, 1, NULL)));
      SC_(call)(b, is_off_limits(b, t), "memory_read", &SC_(memory_read), mkIRExprVec_2(addr, SC_(word)(b->bounds)));
   } else if (bytes > 8)
      load_vector(b, addr, bytes / 8);
   else if (SC_(options).c_memory)
      check_freed(b, addr, bytes);
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

/* Helpers are asked about whole words, and in code that others run too only while a stub runs. */
static IRExpr* place_of_store(Rewrite* b, IRExpr* addr, Int bytes, IRExpr** entry)
{
   return SC_(shadow_place)(b, addr, bytes == 8 && !b->outside ? 1 : 0, entry);
}

/* A whole word, or 4 bytes of one: these end its tag, and no more. */
static void store_untagged(Rewrite* b, IRExpr* addr, Int bytes)
{
   IRExpr* at = place_of_store(b, addr, bytes, NULL);
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
   IRExpr* at = place_of_store(b, addr, 8, &entry);
   IRExpr* rank = rank_of(b, SC_(load_at)(b, Ity_I64, at));
   IRExpr* first = SC_(binop)(b, Ity_I64, Iop_Shr64, rank_of(b, tag), IRExpr_Const(IRConst_U8(62)));
   IRExpr* asked = SC_(ite)(b, Ity_I64, SC_(unop)(b, Ity_I1, Iop_CmpNEZ64, entry), rank, first);
   SC_(store_if)(b, SC_(binop)(b, Ity_I1, Iop_CmpLE64U, SC_(word)(TAG_SPECIAL), asked), at, tag);
   if (b->outside)
      asked = SC_(binop)(b, Ity_I64, Iop_Or64, asked, b->outside);
   SC_(call)(b, below(b, asked, SC_(word)(TAG_SPECIAL)), "word_stored", &SC_(word_stored), mkIRExprVec_2(addr, tag));
   SC_(shadow_grows)(b);
}

/* In code that others run too marks matter only while a stub runs, tags are to go in any
   case. */
static IRExpr* is_changed(Rewrite* b, IRExpr* any)
{
   IRExpr* limit = b->outside ? SC_(binop)(b, Ity_I64, Iop_And64, b->outside, SC_(word)(TAG_BEHIND)) : SC_(word)(0);
   return below(b, limit, any);
}

static void store_vector(Rewrite* b, IRExpr* addr, Int bytes, IRExpr* tags)
{
   const Int n = bytes / 8;
   IRExpr* any = all_tags(b, SC_(shadow_place)(b, addr, n, NULL), n);
   if (!tags) {
      SC_(call)(b, is_changed(b, any), "untagged_stored", &SC_(untagged_stored),
                mkIRExprVec_2(addr, SC_(word)((UWord)bytes)));
      return;
   }
   SC_(store_var)(b, SC_(lanes), tags);
   IRExpr* new = all_tags(b, SC_(word)((UWord)SC_(lanes)), n);
   SC_(call)(b, is_changed(b, SC_(binop)(b, Ity_I64, Iop_Or64, any, new)), "tags_stored", &SC_(tags_stored),
             mkIRExprVec_2(addr, SC_(word)((UWord)n)));
   SC_(shadow_grows)(b);
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
   SC_(shadow_grows)(b);
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
      store_untagged(b, addr, bytes);
   if (SC_(options).c_memory)
      check_freed(b, addr, bytes);
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
      store_untagged(b, addr, bytes);
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

/* Nothing is asked where the address has no tag (its rank is the highest), or what is stored is no immediate. */
void SC_(check_overwritten)(Rewrite* b, IRExpr* addr, IRExpr* value, IRExpr* old)
{
   IRExpr* above = SC_(binop)(b, Ity_I64, Iop_Sub64, old, b->heap_lo);
   IRExpr* untagged = SC_(binop)(b, Ity_I64, Iop_Sar64, rank_of(b, SC_(tag_of)(b, addr)), IRExpr_Const(IRConst_U8(63)));
   IRExpr* asked = SC_(binop)(b, Ity_I64, Iop_Or64, above, untagged);
   if (value->tag != Iex_Const) {
      IRExpr* odd = SC_(binop)(b, Ity_I64, Iop_And64, value, SC_(word)(1));
      IRExpr* even = SC_(binop)(b, Ity_I64, Iop_Sub64, odd, SC_(word)(1)); /* all bits or none */
      asked = SC_(binop)(b, Ity_I64, Iop_Or64, asked, even);
   }
   SC_(call)(b, below(b, asked, b->heap_size), "rules_overwritten", &SC_(rules_overwritten), mkIRExprVec_2(addr, old));
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
   SC_(shadow_grows)(b);
}

/*--- Without tags ---*/

static void watch_store(Rewrite* b, IRExpr* addr, Int bytes)
{
   if (bytes < 8)
      return;
   IRExpr* old = SC_(load_at)(b, Ity_I64, SC_(shadow_place)(b, addr, 1, NULL));
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
