/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owner blocks and the words by which they own: the two tables and what keeps them
   in step. owner_place.c finds the blocks of words, owner_gc.c follows blocks
   through collections. */
#include "heap/owner_table.h"

#include "base/client.h"
#include "base/clock.h"
#include "base/text.h"
#include "heap/motion.h"
#include "heap/region.h"
#include "runtime/value.h"

OwnerTable SC_(owner_table);
UInt       SC_(owner_folds)[OWNER_FOLDS];
UInt       SC_(owner_words);

static ULong made_count;
static PoolAlloc* block_pool; /* of OwnerBlock */
static PoolAlloc* owner_pool; /* of Owner */

void SC_(owners_init)(void)
{
   OwnerTable* t = &SC_(owner_table);
   block_pool = SC_(new_pool)("sc.owner", sizeof(OwnerBlock));
   owner_pool = SC_(new_pool)("sc.owner", sizeof(Owner));
   t->slots = VG_(HT_construct)("sc.owner");
   t->blocks = VG_(HT_construct)("sc.owner");
   t->young = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(OwnerBlock*));
   t->finalised = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(OwnerBlock*));
   SC_(owner_place_init)();
}

/*--- Owner blocks ---*/

static OwnerBlock* new_block(const Block* b, ExeContext* where, Stamp when)
{
   OwnerBlock* ob = SC_(new_in)(block_pool, sizeof *ob);
   UWord flags;
   ob->addr = b->addr;
   ob->header = b->header;
   ob->ops = b->region == REGION_DESCRIBED ? NULL : SC_(custom_ops)(b->addr, b->header);
   ob->region = b->region;
   ob->young = b->region == REGION_MINOR;
   ob->state = OWNER_HOLDS;
   ob->made_where = where;
   ob->made = when;
   if (ob->ops && ob->ops->bigarray
       && SC_(client_word)(b->addr + BIGARRAY_FLAGS_WORD * WORD_BYTES, &flags))
      ob->flags = flags;
   SC_(motion_note)(b->addr);
   VG_(HT_add_node)(SC_(owner_table).blocks, ob);
   SC_(owner_block_refer)(ob);
   if (ob->young) {
      VG_(addToXA)(SC_(owner_table).young, &ob);
      SC_(owner_block_refer)(ob);
   } else
      SC_(owner_table).major_count++;
   made_count++;
   return ob;
}

void SC_(owner_block_refer)(OwnerBlock* b)
{
   b->references++;
}

void SC_(owner_block_let_go)(OwnerBlock* b)
{
   tl_assert(b->references > 0);
   if (--b->references == 0)
      VG_(freeEltPA)(block_pool, b);
}

Bool SC_(may_own)(const Block* b)
{
   if (b->free)
      return False;
   if (b->region == REGION_DESCRIBED)
      return True;
   const UInt tag = SC_(header_tag)(b->header);
   return tag == TAG_CUSTOM || tag == TAG_ABSTRACT;
}

static Word other_node(const void* a, const void* b)
{
   return a != b;
}

static void count_word(Addr slot, Int by)
{
   *SC_(owner_fold)(slot) += by;
   SC_(owner_words) += by;
}

/* One word may have several owners only where it was described: a block is then
   said to own, not a word. */
void SC_(owner_slot_remove)(Owner* o)
{
   if (VG_(HT_gen_remove)(SC_(owner_table).slots, o, other_node))
      count_word(o->slot, -1);
}

void SC_(owner_slot_add)(Owner* o)
{
   VG_(HT_add_node)(SC_(owner_table).slots, o);
   count_word(o->slot, 1);
}

void SC_(owner_end)(Owner* o, OwnerState state)
{
   if (o->state != OWNER_HOLDS)
      return;
   o->state = state;
   o->ended = SC_(now)();
   SC_(owner_slot_remove)(o);
}

void SC_(owner_block_end)(OwnerBlock* b, OwnerState state)
{
   if (b->state == OWNER_HOLDS) {
      b->state = state;
      b->ended = SC_(now)();
   }
   for (Owner* o = b->owners; o; o = o->next_in_block)
      SC_(owner_end)(o, b->state);
   if (VG_(HT_lookup)(SC_(owner_table).blocks, b->addr) != b)
      return; /* ended before */
   VG_(HT_remove)(SC_(owner_table).blocks, b->addr);
   if (!b->young)
      SC_(owner_table).major_count--;
   SC_(owner_block_let_go)(b);
}

/*--- Words that hold C addresses ---*/

Owner* SC_(owner_new)(Addr slot, CBlock* c, ExeContext* where, Stamp when)
{
   Owner* o = SC_(new_in)(owner_pool, sizeof *o);
   o->slot = slot;
   o->cblock = c;
   o->where = where;
   o->when = when;
   o->state = OWNER_HOLDS;
   o->next_in_cblock = c->owners;
   c->owners = o;
   if (slot)
      SC_(owner_slot_add)(o);
   return o;
}

void SC_(owner_place)(Owner* o, OwnerBlock* b)
{
   SC_(owner_block_refer)(b);
   o->block = b;
   o->next_in_block = b->owners;
   b->owners = o;
}

static void displace(Owner* o)
{
   Owner** link = &o->block->owners;
   while (*link != o)
      link = &(*link)->next_in_block;
   *link = o->next_in_block;
   SC_(owner_block_let_go)(o->block);
}

