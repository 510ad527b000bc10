/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses through which C reads and writes. */
#include "guest/access_rules.h"

#include "base/client.h"
#include "guest/asked.h"
#include "guest/tell.h"
#include "guest/value.h"
#include "heap/region.h"
#include "provenance/site.h"
#include "pub_tool_machine.h"     // VG_(get_IP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/value.h"

Span SC_(rules_span), SC_(rules_real_span);

/* Of this epoch: the last result of the runtime, 0 if it is not odd; and doubles that were
   written where values belong. Until the next GC point C may do with a block what it likes, if
   it puts back what was there. */
enum { REALS = 16 };
static UWord  got_last;
static Breach reals_written[REALS];
static UInt   n_reals_written;

void SC_(rules_spans_end)(void)
{
   SC_(rules_span).size = SC_(rules_real_span).size = 0;
   SC_(word_block_looked_at)(0, 0);
   got_last = 0;
   n_reals_written = 0;
}

void SC_(rules_got)(UWord result)
{
   got_last = result & 1 ? result : 0;
}

/*--- Code that asks in vain ---*/

/* Places that access blocks by addresses inside them: their code is translated again, not
   to ask any more. */
static OSet* inner_places; /* of Addr */
Addr         SC_(rules_retranslate);

static Addr here(void)
{
   return VG_(get_IP)(VG_(get_running_tid)());
}

Bool SC_(rules_bounds_wanted)(Addr ip)
{
   return !inner_places || !VG_(OSetWord_Contains)(inner_places, ip);
}

static void leave_alone(Addr ip, Addr superblock)
{
   if (!inner_places)
      inner_places = VG_(OSetWord_Create)(VG_(malloc), "sc.rules", VG_(free));
   if (!VG_(OSetWord_Contains)(inner_places, ip))
      VG_(OSetWord_Insert)(inner_places, ip);
   SC_(rules_retranslate) = superblock;
}

/* An address inside a block says nothing of the block, as a rule; and a loop over two blocks would
   ask each time. */
static Bool is_in_vain(AccessVerdict verdict, Bool moved)
{
   static Asked unknown[ASKED_PLACES], right[ASKED_PLACES];
   const UInt enough = verdict == ACCESS_UNKNOWN ? 4 : moved ? 64 : 4096;
   return SC_(asked_before)(verdict == ACCESS_UNKNOWN ? unknown : right, here()) % enough == enough - 1;
}

/*--- Accesses ---*/

/* Finding the block of a word walks the heap: not often. */
static Bool may_look(void)
{
   enum { WALKS = 1024 };
   static UInt walks;
   return walks++ < WALKS;
}

static AccessVerdict wait_for_gc_point(Breach* b)
{
   b->block.ip = here();
   if (n_reals_written < REALS)
      reals_written[n_reals_written++] = *b;
   return ACCESS_RIGHT;
}

void SC_(rules_reals_left)(void)
{
   for (UInt i = 0; i < n_reals_written; i++)
      if (SC_(is_large)(*(const UWord*)reals_written[i].addr))
         SC_(tell)(&reals_written[i]);
   n_reals_written = 0;
}

static AccessVerdict check(const Access* a, Breach* b)
{
   AccessVerdict verdict = SC_(check_bounds)(a, may_look, &SC_(rules_span), b);
   if (verdict == ACCESS_RIGHT && a->real && SC_(in_heap)(a->base)) {
      verdict = SC_(check_real)(a, may_look, &SC_(rules_real_span), b);
      if (verdict == ACCESS_WRONG && a->written)
         verdict = wait_for_gc_point(b);
   }
   return verdict;
}

/* A pointer that moves on through a block, or an index into what lies inside one. Its tag tells the block if its site
   has given C but one in this epoch. C may have made several of it, which begin with the same address. */
static AccessVerdict check_moved(const Access* a, Tag t, Breach* b)
{
   Access from = *a;
   UWord header;
   from.base = SC_(site_word)(SC_(tag_site)(t), SC_(tag_epoch)(t), &header);
   if (from.base == 0 || (from.base & 7) != 0 || a->distance == DISTANCE_BYTES)
      return ACCESS_UNKNOWN;
   return SC_(check_moved)(&from, header, may_look, &SC_(rules_span), b);
}

