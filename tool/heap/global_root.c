/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registered global roots. */
#include "heap/global_root.h"

typedef struct Site Site;
struct Site {
   Site*    next; /* VgHashNode */
   UWord    key;  /* the ExeContext */
   RootSite site;
};

/* Registrations of a word beyond its first. */
typedef struct {
   struct Again* next; /* VgHashNode */
   UWord         key;  /* the word */
   UInt          times;
} Again;

UInt SC_(global_roots_to_watch);

static OSet*        roots;   /* of GlobalRoot, by slot */
static VgHashTable* agains;  /* of Again */
static XArray*      watched; /* of Addr: slots */
static VgHashTable* sites;   /* of Site */

void SC_(global_roots_init)(void)
{
   roots = VG_(OSetGen_Create)(offsetof(GlobalRoot, slot), NULL, VG_(malloc), "sc.global_root", VG_(free));
   watched = VG_(newXA)(VG_(malloc), "sc.global_root", VG_(free), sizeof(Addr));
   sites = VG_(HT_construct)("sc.global_root");
   agains = VG_(HT_construct)("sc.global_root");
}

/* Of a word that is no root and never was one twice, it is made up and stays 0. */
static Again* again(Addr slot)
{
   static Again nothing;
   Again* a = VG_(HT_lookup)(agains, slot);
   if (a || !SC_(global_root_at)(slot))
      return a ? a : &nothing;
   a = SC_(new)("sc.global_root", sizeof *a);
   a->key = slot;
   VG_(HT_add_node)(agains, a);
   return a;
}

Bool SC_(global_root_was_twice)(Addr slot)
{
   Again* a = again(slot);
   if (a->times == 0)
      return False;
   a->times--;
   return True;
}

static RootSite* site_of(ExeContext* where)
{
   Site* s = VG_(HT_lookup)(sites, (UWord)where);
   if (!s) {
      s = SC_(new)("sc.global_root", sizeof *s);
      s->key = (UWord)where;
      s->site.where = where;
      VG_(HT_add_node)(sites, s);
   }
   return &s->site;
}

GlobalRoot* SC_(global_root_registered)(Addr slot, Bool generational, ExeContext* where)
{
   site_of(where)->registered++;
   if (SC_(global_root_at)(slot)) {
      again(slot)->times++;
      return NULL;
   }
   again(slot)->times = 0;
   GlobalRoot* r = VG_(OSetGen_AllocNode)(roots, sizeof *r);
   VG_(memset)(r, 0, sizeof *r);
   r->slot = slot;
   r->generational = generational;
   r->where = where;
   VG_(OSetGen_Insert)(roots, r);
   return r;
}

void SC_(global_root_unregistered)(Addr slot)
{
   GlobalRoot* r = SC_(global_root_at)(slot);
   if (!r)
      return;
   VG_(OSetGen_Remove)(roots, &slot);
   site_of(r->where)->removed++;
   VG_(OSetGen_FreeNode)(roots, r);
}

GlobalRoot* SC_(global_root_at)(Addr slot)
{
   return VG_(OSetGen_Lookup)(roots, &slot);
}

void SC_(global_roots_in)(Addr lo, Addr hi, void (*each)(GlobalRoot*, void*), void* opaque)
{
   GlobalRoot* r;
   if (VG_(OSetGen_Size)(roots) == 0)
      return;
   VG_(OSetGen_ResetIterAt)(roots, &lo);
   while ((r = VG_(OSetGen_Next)(roots)) != NULL && r->slot < hi)
      each(r, opaque);
}

void SC_(global_root_watch)(GlobalRoot* r)
{
   VG_(addToXA)(watched, &r->slot);
   SC_(global_roots_to_watch)++;
}

/* Those that stay: on a stack, as long as they are registered. */
void SC_(global_roots_watched)(void (*each)(GlobalRoot*, void*), void* opaque)
{
   Word kept = 0;
   const Word n = VG_(sizeXA)(watched);
   for (Word i = 0; i < n; i++) {
      const Addr slot = *(Addr*)VG_(indexXA)(watched, i);
      GlobalRoot* r = SC_(global_root_at)(slot);
      if (!r)
         continue;
      each(r, opaque);
      r = SC_(global_root_at)(slot);
      if (!r || !r->on_stack || r->gone)
         continue;
      *(Addr*)VG_(indexXA)(watched, kept++) = slot;
   }
   VG_(dropTailXA)(watched, n - kept);
   SC_(global_roots_to_watch) = (UInt)kept;
}

void SC_(root_sites_each)(void (*each)(const RootSite*))
{
   Site* s;
   VG_(HT_ResetIter)(sites);
   while ((s = VG_(HT_Next)(sites)) != NULL)
      each(&s->site);
}
