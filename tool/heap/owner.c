/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owner blocks and the words by which they own. */
#include "heap/owner.h"

#include "base/client.h"
#include "base/clock.h"
#include "base/text.h"
#include "heap/block.h"
#include "heap/region.h"
#include "runtime/value.h"

/* How far behind a stored word its custom block's header is looked for. */
#define NEAR_WORDS 32

/* How many blocks of the minor heap are looked at to find a word's. */
#define RECENT_BLOCKS 64

/* C memory given to a bigarray whose block is not known yet. */
typedef struct {
   struct Given* next; /* VgHashNode */
   UWord         data; /* its key */
   ExeContext*   where;
   Stamp         when;
} Given;

static VgHashTable* slots;    /* of Owner that hold, by address of the word */
static VgHashTable* blocks;   /* of OwnerBlock that are not dead */
static VgHashTable* given;    /* of Given */
static XArray*      unplaced; /* of Owner*: block not found yet */
static XArray*      young;    /* of OwnerBlock* in the minor heap */
static UInt         major_count; /* live owner blocks outside the minor heap */
static ULong        made_count;
static Bool         holding_still; /* a described collection is going on */

void SC_(owners_init)(void)
{
   slots = VG_(HT_construct)("sc.owner");
   blocks = VG_(HT_construct)("sc.owner");
   given = VG_(HT_construct)("sc.owner");
   unplaced = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(Owner*));
   young = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(OwnerBlock*));
}

/*--- Owner blocks ---*/

static OwnerBlock* new_block(const Block* b, ExeContext* where, Stamp when)
{
   OwnerBlock* ob = SC_(new)("sc.owner", sizeof *ob);
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
   VG_(HT_add_node)(blocks, ob);
   if (ob->young)
      VG_(addToXA)(young, &ob);
   else
      major_count++;
   made_count++;
   return ob;
}

/* Only payloads that the GC does not scan hold C addresses by right. */
static Bool may_own(const Block* b)
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

/* One word may have several owners only where it was described: a block is then
   said to own, not a word. */
static void unlink_slot(Owner* o)
{
   VG_(HT_gen_remove)(slots, o, other_node);
}

static void end_owner(Owner* o, OwnerState state)
{
   if (o->state != OWNER_HOLDS)
      return;
   o->state = state;
   o->ended = SC_(now)();
   unlink_slot(o);
}

/* The block is dead: none of its words holds any more. It leaves the table. */
static void end_block(OwnerBlock* b, OwnerState state)
{
   if (b->state == OWNER_HOLDS) {
      b->state = state;
      b->ended = SC_(now)();
   }
   for (Owner* o = b->owners; o; o = o->next_in_block)
      end_owner(o, b->state);
   if (VG_(HT_lookup)(blocks, b->addr) == b)
      VG_(HT_remove)(blocks, b->addr);
   if (!b->young)
      major_count--;
}

/*--- Words that hold C addresses ---*/

/* `slot` is 0 when it is only told that the block owns `c`. */
static Owner* new_owner(Addr slot, CBlock* c, ExeContext* where, Stamp when)
{
   Owner* o = SC_(new)("sc.owner", sizeof *o);
   o->slot = slot;
   o->cblock = c;
   o->where = where;
   o->when = when;
   o->state = OWNER_HOLDS;
   o->next_in_cblock = c->owners;
   c->owners = o;
   if (slot)
      VG_(HT_add_node)(slots, o);
   return o;
}

static void place(Owner* o, OwnerBlock* b)
{
   o->block = b;
   o->next_in_block = b->owners;
   b->owners = o;
}

static Bool is_alive(const OwnerBlock* b)
{
   return b->state == OWNER_HOLDS && !b->dying;
}

/* The owner that the word at `slot` is. One whose block is dead, its memory used
   again, is ended and gone. */
static Owner* living_owner(Addr slot)
{
   Owner* o = VG_(HT_lookup)(slots, slot);
   if (o && o->block && !is_alive(o->block)) {
      end_block(o->block, OWNER_DIED);
      return NULL;
   }
   return o;
}

/* The owner block at `b`, made when there is none; a dead one whose memory has
   been used again makes room for it. */
