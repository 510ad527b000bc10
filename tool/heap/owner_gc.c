/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owner blocks through collections: promoted, moved, finalised, dead. */
#include "heap/owner_table.h"

#include "base/client.h"
#include "base/clock.h"
#include "runtime/value.h"

void SC_(owner_finalised)(OwnerBlock* b)
{
   if (b->state != OWNER_HOLDS)
      return;
   b->state = OWNER_FINALISED;
   b->ended = SC_(event)();
   SC_(owner_block_refer)(b);
   VG_(addToXA)(SC_(owner_table).finalised, &b);
}

/* Their finalisers have returned long since: the blocks are gone. */
static void end_finalised(void)
{
   XArray* list = SC_(owner_table).finalised;
   for (Word i = 0; i < VG_(sizeXA)(list); i++) {
      OwnerBlock* b = *(OwnerBlock**)VG_(indexXA)(list, i);
      SC_(owner_block_end)(b, OWNER_FINALISED);
      SC_(owner_block_let_go)(b);
   }
   VG_(dropTailXA)(list, VG_(sizeXA)(list));
}

/* The words of `b` are where its block is now. What was known there is dead: a
   collection moves nothing onto a living block. */
static void move_block(OwnerBlock* b, Addr to)
{
   VG_(HT_remove)(SC_(owner_table).blocks, b->addr);
   for (Owner* o = b->owners; o; o = o->next_in_block) {
      if (o->state != OWNER_HOLDS || !o->slot)
         continue;
      SC_(owner_slot_remove)(o);
      o->slot = to + (o->slot - b->addr);
      SC_(owner_living)(o->slot);
      SC_(owner_slot_add)(o);
   }
   SC_(owner_block_died)(to);
   b->addr = to;
   VG_(HT_add_node)(SC_(owner_table).blocks, b);
}

/* Where the block of the minor heap at `addr` is now; 0 when it is dead. Survivors
   left their new address in field 0 and a header of 0 (minor_gc.c,
   caml_oldify_one). */
static Addr promoted_to(Addr addr)
{
   UWord hd, to;
   return SC_(client_word)(addr - WORD_BYTES, &hd) && hd == 0 && SC_(client_word)(addr, &to)
          ? to : 0;
}

/* One block of the minor heap, which has been emptied. Is it to be looked at again
   after the next collection? A dead one's finaliser may still come, at its address. */
static Bool promote(OwnerBlock* b)
{
   if (VG_(HT_lookup)(SC_(owner_table).blocks, b->addr) != b)
      return False; /* ended since */
   if (b->dying) {
      SC_(owner_block_end)(b, OWNER_DIED); /* its finaliser would have come by now */
      return False;
   }
   const Addr to = promoted_to(b->addr);
   b->dying = to == 0;
   if (to) {
      move_block(b, to);
      b->young = False;
      SC_(owner_table).major_count++;
   }
   return b->dying;
}

void SC_(owners_promoted)(Addr lo, Addr hi)
{
   XArray* were_young = SC_(owner_table).young;
   end_finalised();
   SC_(owner_table).young = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(OwnerBlock*));
   for (Word i = 0; i < VG_(sizeXA)(were_young); i++) {
      OwnerBlock* b = *(OwnerBlock**)VG_(indexXA)(were_young, i);
      const Bool here = b->addr >= lo && b->addr <= hi;
      if (!here || promote(b))
         VG_(addToXA)(SC_(owner_table).young, &b);
      else
         SC_(owner_block_let_go)(b);
   }
   VG_(deleteXA)(were_young);
}

const UInt* SC_(owners_to_sweep)(void)
{
   return &SC_(owner_table).major_count;
}

/* The block is dead, and not free yet. */
static void dies(OwnerBlock* b)
{
   if (!b->ops || !b->ops->finalize)
      SC_(owner_block_end)(b, OWNER_DIED);
   else
      b->dying = True; /* its finaliser comes */
}

/* Dead blocks from the block `from` up to a live one are being freed
   (freelist.c, bf_merge_block): white ones die, blue ones are free already. */
void SC_(owners_swept)(Addr from, Addr limit)
{
   enum { WHITE = 0, BLUE = 2 };
   UWord hd;
   for (Addr hp = from - WORD_BYTES; SC_(owner_table).major_count > 0 && hp < limit; hp += SC_(header_whole)(hd)) {
      if (!SC_(client_word)(hp, &hd))
         return;
      const UInt colour = SC_(header_colour)(hd);
      if (colour != WHITE && colour != BLUE)
         return;
      OwnerBlock* b = colour == WHITE ? VG_(HT_lookup)(SC_(owner_table).blocks, hp + WORD_BYTES) : NULL;
      if (b)
         dies(b);
   }
}

/* Blocks of the major heap whose colour has just come to mean death. */
void SC_(owners_died)(void)
{
   XArray* dead = VG_(newXA)(VG_(malloc), "sc.owner", VG_(free), sizeof(OwnerBlock*));
   OwnerBlock* b;
   Block now;
   VG_(HT_ResetIter)(SC_(owner_table).blocks);
   while ((b = VG_(HT_Next)(SC_(owner_table).blocks)) != NULL)
      if (!b->young && !b->dying && SC_(block_read)(b->addr, &now) && SC_(is_major)(now.region) && now.free)
         VG_(addToXA)(dead, &b);
   for (Word i = 0; i < VG_(sizeXA)(dead); i++)
      dies(*(OwnerBlock**)VG_(indexXA)(dead, i));
   VG_(deleteXA)(dead);
}

void SC_(owner_block_moved)(Addr from, Addr to)
{
   OwnerBlock* b = VG_(HT_lookup)(SC_(owner_table).blocks, from);
   if (b && !SC_(owner_is_alive)(b))
      SC_(owner_block_end)(b, OWNER_DIED); /* its memory was used again */
   else if (b && from != to)
      move_block(b, to);
}

void SC_(owner_block_died)(Addr addr)
{
   OwnerBlock* b = VG_(HT_lookup)(SC_(owner_table).blocks, addr);
   if (b)
      SC_(owner_block_end)(b, b->state == OWNER_HOLDS ? OWNER_DIED : b->state);
}