void SC_(owners_forget)(CBlock* c)
{
   Owner** link = &c->owners;
   while (*link) {
      Owner* o = *link;
      if (o->state == OWNER_HOLDS || !o->block) { /* without a block: it waits for one */
         link = &o->next_in_cblock;
         continue;
      }
      *link = o->next_in_cblock;
      displace(o);
      VG_(freeEltPA)(owner_pool, o);
   }
}

Bool SC_(owner_is_alive)(const OwnerBlock* b)
{
   return b->state == OWNER_HOLDS && !b->dying;
}

Owner* SC_(owner_living)(Addr slot)
{
   Owner* o = VG_(HT_lookup)(SC_(owner_table).slots, slot);
   if (o && o->block && !SC_(owner_is_alive)(o->block)) {
      SC_(owner_block_end)(o->block, OWNER_DIED);
      return NULL;
   }
   return o;
}

OwnerBlock* SC_(owner_block_made)(const Block* b, ExeContext* where, Stamp when)
{
   OwnerBlock* ob = VG_(HT_lookup)(SC_(owner_table).blocks, b->addr);
   if (ob && SC_(owner_is_alive)(ob))
      return ob;
   if (ob)
      SC_(owner_block_end)(ob, OWNER_DIED);
   return new_block(b, where, when);
}

/*--- Told by client requests ---*/

/* The word of `b` that holds `data`, 0 when none does. */
static Addr word_holding(const Block* b, Addr data)
{
   const Addr end = b->addr + SC_(block_bytes)(b);
   UWord word;
   for (Addr a = (b->addr + 7) & ~7UL; a + WORD_BYTES <= end && SC_(client_word)(a, &word);
        a += WORD_BYTES)
      if (word == data && !VG_(HT_lookup)(SC_(owner_table).slots, a))
         return a;
   return 0;
}

static Bool owns_already(const OwnerBlock* b, const CBlock* c)
{
   for (const Owner* o = c->owners; o; o = o->next_in_cblock)
      if (o->block == b && o->state == OWNER_HOLDS)
         return True;
   return False;
}

Bool SC_(owner_described)(Addr block, Addr data, ExeContext* where)
{
   Block b;
   CBlock* c = SC_(cblock_at)(data);
   if (!c || c->state != CBLOCK_LIVE || !SC_(block_at)(block, &b) || b.addr != block)
      return False;
   const Stamp when = SC_(event)();
   OwnerBlock* ob = SC_(owner_block_made)(&b, where, when);
   if (!owns_already(ob, c))
      SC_(owner_place)(SC_(owner_new)(word_holding(&b, data), c, where, when), ob);
   return True;
}

void SC_(owners_released)(CBlock* c)
{
   for (Owner* o = c->owners; o; o = o->next_in_cblock)
      SC_(owner_end)(o, OWNER_CLEARED);
}

void SC_(owner_named)(OwnerBlock* b, const HChar* name)
{
   if (!b->ops)
      b->ops = SC_(custom_named)(name);
}

void SC_(owners_hold_still)(Bool still)
{
   SC_(owner_table).holding_still = still;
}

/*--- Questions ---*/

Bool SC_(cblock_is_owned)(const CBlock* c)
{
   for (const Owner* o = c->owners; o; o = o->next_in_cblock)
      if (o->state == OWNER_HOLDS && (!o->block || o->block->state == OWNER_HOLDS))
         return True;
   return False;
}

static const HChar* slots_consistent(void)
{
   Owner* o;
   VG_(HT_ResetIter)(SC_(owner_table).slots);
   while ((o = VG_(HT_Next)(SC_(owner_table).slots)) != NULL) {
      const OwnerBlock* b = o->block;
      if (o->state != OWNER_HOLDS)
         return "the word of an ended owner is known";
      if (b && VG_(HT_lookup)(SC_(owner_table).blocks, b->addr) != b)
         return "a word holds for a block that is dead";
      if (b && (o->slot < b->addr || (b->header && o->slot >= b->addr + SC_(header_bytes)(b->header))))
         return "a word is outside of its block";
      if ((!b || b->header) && VG_(HT_lookup)(SC_(owner_table).slots, o->slot) != o)
         return "two owners are one word";
   }
   return NULL;
}

const HChar* SC_(owners_consistent)(void)
{
   OwnerBlock* b;
   UInt in_major = 0;
   VG_(HT_ResetIter)(SC_(owner_table).blocks);
   while ((b = VG_(HT_Next)(SC_(owner_table).blocks)) != NULL) {
      in_major += !b->young;
      if (VG_(HT_lookup)(SC_(owner_table).blocks, b->addr) != b)
         return "two owner blocks are at one address";
      for (const Owner* o = b->owners; o; o = o->next_in_block) {
         if (o->block != b)
            return "an owner is in the list of another block";
         if (o->state == OWNER_HOLDS && o->slot && !VG_(HT_gen_lookup)(SC_(owner_table).slots, o, other_node))
            return "the word of an owner is not known";
      }
   }
   return in_major == SC_(owner_table).major_count ? slots_consistent()
                                  : "the count of blocks outside the minor heap is wrong";
}

HChar* SC_(owner_block_name)(const OwnerBlock* b)
{
   if (!b->ops)
      return SC_(format)("%s", b->region == REGION_DESCRIBED ? "block" : "abstract block");
   if (b->ops->bigarray)
      return SC_(format)("bigarray (%s)", SC_(bigarray_flag_name)(b->flags));
   return SC_(format)("%s \"%s\"", b->region == REGION_DESCRIBED ? "block" : "custom",
                      b->ops->identifier);
}

ULong* SC_(owners_made)(void)
{
   return &made_count;
}