static OwnerBlock* owner_block(const Block* b, ExeContext* where, Stamp when)
{
   OwnerBlock* ob = VG_(HT_lookup)(blocks, b->addr);
   if (ob && is_alive(ob))
      return ob;
   if (ob)
      end_block(ob, OWNER_DIED);
   return new_block(b, where, when);
}

/* The living owner block around `slot`, or NULL. */
static OwnerBlock* known_around(Addr slot)
{
   for (UInt i = 0; i < NEAR_WORDS; i++) {
      const Addr addr = slot - i * WORD_BYTES;
      OwnerBlock* ob = VG_(HT_lookup)(blocks, addr);
      if (ob && is_alive(ob) && SC_(header_bytes)(ob->header) > slot - addr)
         return ob;
   }
   return NULL;
}

typedef struct {
   Addr   slot;
   UInt   steps; /* that are left */
   Block* block;
   Bool   found;
} Recent;

static Bool is_recent(const Block* b, void* opaque)
{
   Recent* r = opaque;
   const Addr end = b->addr + SC_(header_bytes)(b->header);
   if (r->slot < end) {
      r->found = r->slot >= b->addr;
      *r->block = *b;
      return False;
   }
   return --r->steps > 0;
}

/* The block around `slot` when it is one of the last of the minor heap. Nearby
   headers prove nothing there: payloads and the unused part hold old blocks. */
static Bool recent_block(Addr slot, Block* b)
{
   Recent r = { slot, RECENT_BLOCKS, b, False };
   SC_(blocks_walk)(slot, is_recent, &r);
   return r.found;
}

/* The custom block of the major heap around `slot` if one header near it, and only
   one, has operations that can be read; a walk would be long. Old headers lie in
   payloads here too, so it may be a wrong one; then it is never seen to die, and
   nothing false comes of it. */
static Bool near_custom(Addr slot, Block* found)
{
   UInt n = 0;
   for (UInt i = 1; i < NEAR_WORDS; i++) { /* word 0 is the operations */
      const Addr addr = slot - i * WORD_BYTES;
      Block b;
      if (!SC_(block_read)(addr, &b))
         break;
      if (b.free || SC_(header_bytes)(b.header) <= slot - addr)
         continue;
      const CustomOps* ops = SC_(custom_ops)(addr, b.header);
      if (ops && ops->identifier[0] != '\0') {
         *found = b;
         n++;
      }
   }
   return n == 1;
}

/* Puts `o` into its block if that can be found at once, else it waits. */
static void place_soon(Owner* o, RegionKind region)
{
   Block b;
   OwnerBlock* ob = known_around(o->slot);
   const Bool found = !ob && (region == REGION_MINOR   ? recent_block(o->slot, &b)
                              : region == REGION_MAJOR ? near_custom(o->slot, &b) : False);
   if (found && may_own(&b))
      ob = owner_block(&b, o->where, o->when);
   if (ob)
      place(o, ob);
   else
      VG_(addToXA)(unplaced, &o);
}

void SC_(owner_stored)(Addr slot, UWord word, ExeContext* (*where)(void))
{
   Owner* old = VG_(HT_lookup)(slots, slot);
   if (old && old->block && old->block->state == OWNER_FINALISED)
      end_owner(old, OWNER_CLEARED); /* the finaliser itself, as a rule */
   old = living_owner(slot);
   if (old && old->cblock->addr == word && old->cblock->state != CBLOCK_GONE)
      return;
   if (old && old->block && old->block->region == REGION_DESCRIBED && holding_still)
      return;
   if (old)
      end_owner(old, OWNER_CLEARED);
   CBlock* c = word ? SC_(cblock_at)(word) : NULL;
   const Range* r = c ? SC_(region_of)(slot) : NULL;
   if (!r || r->data == REGION_STATIC || r->data == REGION_DESCRIBED)
      return;
   const RegionKind kind = (RegionKind)r->data;
   Owner* o = new_owner(slot, c, where(), SC_(event)());
   place_soon(o, kind);
}

void SC_(owner_bigarray)(Addr data, ExeContext* where)
{
   if (VG_(HT_lookup)(given, data))
      return;
   Given* g = SC_(new)("sc.owner", sizeof *g);
   g->data = data;
   g->where = where;
   g->when = SC_(event)();
   VG_(HT_add_node)(given, g);
}

