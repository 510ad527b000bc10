/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values in C's hands. Everything here is quick to say no: it is asked for each word
   of OCaml's memory that a stub loads or stores. */
#include "guest/value.h"

#include "base/client.h"
#include "check/value_use.h"
#include "guest/access_rules.h"
#include "guest/call_stack.h"
#include "guest/hook.h"
#include "guest/options.h"
#include "guest/payload.h"
#include "guest/rules.h"
#include "guest/store_rules.h"
#include "guest/transition.h"
#include "guest/word_places.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "provenance/root_tags.h"
#include "provenance/shadow.h"
#include "provenance/site.h"
#include "pub_tool_machine.h"     // VG_(get_IP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/describe.h"
#include "report/report.h"
#include "runtime/value.h"

Tag       SC_(lanes)[4];
const Tag SC_(no_lanes)[4];
ULong     SC_(values_tracked);

static VgHashTable* reported; /* causes that have been reported, by origin and GC point */

/* The instruction that runs. */
static Addr here(void)
{
   return VG_(get_IP)(VG_(get_running_tid)());
}

/*--- Uses ---*/

/* One report per cause, not per use: what comes from one place has one remedy. */
static UWord cause_of(const ValueUse* use)
{
   GcPoint p;
   const UWord site = SC_(tag_site)(use->tag);
   if (site)
      return site;
   return (SC_(gc_point_after)(SC_(tag_epoch)(use->tag), &p) && p.ip ? p.ip : here()) << 24;
}

static Bool is_reported(UWord cause)
{
   if (!reported)
      reported = VG_(HT_construct)("sc.value");
   return VG_(HT_lookup)(reported, cause) != NULL;
}

/* The block that was allocated in line last: its address was made from a word that was
   loaded before the epoch began, and is of this epoch for all that. */
static struct {
   Addr  lo, hi;
   ULong epoch;
   Addr  before; /* what the word from which blocks are allocated held last */
} inline_block;

/* A local root that is looked at is of the epoch that has just ended. */
static Bool is_new_inline_block(UseKind kind, UWord word)
{
   const ULong now = kind == USE_REGISTERED ? SC_(epoch_before) : SC_(epoch);
   return inline_block.epoch >= now && word - inline_block.lo < inline_block.hi - inline_block.lo;
}

/* Where stale words were loaded from last, by word: what a report calls their variable. */
enum { KEPT = 256 };
static struct {
   UWord word;
   Tag   tag;
   Addr  place;
} kept_at[KEPT];

static UWord kept_index(UWord word) { return (word / WORD_BYTES) % KEPT; }

/* An address is given out again: it must be the same value, from the same place. */
static Addr place_of_kept(UWord word, Tag t)
{
   const UWord i = kept_index(word);
   return kept_at[i].word == word && ((kept_at[i].tag ^ t) & ~TAG_DERIVED) == 0 ? kept_at[i].place : 0;
}

static void look_at_use(const ValueUse* found)
{
   ValueFinding f;
   ValueUse with_place = *found;
   const ValueUse* use = &with_place;
   with_place.kept = place_of_kept(use->word, use->tag);
   const UWord cause = cause_of(use);
   if (is_reported(cause) || is_new_inline_block(use->kind, use->word)
       || (use->kind == USE_WRITTEN && SC_(rules_explain)(use->addr))
       || !SC_(check_value_use)(use, SC_(local_roots_hold), &f)
       || (f.certainty == LATENT && !SC_(options).latent))
      return;
   VgHashNode* node = SC_(new)("sc.value", sizeof *node);
   node->key = cause;
   VG_(HT_add_node)(reported, node);
   WordPlaces places;
   const Bool known = SC_(find_word_places)(&f, &places);
   SC_(report)(SC_(describe_value)(&f, known ? &places : NULL, VG_(get_running_tid)(), SC_(capture)()));
}

void SC_(values_fork_child)(void)
{
   if (reported)
      VG_(HT_destruct)(reported, VG_(free));
   reported = NULL;
}

