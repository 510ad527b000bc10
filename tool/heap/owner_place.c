/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which block a stored word is. In the minor heap the last blocks are walked at
   once, in the major heap a near header may tell; what is not found waits until the
   next collection or report, when the region is walked. */
#include "heap/owner_table.h"

#include "base/client.h"
#include "base/clock.h"
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

static VgHashTable* given;    /* of Given */
static UInt         given_since; /* since the minor heap was searched for them */
static XArray*      unplaced; /* of Owner*: block not found yet */

void SC_(owner_place_init)(void)
{
   given = VG_(HT_construct)("sc.owner");
   unplaced = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(Owner*));
}

/* The living owner block around `slot`, or NULL. */
static OwnerBlock* known_around(Addr slot)
{
   for (UInt i = 0; i < NEAR_WORDS; i++) {
      const Addr addr = slot - i * WORD_BYTES;
      OwnerBlock* ob = VG_(HT_lookup)(SC_(owner_table).blocks, addr);
      if (ob && SC_(owner_is_alive)(ob) && SC_(header_bytes)(ob->header) > slot - addr)
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

/* The owner block that the word of `o` is in, if it can be found at once, or NULL. A
   new block is among the last of the minor heap; an older one may be known. */
static OwnerBlock* block_at_once(const Owner* o, RegionKind region)
{
   Block b;
   OwnerBlock* known = NULL;
   Bool found = region == REGION_MINOR && recent_block(o->slot, &b);
   if (!found)
      known = known_around(o->slot);
   if (!found && !known)
      found = SC_(is_major)(region) && near_custom(o->slot, &b);
   return found && SC_(may_own)(&b) ? SC_(owner_block_made)(&b, o->where, o->when) : known;
}

static void place_soon(Owner* o, RegionKind region)
{
   OwnerBlock* b = block_at_once(o, region);
   if (b)
      SC_(owner_place)(o, b);
   else
      VG_(addToXA)(unplaced, &o);
}

void SC_(owner_stored)(Addr slot, UWord word, ExeContext* (*where)(void))
{
   Owner* old = VG_(HT_lookup)(SC_(owner_table).slots, slot);
   if (old && old->block && old->block->state == OWNER_FINALISED)
      SC_(owner_end)(old, OWNER_CLEARED); /* the finaliser itself, as a rule */
   old = SC_(owner_living)(slot);
   if (old && old->cblock->addr == word && old->cblock->state != CBLOCK_GONE)
      return;
   if (old && old->block && old->block->region == REGION_DESCRIBED && SC_(owner_table).holding_still)
      return;
   if (old)
      SC_(owner_end)(old, OWNER_CLEARED);
   CBlock* c = word ? SC_(cblock_at)(word) : NULL;
   const Range* r = c ? SC_(region_of)(slot) : NULL;
   if (!r || r->data == REGION_STATIC || r->data == REGION_DESCRIBED)
      return;
   const RegionKind kind = (RegionKind)r->data;
   Owner* o = SC_(owner_new)(slot, c, where(), SC_(event)());
   place_soon(o, kind);
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
   if (!b || !SC_(may_own)(b) || !SC_(client_word)(o->slot, &word) || word != o->cblock->addr) {
      SC_(owner_end)(o, OWNER_CLEARED);
      return;
   }
   OwnerBlock* ob = SC_(owner_block_made)(b, o->where, o->when);
   if (SC_(before)(o->when, ob->made)) { /* they come by address, not by time */
      ob->made_where = o->where;
      ob->made = o->when;
   }
   SC_(owner_place)(o, ob);
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
      SC_(owner_slot_add)(o);
      ob->made_where = o->where;
      ob->made = o->when;
   } else
      o = SC_(owner_new)(slot, c, where, when);
   SC_(owner_place)(o, ob);
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
      if (!c || SC_(owner_living)(b->addr + at))
         continue;
      if (!ob)
         ob = SC_(owner_block_made)(b, where, when);
      own_through(ob, b->addr + at, c, where, when);
   }
   return ob;
}

/* If `b` is a bigarray over memory that C gave it, then that is where it was made. */
static void take_given(const Block* b)
{
   UWord data;
   const CustomOps* ops = SC_(header_tag)(b->header) == TAG_CUSTOM ? SC_(custom_ops)(b->addr, b->header) : NULL;
   if (!ops || !ops->bigarray
       || !SC_(client_word)(b->addr + BIGARRAY_DATA_WORD * WORD_BYTES, &data))
      return;
   Given* g = VG_(HT_lookup)(given, data);
   CBlock* c = SC_(cblock_at)(data);
   const Addr slot = b->addr + BIGARRAY_DATA_WORD * WORD_BYTES;
   if (!g || SC_(owner_living)(slot))
      return;
   OwnerBlock* ob = SC_(owner_block_made)(b, g->where, g->when);
   if (c)
      SC_(owner_place)(SC_(owner_new)(slot, c, g->where, g->when), ob);
   VG_(HT_remove)(given, data);
   VG_(free)(g);
}

static Bool look_for_given(const Block* b, void* opaque)
{
   if (!b->free)
      take_given(b);
   return True;
}

/* What is not found in the minor heap lies in the major heap (5.3 puts those with much
   memory there): it is found when it is asked for. */
static void settle_given(void)
{
   const Runtime* rt = SC_(the_runtime)();
   Addr lo, hi;
   if (given_since == 0)
      return;
   given_since = 0;
   if (rt && rt->minor_live(rt, 0, &lo, &hi))
      SC_(blocks_walk)(lo, look_for_given, NULL);
}

void SC_(owner_bigarray)(Addr data, ExeContext* where)
{
   if (VG_(HT_lookup)(given, data))
      settle_given(); /* an older bigarray had that address: it is found now, or never */
   VG_(free)(VG_(HT_remove)(given, data));
   Given* g = SC_(new)("sc.owner", sizeof *g);
   given_since++;
   g->data = data;
   g->where = where;
   g->when = SC_(event)();
   VG_(HT_add_node)(given, g);
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
   OwnerBlock* ob = VG_(HT_lookup)(SC_(owner_table).blocks, addr);
   if (ob || !SC_(block_read)(addr, &b) || SC_(header_tag)(b.header) != TAG_CUSTOM)
      return ob;
   take_given(&b);
   ob = VG_(HT_lookup)(SC_(owner_table).blocks, addr);
   return ob ? ob : adopt(&b, NULL, SC_(now)());
}

OwnerBlock* SC_(owner_block_at)(Addr addr)
{
   Block b;
   OwnerBlock* ob = SC_(owner_block_of)(addr);
   if (ob || !SC_(block_read)(addr, &b))
      return ob;
   return SC_(owner_block_made)(&b, NULL, SC_(now)());
}

void SC_(owner_duplicated)(Addr addr, ExeContext* (*where)(void))
{
   const OwnerBlock* ob = VG_(HT_lookup)(SC_(owner_table).blocks, addr);
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
