/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners and C blocks in thousands of random steps (stores, overwrites, minor
   collections, sweeps, compactions, releases), compared after each step with a
   naive model: which words of which living blocks hold which C block. */
#include "native_heap.h"
#include "tap.h"

#include "base/clock.h"
#include "heap/block.h"
#include "heap/gc.h"
#include "heap/owner.h"
#include "heap/cblock.h"
#include "pub_tool_libcbase.h" // VG_(random)
#include "runtime/value.h"

#include <stdio.h>
#include <string.h>

#define BLOCKS 64
#define C_BLOCKS 48
#define PAYLOAD_MAX 5
#define C_BASE 0x500000000UL

typedef struct {
   Addr  addr; /* 0: no block */
   UWord wosize;
   Bool  young, custom, finaliser;
   UWord held[PAYLOAD_MAX + 1]; /* by word: what a stub stored there, 0 nothing */
} Model;

static Model model[BLOCKS];
static Bool  live[C_BLOCKS];
static Addr  plain_ops, final_ops;
static UInt  seed = 7;

static UInt below(UInt n)
{
   return VG_(random)(&seed) / 7 % n;
}

static Addr c_addr(UInt i)
{
   return C_BASE + 64 * i;
}

/*--- Comparing ---*/

static UInt words_that_hold(Addr a)
{
   UInt n = 0;
   for (UInt i = 0; i < BLOCKS; i++)
      for (UWord w = 0; model[i].addr && w < model[i].wosize; w++)
         n += model[i].held[w] == a;
   return n;
}

static Bool is_held_at(Addr a, Addr slot)
{
   for (UInt i = 0; i < BLOCKS; i++) {
      const Model* m = &model[i];
      if (m->addr && slot >= m->addr && slot < m->addr + m->wosize * WORD_BYTES)
         return m->held[(slot - m->addr) / WORD_BYTES] == a;
   }
   return False;
}

/* Owners that hold and whose block is not dead are the model's words, no more and
   no fewer. */
static const HChar* compare(void)
{
   for (UInt i = 0; i < C_BLOCKS; i++) {
      const CBlock* c = SC_(cblock_at)(c_addr(i));
      UInt n = 0;
      if (live[i] && (!c || c->state != CBLOCK_LIVE))
         return "a live C block is not known";
      if (!c)
         continue;
      for (const Owner* o = c->owners; o; o = o->next_in_cblock) {
         if (o->state != OWNER_HOLDS || (o->block && (o->block->state != OWNER_HOLDS || o->block->dying)))
            continue;
         if (!is_held_at(c->addr, o->slot))
            return "an owner that the model does not know";
         n++;
      }
      if (n != words_that_hold(c->addr))
         return "a word that holds is no owner";
      if (n > 0 && !SC_(cblock_is_owned)(c))
         return "an owned block is said not to be owned";
   }
   return NULL;
}

/*--- Steps ---*/

static void forget(Model* m)
{
   memset(m, 0, sizeof *m);
}

/* The heap calls a word held only as long as the C block is the one stored. */
static void forget_address(Addr a)
{
   for (UInt i = 0; i < BLOCKS; i++)
      for (UInt w = 0; w <= PAYLOAD_MAX; w++)
         if (model[i].held[w] == a)
            model[i].held[w] = 0;
}

static void make_block(void)
{
   Model* m = &model[below(BLOCKS)];
   if (m->addr)
      return;
   const Bool custom = below(3) != 0;
   const UWord wosize = 2 + below(PAYLOAD_MAX - 1);
   const Bool major = below(4) == 0;
   const Addr a = major ? native_major_alloc(wosize, custom ? TAG_CUSTOM : TAG_ABSTRACT)
                        : native_minor_alloc(wosize, custom ? TAG_CUSTOM : TAG_ABSTRACT);
   if (!a)
      return;
   forget(m);
   m->addr = a;
   m->wosize = wosize;
   m->young = !major;
   m->custom = custom;
   m->finaliser = custom && below(2);
   if (custom)
      *native_word(a) = m->finaliser ? final_ops : plain_ops;
   for (UWord w = custom; w < wosize; w++) /* as a careful stub does */
      native_store(a + w * WORD_BYTES, 0);
}

static void store(void)
{
   Model* m = &model[below(BLOCKS)];
   if (!m->addr)
      return;
   const UWord w = m->custom + below((UInt)m->wosize - m->custom);
   const UInt c = below(C_BLOCKS);
   const Bool known = SC_(cblock_at)(c_addr(c)) != NULL;
   const UWord word = below(4) == 0 ? 0 : c_addr(c);
   native_store(m->addr + w * WORD_BYTES, word);
   m->held[w] = known ? word : 0;
}

static void bear_or_release(void)
{
   const UInt i = below(C_BLOCKS);
   const Release r = { .where = native_where(), .when = SC_(event)(), .family = FAMILY_MALLOC };
   if (live[i]) {
      SC_(cblock_released)(SC_(cblock_at)(c_addr(i)), &r);
      live[i] = False;
   } else if (!SC_(cblock_at)(c_addr(i))) { /* malloc has it again */
      SC_(cblock_born)(c_addr(i), 64, FAMILY_MALLOC, native_where());
      live[i] = True;
   }
}