static void stale_address(Addr addr, UWord base, Tag t, UWord what)
{
   if (!SC_(in_stub)() || !SC_(tag_is_stale)(t) || !SC_(heap_address)(base)
       || !SC_(heap_address)(addr))
      return;
   const ValueUse use = {
      .kind = what & ACCESS_WRITES ? USE_WRITTEN : USE_READ, .word = base, .addr = addr,
      .bytes = what & 0xFF, .tag = t, .neutral = (what & ACCESS_NEUTRAL) != 0,
      .unlocked = SC_(running).unlocked
   };
   look_at_use(&use);
}

void SC_(address_used)(Addr addr, Tag t, UWord what)
{
   SC_(sum_used)(addr, addr - (UWord)SC_(access_part)(what, ACCESS_DISTANCE), t, what);
}

void SC_(sum_used)(Addr addr, UWord base, Tag t, UWord what)
{
   Access a = {
      .addr = addr, .base = base, .bytes = what & 0xFF, .written = (what & ACCESS_WRITES) != 0,
      .real = (what & ACCESS_REAL) != 0, .distance = what & ACCESS_SCALED ? DISTANCE_SCALED
                                                   : what & ACCESS_INDEXED ? DISTANCE_BYTES : DISTANCE_FIXED
   };
   if (SC_(is_no_memory)(addr) && SC_(in_stub)())
      SC_(rules_no_memory)(&a, t, (what & ACCESS_NEUTRAL) != 0);
   else if (SC_(tag_is_stale)(t))
      stale_address(addr, a.distance == DISTANCE_FIXED || SC_(heap_address)(base) ? base : addr, t, what);
   else if (SC_(in_stub)() && (what & ACCESS_NEUTRAL) == 0)
      SC_(rules_access)(&a, t, (UWord)SC_(access_part)(what, ACCESS_FROM_HEAD));
}

/* A use of a word as a value. */
static void value_used(UseKind kind, Addr where, UWord value, Tag t, const RuntimeFunction* f, UInt n)
{
   if (!SC_(tag_is_stale)(t) || (value & 7) || !SC_(heap_address)(value))
      return;
   const ValueUse use = { .kind = kind, .word = value, .addr = where, .tag = t, .n = n, .f = f };
   look_at_use(&use);
}

void SC_(value_passed)(UWord value, Tag t, const RuntimeFunction* f, UInt n)
{
   if ((value & 1) == 0 ? (value & 7) || !SC_(heap_address)(value) : SC_(is_large)(value))
      SC_(rules_passed)(value, f, n);
   value_used(USE_ARGUMENT, 0, value, t, f, n);
}

void SC_(address_passed)(UWord value, Tag t, const RuntimeFunction* f, UInt n)
{
   if (t == 0 || !SC_(in_heap)(value))
      return;
   const ValueUse use = {
      .kind = SC_(tag_is_stale)(t) ? USE_ARGUMENT : USE_READ_LATE, .word = value, .tag = t, .n = n, .f = f
   };
   look_at_use(&use);
}

void SC_(value_returned)(UWord value, Tag t)
{
   value_used(USE_RETURNED, 0, value, t, NULL, 0);
}

void SC_(root_was_late)(Addr slot, UWord value, Tag t)
{
   value_used(USE_REGISTERED, slot, value, t, NULL, 0);
}

void SC_(global_root_was_late)(const RuntimeFunction* f, Addr slot, UWord value, Tag t)
{
   value_used(USE_REGISTERED, slot, value, t, f, 0);
}

void SC_(roots_left)(Addr stub)
{
   SC_(report)(SC_(describe_imbalance)(stub, VG_(get_running_tid)(), SC_(capture)()));
}

/*--- Fresh tags ---*/

static Tag fresh_of(UInt site, UWord value)
{
   SC_(values_tracked)++;
   SC_(site_gave)(site, value, SC_(moment));
   return SC_(tag)(site, SC_(moment));
}