/*--- Finding the blocks of words ---*/

static Int by_slot(const void* a, const void* b)
{
   const Addr x = (*(Owner* const*)a)->slot, y = (*(Owner* const*)b)->slot;
   return x < y ? -1 : x > y;
}

/* `o` is in `b` if that may own and the word still is what was stored. */
static void place_or_end(Owner* o, const Block* b)
{
   UWord word;
   if (o->state != OWNER_HOLDS)
      return;
   if (!b || !may_own(b) || !SC_(client_word)(o->slot, &word) || word != o->cblock->addr) {
      end_owner(o, OWNER_CLEARED);
      return;
   }
   OwnerBlock* ob = owner_block(b, o->where, o->when);
   if (SC_(before)(o->when, ob->made)) { /* they come by address, not by time */
      ob->made_where = o->where;
      ob->made = o->when;
   }
   place(o, ob);
}

/* The unplaced owners from index `at` on, in order of address. */
static Owner* nth_unplaced(Word at)
{
   return at < VG_(sizeXA)(unplaced) ? *(Owner**)VG_(indexXA)(unplaced, at) : NULL;
}

static Bool place_in(const Block* b, void* opaque)
{
   Word* at = opaque;
   const Addr hp = b->addr - WORD_BYTES, end = b->addr + SC_(header_bytes)(b->header);
   Owner* o;
   for (; (o = nth_unplaced(*at)) != NULL && o->slot < end; (*at)++)
      place_or_end(o, o->slot > hp ? b : NULL);
   return o != NULL;
}

/* One walk per region, however many owners there are to place. */
static void settle_unplaced(void)
{
   Owner* o;
   VG_(setCmpFnXA)(unplaced, by_slot);
   VG_(sortXA)(unplaced);
   for (Word at = 0; (o = nth_unplaced(at)) != NULL;) {
      const Range* r = SC_(region_of)(o->slot);
      Block b;
      if (r && r->data != REGION_DESCRIBED) {
         const Addr hi = r->hi;
         SC_(blocks_walk)(o->slot, place_in, &at);
         while ((o = nth_unplaced(at)) != NULL && o->slot < hi) {
            place_or_end(o, NULL);
            at++;
         }
      } else {
         place_or_end(o, r && SC_(block_at)(o->slot, &b) ? &b : NULL);
         at++;
      }
   }
   VG_(dropTailXA)(unplaced, VG_(sizeXA)(unplaced));
}

/* The owner that Obj.dup left for a copy not found yet; NULL when there is none. */
static Owner* waiting_copy(const CBlock* c)
{
   for (Owner* o = c->owners; o; o = o->next_in_cblock)
      if (!o->block && o->slot == 0)
         return o;
   return NULL;
}

static void own_through(OwnerBlock* ob, Addr slot, CBlock* c, ExeContext* where, Stamp when)
{
   Owner* o = waiting_copy(c);
   if (o) {
      o->slot = slot;
      VG_(HT_add_node)(slots, o);
      ob->made_where = o->where;
      ob->made = o->when;
   } else
      o = new_owner(slot, c, where, when);
   place(o, ob);
}

/* Every known C block that the custom block `b` points to has it as an owner. */
static OwnerBlock* adopt(const Block* b, ExeContext* where, Stamp when)
{
   OwnerBlock* ob = NULL;
   for (SizeT at = WORD_BYTES; at < SC_(header_bytes)(b->header); at += WORD_BYTES) {
      UWord word;
      if (!SC_(client_word)(b->addr + at, &word) || !word)
         break;
      CBlock* c = SC_(cblock_at)(word);
      if (!c || living_owner(b->addr + at))
         continue;
      if (!ob)
         ob = owner_block(b, where, when);
      own_through(ob, b->addr + at, c, where, when);
   }
   return ob;
}