void SC_(rules_access)(Access* a, Tag t, UWord from_head)
{
   Breach b;
   /* Of a sum, either may be the address. */
   if (a->distance != DISTANCE_FIXED && !SC_(in_heap)(a->base))
      a->base = a->addr - a->base;
   const Bool moved = (t & TAG_DERIVED) != 0;
   const AccessVerdict verdict = moved ? check_moved(a, t, &b) : check(a, &b);
   if (verdict == ACCESS_WRONG)
      SC_(tell)(&b);
   else if (is_in_vain(verdict, moved))
      leave_alone(here(), here() - from_head);
}

void SC_(rules_block_access)(const Access* a)
{
   Breach b;
   if (SC_(check_bounds)(a, may_look, &SC_(rules_span), &b) == ACCESS_WRONG)
      SC_(tell)(&b);
}

/*--- Words that are no addresses ---*/

/* Is `w` a field of the block that was looked at last? Which? */
static Bool was_read(UWord w, UWord* n)
{
   enum { FIELDS = 64 };
   const Span* s = &SC_(rules_span);
   for (UWord i = 0; i < FIELDS && (i + 2) * WORD_BYTES <= s->size; i++)
      if (*(const UWord*)(s->lo + (i + 1) * WORD_BYTES) == w) {
         *n = i;
         return True;
      }
   return False;
}

/* What the address was computed from is an argument of the stub, or an odd word that C has
   just got and through which it accesses a whole word: nothing but a field lies there. */
static Bool comes_from_ocaml(const Access* a, Tag t, Bool neutral, Breach* b)
{
   const Site* s = SC_(site_nth)(SC_(tag_site)(t));
   const Bool is_base = (a->base & 1) != 0 && (a->distance == DISTANCE_SCALED || a->distance == DISTANCE_FIXED);
   b->word = is_base ? a->base : 0;
   if (t != 0 && !(t & TAG_DERIVED) && s->kind == SITE_ARGUMENT && (neutral || is_base)) {
      b->stub = s->fn;
      b->n = s->n;
      return True;
   }
   if (!is_base || a->bytes != WORD_BYTES || SC_(is_large)(a->base))
      return False;
   if (was_read(a->base, &b->n))
      b->block.block = SC_(rules_span).lo + WORD_BYTES;
   return b->block.block != 0 || a->base == got_last;
}

/* A word of a string or of doubles, as if it were a field. No other word is as large, by chance. */
static Bool comes_from_payload(const Access* a, Breach* b)
{
   const Span* s = &SC_(rules_span);
   if (s->size == 0 || a->distance == DISTANCE_BYTES || !SC_(is_large)(a->base) || !was_read(a->base, &b->n))
      return False;
   const UInt tag = SC_(header_tag)(*(const UWord*)s->lo);
   b->word = a->base;
   b->block.block = s->lo + WORD_BYTES;
   return tag == TAG_STRING || tag == TAG_DOUBLE || tag == TAG_DOUBLE_ARRAY;
}

void SC_(rules_no_memory)(const Access* a, Tag t, Bool neutral)
{
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   if (SC_(client_readable)(a->addr, 1))
      return;
   if (comes_from_ocaml(a, t, neutral, &b))
      b.fault = FAULT_IMMEDIATE_USED;
   else if (comes_from_payload(a, &b))
      b.fault = FAULT_PAYLOAD_USED;
   else
      return;
   b.certainty = DEFINITE;
   b.addr = a->addr;
   b.written = a->written;
   SC_(tell)(&b);
}

/*--- Strings of C ---*/

void SC_(rules_string_read)(Addr a, Tag t, const HChar* reader, UWord n)
{
   Breach b;
   if (SC_(is_no_memory)(a))
      SC_(rules_no_memory)(&(Access){ .addr = a, .base = a, .bytes = 1 }, t, True);
   if (t == 0 || SC_(tag_is_stale)(t) || !SC_(check_string)(a, may_look, &b))
      return;
   b.reader = reader;
   b.n = n;
   SC_(tell)(&b);
}