static Tag fresh(SiteKind kind, Addr fn, Addr ip, UWord value)
{
   return fresh_of(SC_(site)(kind, fn, ip, 0), value);
}

static Bool is_value_in_heap(UWord value)
{
   return (value & 7) == 0 && SC_(in_heap)(value);
}

Tag SC_(tag_of_argument)(UWord value, UInt site)
{
   if (is_value_in_heap(value))
      return fresh_of(site, value);
   if (!(value & 1) || !SC_(is_low)(value))
      return 0;
   SC_(values_tracked)++;
   return SC_(tag)(site, EPOCH_OF_IMMEDIATES);
}

Tag SC_(tag_of_result)(UWord value, const RuntimeFunction* f, Addr call)
{
   return is_value_in_heap(value) ? fresh(SITE_RESULT, f->addr, call, value) : 0;
}

/*--- Loads ---*/

/* Words of the runtime's that mean something when a stub stores there; 0 until the
   runtime has them. */
static Addr allocation_word; /* from which blocks are allocated in line */
static Addr scan_hook_word;  /* caml_scan_roots_hook */

/* A program that scans roots of its own (caml_scan_roots_hook) may have them anywhere
   in C's memory but on the stack. */
static Bool scans_roots;

static Addr watched_word(Addr a)
{
   if (a)
      SC_(shadow_mark)(a, a + WORD_BYTES);
   return a;
}

void SC_(values_begin)(void)
{
   const Runtime* rt = SC_(the_runtime)();
   if (!allocation_word && rt)
      allocation_word = watched_word(rt->allocation_pointer(rt));
   if (!scan_hook_word && rt)
      scan_hook_word = watched_word(SC_(runtime_symbol)("caml_scan_roots_hook"));
}

void SC_(values_of_other_domain)(void)
{
   allocation_word = 0;
}

/* Is the word a root that no list of the runtime's tells of now? */
static Bool is_root_elsewhere(Addr slot)
{
   return SC_(is_root_of_waiting_thread)(slot) || (scans_roots && !SC_(is_on_stack)(slot));
}

/* C loads a word that it has kept in memory, with tag `t`. */
static Tag tag_kept(Addr addr, UWord value, Tag t)
{
   if (!SC_(tag_is_stale)(t))
      return t;
   if (is_root_elsewhere(addr)) {
      SC_(site_gave)(SC_(tag_site)(t), value, SC_(moment));
      return SC_(tag_refreshed)(t);
   }
   kept_at[kept_index(value)].word = value;
   kept_at[kept_index(value)].tag = t;
   kept_at[kept_index(value)].place = addr;
   return t;
}

/* `value` has been loaded from `addr` by the code at `ip` (0: libc's). Without the lock even
   what is loaded now is stale: another thread may run the GC. */
static Tag tag_loaded(Addr addr, UWord value, Addr ip)
{
   if (SC_(shadow_get)(addr) == TAG_RELEASED) {
      SC_(released_used)(addr, WORD_BYTES);
      return 0;
   }
   if (!SC_(in_stub)() || (addr & 7) || (value & 7))
      return 0;
   const Tag t = SC_(shadow_get)(addr);
   if (t != TAG_MARK)
      return t > TAG_SPECIAL && SC_(heap_address)(value) ? tag_kept(addr, value, t) : 0;
   if (!SC_(in_heap)(value))
      return 0;
   if (addr == allocation_word)
      inline_block.before = value;
   const Tag now = fresh(SITE_FIELD, 0, ip ? ip : SC_(running).call_ip, value);
   return SC_(running).unlocked ? SC_(tag)(SC_(tag_site)(now), SC_(epoch) - 1) : now;
}

/* The same by code that reads no more than it wants. */
static Tag tag_loaded_exactly(Addr addr, UWord value, Addr ip)
{
   if (SC_(shadow_get)(addr) != TAG_BEHIND)
      return tag_loaded(addr, value, ip);
   SC_(behind_used)(addr, False);
   return 0;
}

