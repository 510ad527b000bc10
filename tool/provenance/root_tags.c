/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of roots. */
#include "provenance/root_tags.h"

#include "base/client.h"
#include "heap/region.h"
#include "provenance/shadow.h"
#include "provenance/site.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

/* struct caml__roots_block (memory.h; the same in 4.13 to 5.3). */
typedef struct {
   Addr  next;
   UWord tables;
   UWord items; /* of each table */
   Addr  table[5];
} Frame;

#define FRAMES_MAX (1 << 20) /* a list that is longer is damaged */
#define ITEMS_MAX  (1 << 24)

static Bool read_frame(Addr a, Frame* f)
{
   if ((a & 7) || !SC_(client_readable)(a, sizeof *f))
      return False;
   *f = *(const Frame*)a;
   return f->tables <= 5 && f->items <= ITEMS_MAX;
}

static void refresh_slot(Addr slot, const RootWatch* w)
{
   const UWord v = *(const UWord*)slot;
   const Tag t = SC_(shadow_get)(slot);
   if (t == TAG_MARK)
      return;
   if ((v & 7) || !SC_(in_heap)(v)) {
      if (w && v != 0 && (v & 1) == 0)
         w->other(slot, v);
      SC_(shadow_set)(slot, (v & 1) && SC_(tag_epoch)(t) == EPOCH_OF_IMMEDIATES ? t : 0);
      return;
   }
   if (w && t > TAG_SPECIAL && SC_(tag_epoch)(t) < SC_(epoch_before))
      w->late(slot, v, t);
   SC_(site_gave)(SC_(tag_site)(t), v, SC_(moment));
   SC_(shadow_set)(slot, SC_(tag_refreshed)(t));
}

static void refresh_frame(const Frame* f, const RootWatch* w)
{
   for (UWord i = 0; i < f->tables; i++) {
      const Addr lo = f->table[i];
      if ((lo & 7) || !SC_(client_readable)(lo, f->items * WORD_BYTES))
         continue;
      for (UWord j = 0; j < f->items; j++)
         refresh_slot(lo + j * WORD_BYTES, w);
   }
}

Addr SC_(local_roots_head)(void)
{
   const Runtime* rt = SC_(the_runtime)();
   return rt ? rt->local_roots(rt) : 0;
}

void SC_(local_roots_refresh)(Addr until, const RootWatch* w)
{
   Frame f;
   Addr a = SC_(local_roots_head)();
   for (UInt n = 0; a != until && a != 0 && n < FRAMES_MAX && read_frame(a, &f); n++) {
      refresh_frame(&f, w);
      a = f.next;
   }
}

static Bool frame_holds(const Frame* f, UWord value)
{
   for (UWord i = 0; i < f->tables; i++) {
      const Addr lo = f->table[i];
      if ((lo & 7) || !SC_(client_readable)(lo, f->items * WORD_BYTES))
         continue;
      for (UWord j = 0; j < f->items; j++)
         if (((const UWord*)lo)[j] == value)
            return True;
   }
   return False;
}

Bool SC_(local_roots_hold)(UWord value)
{
   Frame f;
   Addr a = SC_(local_roots_head)();
   for (UInt n = 0; a != 0 && n < FRAMES_MAX && read_frame(a, &f); n++) {
      if (frame_holds(&f, value))
         return True;
      a = f.next;
   }
   return False;
}

Bool SC_(local_roots_have_slot)(Addr head, Addr slot)
{
   Frame f;
   for (UInt n = 0; head != 0 && n < FRAMES_MAX && read_frame(head, &f); n++) {
      for (UWord i = 0; i < f.tables; i++)
         if (slot - f.table[i] < f.items * WORD_BYTES)
            return True;
      head = f.next;
   }
   return False;
}

/* Words of the heap are OCaml's anyway. */
static Bool is_outside(Addr slot)
{
   return (slot & 7) == 0 && !SC_(region_of)(slot) && SC_(client_readable)(slot, WORD_BYTES);
}

void SC_(global_root_added)(Addr slot)
{
   if (is_outside(slot))
      SC_(shadow_mark)(slot, slot + WORD_BYTES);
}

void SC_(global_root_removed)(Addr slot)
{
   if (!is_outside(slot) || SC_(shadow_get)(slot) != TAG_MARK)
      return;
   const UWord v = *(const UWord*)slot;
   SC_(shadow_unmark)(slot, slot + WORD_BYTES);
   if ((v & 7) == 0 && SC_(in_heap)(v))
      SC_(shadow_set)(slot, SC_(tag)(0, SC_(moment)));
}
