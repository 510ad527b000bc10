/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC105, SC202 and SC203: registered global roots. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/region.h"

static Bool breach(Breach* b, Fault fault, Certainty certainty, const GlobalRoot* r)
{
   b->fault = fault;
   b->certainty = certainty;
   b->root = r;
   b->addr = r->slot;
   b->origin = r->where;
   return True;
}

static Bool holds_garbage(const GlobalRoot* r, Breach* b)
{
   if (!SC_(client_word)(r->slot, &b->word))
      return False;
   b->word_kind = SC_(root_word_kind)(b->word);
   return SC_(is_no_value)(b->word_kind);
}

Bool SC_(check_new_root)(const GlobalRoot* r, Breach* b)
{
   VG_(memset)(b, 0, sizeof *b);
   const Range* region = SC_(region_of)(r->slot);
   if (region && region->data != REGION_STATIC && region->data != REGION_DESCRIBED)
      return breach(b, FAULT_ROOT_IN_HEAP, DEFINITE, r);
   /* caml_register_generational_global_root reads the word at once. */
   return r->generational && holds_garbage(r, b) && breach(b, FAULT_GLOBAL_GARBAGE, LATENT, r);
}

Bool SC_(check_global_root)(GlobalRoot* r, UInt tid, Addr sp, Breach* b)
{
   VG_(memset)(b, 0, sizeof *b);
   const Bool settled = r->settled;
   r->settled = True;
   if (r->gone)
      return breach(b, FAULT_ROOT_IN_RELEASED, DEFINITE, r);
   if (r->on_stack && r->stack_owner == tid && r->slot < sp)
      return breach(b, FAULT_ROOT_ON_DEAD_STACK, DEFINITE, r);
   return !settled && !r->generational && holds_garbage(r, b) && breach(b, FAULT_GLOBAL_GARBAGE, LATENT, r);
}

Bool SC_(check_removal)(Addr slot, Bool generational, Breach* b)
{
   const GlobalRoot* r = SC_(global_root_at)(slot);
   VG_(memset)(b, 0, sizeof *b);
   if (r && r->generational != generational)
      return breach(b, FAULT_REMOVED_BY_OTHER, DEFINITE, r);
   if (r || SC_(global_root_was_twice)(slot))
      return False;
   b->fault = FAULT_REMOVED_UNKNOWN;
   b->certainty = DEFINITE;
   b->addr = slot;
   return True;
}