void SC_(word_loaded)(Registers* regs, Addr addr)
{
   *SC_(answer)(regs) = tag_loaded(addr, *(const UWord*)addr, here());
}

void SC_(word_loaded_exactly)(Registers* regs, Addr addr)
{
   *SC_(answer)(regs) = tag_loaded_exactly(addr, *(const UWord*)addr, here());
}

void SC_(neutral_loaded)(Registers* regs, Addr addr)
{
   *SC_(answer)(regs) = tag_loaded(addr, *(const UWord*)addr, 0);
}

void SC_(word_swapped)(Registers* regs, Addr addr, UWord value)
{
   *SC_(answer)(regs) = tag_loaded_exactly(addr, value, here());
}

void SC_(tags_loaded)(Addr addr, UWord what)
{
   const UWord n = what & 0xFF;
   const Addr ip = what & ACCESS_NEUTRAL ? 0 : here();
   for (UWord i = 0; i < n; i++) {
      const Addr a = addr + i * WORD_BYTES;
      const Tag t = SC_(shadow_get)(a);
      SC_(lanes)[i] = t == 0 || (addr & 7) ? 0 : tag_loaded(a, *(const UWord*)a, ip);
   }
}

/*--- Stores ---*/

/* Where the block ends that is being allocated at `lo`: where the last one began. When the
   minor heap was empty that is its end, which is no address of the heap. */
static Addr end_of_allocated(Addr lo)
{
   enum { WHOLE_MAX = 257 * WORD_BYTES }; /* Max_young_whsize, config.h */
   const Runtime* rt = SC_(the_runtime)();
   Addr now, end = inline_block.before;
   if ((end <= lo || end - lo > WHOLE_MAX) && !(rt && rt->minor_live(rt, 0, &now, &end)))
      return lo;
   return end > lo && end - lo <= WHOLE_MAX ? end : lo;
}

/* Who scans roots of his own may save values on the slow path only, as the macros
   Setup_for_gc and Restore_after_gc make possible: no GC point for him. */
static void allocated_in_line(Addr lo)
{
   const Addr ip = here();
   const Addr hi = end_of_allocated(lo);
   SC_(rules_allocated_in_line)();
   if (!scans_roots) {
      SC_(cross_gc_point)(POINT_INLINE, NULL, ip);
      SC_(gc_point_allocates)(lo, hi);
   }
   inline_block.hi = hi;
   inline_block.lo = inline_block.before = lo;
   inline_block.epoch = SC_(epoch);
   if (hi > lo && SC_(options).values)
      SC_(new_block_made)(lo + WORD_BYTES, hi - lo - WORD_BYTES, scans_roots ? MAKES_FILLED : MAKES_UNFILLED, NULL,
                          ip, 0);
}

/* Into OCaml's memory, or a registered root. */
static void stored_in_ocaml(Addr addr, UWord value, Tag t)
{
   if (!SC_(in_stub)())
      return;
   if (addr == scan_hook_word) {
      scans_roots = True;
      return;
   }
   if (addr == allocation_word) {
      allocated_in_line(value);
      return;
   }
   if (SC_(tag_is_stale)(t) && !SC_(rules_is_payload)(addr))
      value_used(USE_STORED, addr, value, t, NULL, 0);
   if (SC_(options).values && is_value_in_heap(value))
      SC_(rules_store)(addr, value);
   SC_(hook_store)(addr, WORD_BYTES);
   if (t && (value & 7) == 0 && SC_(in_heap)(value))
      SC_(keep_in_payload)(addr, t);
}

/* Numbers in payloads, as a rule. */
static Bool means_nothing(Addr addr, UWord value, Tag t)
{
   return t == 0 && addr != allocation_word && addr != scan_hook_word
          && !SC_(owner_may_change)(addr, value);
}