/* Is `b` a bigarray over memory that C gave it? */
static Bool take_given(const Block* b, void* opaque)
{
   UWord data;
   if (SC_(header_tag)(b->header) != TAG_CUSTOM || b->free)
      return True;
   const CustomOps* ops = SC_(custom_ops)(b->addr, b->header);
   if (!ops || !ops->bigarray
       || !SC_(client_word)(b->addr + BIGARRAY_DATA_WORD * WORD_BYTES, &data))
      return True;
   const Given* g = VG_(HT_lookup)(given, data);
   CBlock* c = SC_(cblock_at)(data);
   const Addr slot = b->addr + BIGARRAY_DATA_WORD * WORD_BYTES;
   if (!g || living_owner(slot))
      return True;
   OwnerBlock* ob = owner_block(b, g->where, g->when);
   if (c)
      place(new_owner(slot, c, g->where, g->when), ob);
   return True;
}

static void settle_given(void)
{
   const Runtime* rt = SC_(the_runtime)();
   Addr lo, hi;
   if (VG_(HT_count_nodes)(given) == 0)
      return;
   if (rt && rt->minor_live(rt, &lo, &hi))
      SC_(blocks_walk)(lo, take_given, NULL);
   VG_(HT_destruct)(given, VG_(free));
   given = VG_(HT_construct)("sc.owner");
}

void SC_(owners_settle)(void)
{
   settle_unplaced();
   settle_given();
}

OwnerBlock* SC_(owner_block_of)(Addr addr)
{
   Block b;
   SC_(owners_settle)();
   OwnerBlock* ob = VG_(HT_lookup)(blocks, addr);
   if (ob || !SC_(block_read)(addr, &b) || SC_(header_tag)(b.header) != TAG_CUSTOM)
      return ob;
   return adopt(&b, NULL, SC_(now)());
}

OwnerBlock* SC_(owner_block_at)(Addr addr)
{
   Block b;
   OwnerBlock* ob = SC_(owner_block_of)(addr);
   if (ob || !SC_(block_read)(addr, &b))
      return ob;
   return owner_block(&b, NULL, SC_(now)());
}

void SC_(owner_duplicated)(Addr addr, ExeContext* (*where)(void))
{
   const OwnerBlock* ob = VG_(HT_lookup)(blocks, addr);
   Owner* o = ob ? ob->owners : NULL;
   if (!o)
      return;
   /* The copy is found by its content when its finaliser runs; where it was made
      is kept with the C block, as an owner without a block. */
   for (; o; o = o->next_in_block) {
      if (o->state != OWNER_HOLDS)
         continue;
      Owner* copy = SC_(new)("sc.owner", sizeof *copy);
      copy->cblock = o->cblock;
      copy->where = where();
      copy->when = SC_(event)();
      copy->state = OWNER_HOLDS;
      copy->next_in_cblock = o->cblock->owners;
      o->cblock->owners = copy;
   }
}

/*--- Told by client requests ---*/

/* The word of `b` that holds `data`, 0 when none does. */
static Addr word_holding(const Block* b, Addr data)
{
   const Addr end = b->addr + SC_(block_bytes)(b);
   UWord word;
   for (Addr a = (b->addr + 7) & ~7UL; a + WORD_BYTES <= end && SC_(client_word)(a, &word);
        a += WORD_BYTES)
      if (word == data && !VG_(HT_lookup)(slots, a))
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
   OwnerBlock* ob = owner_block(&b, where, when);
   if (!owns_already(ob, c))
      place(new_owner(word_holding(&b, data), c, where, when), ob);
   return True;
}

void SC_(owners_released)(CBlock* c)
{
   for (Owner* o = c->owners; o; o = o->next_in_cblock)
      end_owner(o, OWNER_CLEARED);
}

void SC_(owner_named)(OwnerBlock* b, const HChar* name)
{
   if (!b->ops)
      b->ops = SC_(custom_named)(name);
}

void SC_(owners_hold_still)(Bool still)
{
   holding_still = still;
}

/*--- Collections ---*/

void SC_(owner_finalised)(OwnerBlock* b)
{
   if (b->state == OWNER_HOLDS) {
      b->state = OWNER_FINALISED;
      b->ended = SC_(event)();
   }
}

/* The words of `b` are where its block is now. What was known there is dead: a
   collection moves nothing onto a living block. */