static void finalise(const Model* m)
{
   OwnerBlock* b = SC_(owner_block_of)(m->addr);
   if (b)
      SC_(owner_finalised)(b);
}

/* Two of three survive. */
static void minor_collection(void)
{
   Addr was[BLOCKS] = { 0 };
   SC_(gc_event)(EVENT_MINOR_BEGIN, 1, 0, 0);
   for (UInt i = 0; i < BLOCKS; i++) {
      Model* m = &model[i];
      if (!m->addr || !m->young)
         continue;
      was[i] = m->addr;
      m->young = False;
      m->addr = below(3) ? native_promote(m->addr) : 0;
   }
   SC_(gc_event)(EVENT_MINOR_PROMOTED, 1, 0, 0);
   for (UInt i = 0; i < BLOCKS; i++) {
      Model dead = model[i];
      dead.addr = was[i];
      if (!was[i] || model[i].addr)
         continue;
      if (dead.finaliser)
         finalise(&dead);
      forget(&model[i]);
   }
   native_minor_empty();
}

/* Some major blocks are white; runs of white and blue are freed. */
static void sweep(void)
{
   SC_(owners_settle)();
   Model dead[BLOCKS];
   UInt n = 0;
   for (UInt i = 0; i < BLOCKS; i++)
      if (model[i].addr && !model[i].young && below(4) == 0) {
         *native_word(model[i].addr - WORD_BYTES) &= ~(3UL << 8);
         dead[n++] = model[i];
         forget(&model[i]);
      }
   for (Addr hp = native_major.lo; hp < native_major.hi;) {
      const Addr from = hp;
      while (hp < native_major.hi && SC_(header_colour)(*native_word(hp)) != BLACK)
         hp += SC_(header_whole)(*native_word(hp));
      if (hp > from)
         SC_(gc_event)(EVENT_FREE_RUN, 1, from + WORD_BYTES, native_major.hi);
      else
         hp += SC_(header_whole)(*native_word(hp));
   }
   for (UInt i = 0; i < n; i++) {
      if (dead[i].finaliser)
         finalise(&dead[i]);
      const UWord wosize = dead[i].wosize;
      *native_word(dead[i].addr - WORD_BYTES) = HEADER(wosize, BLUE, 0);
   }
}

static Model* model_at(Addr a)
{
   for (UInt i = 0; i < BLOCKS; i++)
      if (model[i].addr == a)
         return &model[i];
   return NULL;
}

/* All blocks slide down. */
static void compact(void)
{
   Addr to = native_major.lo;
   minor_collection();
   SC_(gc_compaction_begin)(100, native_where());
   for (Addr hp = native_major.lo, next; hp < native_major.hi; hp = next) {
      const UWord hd = *native_word(hp);
      const SizeT whole = SC_(header_whole)(hd);
      next = hp + whole;
      if (SC_(header_colour)(hd) != BLACK)
         continue;
      if (hp != to) {
         SC_(gc_block_copied)(hp, to, whole);
         memmove(native_word(to), native_word(hp), whole);
      }
      Model* m = model_at(hp + WORD_BYTES);
      if (m)
         m->addr = to + WORD_BYTES;
      to += whole;
   }
   if (to < native_major.hi) {
      const UWord left = (native_major.hi - to) / WORD_BYTES - 1;
      *native_word(to) = HEADER(left, left ? BLUE : WHITE, 0);
   }
   SC_(gc_compacting)(200);
}

static void gone(Addr a)
{
   forget_address(a);
}

static void step(UInt i)
{
   native_stack(i + 1);
   const UInt dice = below(100);
   if (dice < 25)
      make_block();
   else if (dice < 65)
      store();
   else if (dice < 95)
      bear_or_release();
   else if (dice < 97)
      minor_collection();
   else if (dice < 99)
      sweep();
   else
      compact();
}

int main(void)
{
   enum { STEPS = 40000 };
   native_heap_init(1024, 2048, 1000);
   native_on_give_back = gone;
   plain_ops = native_ops("unit.plain", 0);
   final_ops = native_ops("unit.final", 0x400000);
   UInt i;
   const HChar* bad = NULL;
   for (i = 0; i < STEPS && !bad; i++) {
      step(i);
      if ((bad = SC_(owners_consistent)()) == NULL && (bad = SC_(cblocks_consistent)()) == NULL
          && SC_(blocks_consistent)() == 0)
         bad = compare();
      if (bad)
         printf("# step %u: %s\n", i, bad);
   }
   CHECK(bad == NULL);
   CHECK(SC_(blocks_consistent)() == 0);
   printf("# %u steps, %llu owner blocks, %u minor collections, %u compactions\n", i,
          *SC_(owners_made)(), SC_(gc_minors)(), SC_(gc_compactions)());
   CHECK(*SC_(owners_made)() > 1000 && SC_(gc_compactions)() > 100);
   CHECK(native_given_back > 500);
   return tap_done();
}