static Bool follows_custom_header(Addr addr)
{
   return (addr & 7) == 0 && SC_(in_heap)(addr - WORD_BYTES)
          && SC_(header_tag)(*(const UWord*)(addr - WORD_BYTES)) == TAG_CUSTOM;
}

static void tag_stored(Addr addr, UWord value, Tag t)
{
   const Tag there = SC_(shadow_get)(addr);
   if (there == TAG_BEHIND) {
      SC_(behind_used)(addr, True);
      return;
   }
   if (there == TAG_RELEASED)
      SC_(released_used)(addr, WORD_BYTES);
   if (there != TAG_MARK) {
      SC_(shadow_set)(addr, t);
      return;
   }
   if (!means_nothing(addr, value, t))
      stored_in_ocaml(addr, value, t);
   if (follows_custom_header(addr))
      SC_(rules_stored_first)(addr, value);
   SC_(rules_stored)(addr, WORD_BYTES);
}

/* A number that goes into a payload, or into a field of a block that is not to be filled, and is no
   custom block's first word. */
static inline Bool stores_number(Addr addr, Tag t)
{
   return t == 0 && (addr & 7) == 0 && SC_(shadow_get)(addr) == TAG_MARK && !SC_(rules_want_store)(addr, WORD_BYTES)
          && means_nothing(addr, *(const UWord*)addr, 0) && !follows_custom_header(addr);
}

void SC_(word_stored)(Addr addr, Tag t)
{
   if (stores_number(addr, t))
      return;
   if (t == 0 && (addr & 7))
      SC_(untagged_stored)(addr, WORD_BYTES);
   else
      tag_stored(addr, *(const UWord*)addr, t);
}

void SC_(tags_stored)(Addr addr, UWord n)
{
   Tag tags[4];
   for (UWord i = 0; i < n; i++)
      tags[i] = SC_(lanes)[i];
   for (UWord i = 0; i < n; i++) {
      const Addr a = addr + i * WORD_BYTES;
      tag_stored(a, (addr & 7) ? 0 : *(const UWord*)a, (addr & 7) ? 0 : tags[i]);
   }
}

void SC_(untagged_stored)(Addr addr, UWord bytes)
{
   if (bytes == WORD_BYTES && (addr & 7) == 0) {
      tag_stored(addr, *(const UWord*)addr, 0);
      return;
   }
   const Bool ours = SC_(shadow_get)(addr) == TAG_MARK || SC_(shadow_get)(addr + bytes - 1) == TAG_MARK;
   if (SC_(shadow_get)(addr) == TAG_RELEASED)
      SC_(released_used)(addr, bytes);
   for (Addr a = addr & ~7UL; a < addr + bytes; a += WORD_BYTES)
      if (SC_(shadow_get)(a) == TAG_BEHIND)
         SC_(behind_used)(a, True);
   SC_(shadow_clear)(addr, addr + bytes);
   if (!ours || bytes < WORD_BYTES || !SC_(in_stub)())
      return;
   if (addr == allocation_word || addr == scan_hook_word) {
      stored_in_ocaml(addr, 0, 0);
      return;
   }
   SC_(hook_store)(addr, bytes);
   SC_(rules_stored)(addr, bytes);
   for (Addr a = addr & ~7UL; a < addr + bytes; a += WORD_BYTES)
      if (follows_custom_header(a))
         SC_(rules_stored_first)(a, *(const UWord*)a);
}

void SC_(tag_copied)(Addr to, Addr from, Addr ip)
{
   const Addr src = from & ~7UL;
   const Addr dst = to & ~7UL;
   const Tag there = SC_(shadow_get)(dst);
   if (there == TAG_MARK && SC_(in_stub)())
      SC_(rules_stored)(dst, WORD_BYTES);
   if (!SC_(in_stub)() || (SC_(shadow_get)(src) == 0 && (there == 0 || there == TAG_MARK)))
      return;
   tag_stored(dst, *(const UWord*)dst, tag_loaded(src, *(const UWord*)src, ip));
}