static void move_block(OwnerBlock* b, Addr to)
{
   VG_(HT_remove)(blocks, b->addr);
   for (Owner* o = b->owners; o; o = o->next_in_block) {
      if (o->state != OWNER_HOLDS || !o->slot)
         continue;
      unlink_slot(o);
      o->slot = to + (o->slot - b->addr);
      living_owner(o->slot);
      VG_(HT_add_node)(slots, o);
   }
   SC_(owner_block_died)(to);
   b->addr = to;
   VG_(HT_add_node)(blocks, b);
}

/* The minor heap has been emptied; survivors left their new address in field 0
   and a header of 0 (minor_gc.c, caml_oldify_one). */
void SC_(owners_promoted)(void)
{
   XArray* were_young = young;
   young = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(OwnerBlock*));
   for (Word i = 0; i < VG_(sizeXA)(were_young); i++) {
      OwnerBlock* b = *(OwnerBlock**)VG_(indexXA)(were_young, i);
      UWord hd, to;
      if (VG_(HT_lookup)(blocks, b->addr) != b)
         continue; /* ended since */
      if (b->dying) {
         end_block(b, OWNER_DIED); /* its finaliser would have come by now */
         continue;
      }
      if (SC_(client_word)(b->addr - WORD_BYTES, &hd) && hd == 0
          && SC_(client_word)(b->addr, &to)) {
         move_block(b, to);
         b->young = False;
         major_count++;
      } else {
         b->dying = True; /* a finaliser may still come, at this address */
         VG_(addToXA)(young, &b);
      }
   }
   VG_(deleteXA)(were_young);
}

/* Dead blocks from the block `from` up to a live one are being freed
   (freelist.c, bf_merge_block): white ones die, blue ones are free already. */
void SC_(owners_swept)(Addr from, Addr limit)
{
   enum { WHITE = 0, BLUE = 2 };
   UWord hd;
   for (Addr hp = from - WORD_BYTES; major_count > 0 && hp < limit; hp += SC_(header_whole)(hd)) {
      if (!SC_(client_word)(hp, &hd))
         return;
      const UInt colour = SC_(header_colour)(hd);
      if (colour != WHITE && colour != BLUE)
         return;
      OwnerBlock* b = colour == WHITE ? VG_(HT_lookup)(blocks, hp + WORD_BYTES) : NULL;
      if (b && (!b->ops || !b->ops->finalize))
         end_block(b, OWNER_DIED);
      else if (b)
         b->dying = True; /* the finaliser comes next */
   }
}

void SC_(owner_block_moved)(Addr from, Addr to)
{
   OwnerBlock* b = VG_(HT_lookup)(blocks, from);
   if (b && !is_alive(b))
      end_block(b, OWNER_DIED); /* its memory was used again */
   else if (b && from != to)
      move_block(b, to);
}

void SC_(owner_block_died)(Addr addr)
{
   OwnerBlock* b = VG_(HT_lookup)(blocks, addr);
   if (b)
      end_block(b, b->state == OWNER_HOLDS ? OWNER_DIED : b->state);
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
   VG_(HT_ResetIter)(slots);
   while ((o = VG_(HT_Next)(slots)) != NULL) {
      const OwnerBlock* b = o->block;
      if (o->state != OWNER_HOLDS)
         return "the word of an ended owner is known";
      if (b && VG_(HT_lookup)(blocks, b->addr) != b)
         return "a word holds for a block that is dead";
      if (b && (o->slot < b->addr || (b->header && o->slot >= b->addr + SC_(header_bytes)(b->header))))
         return "a word is outside of its block";
      if ((!b || b->header) && VG_(HT_lookup)(slots, o->slot) != o)
         return "two owners are one word";
   }
   return NULL;
}

const HChar* SC_(owners_consistent)(void)
{
   OwnerBlock* b;
   UInt in_major = 0;
   VG_(HT_ResetIter)(blocks);
   while ((b = VG_(HT_Next)(blocks)) != NULL) {
      in_major += !b->young;
      if (VG_(HT_lookup)(blocks, b->addr) != b)
         return "two owner blocks are at one address";
      for (const Owner* o = b->owners; o; o = o->next_in_block) {
         if (o->block != b)
            return "an owner is in the list of another block";
         if (o->state == OWNER_HOLDS && o->slot && !VG_(HT_gen_lookup)(slots, o, other_node))
            return "the word of an owner is not known";
      }
   }
   return in_major == major_count ? slots_consistent()
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
