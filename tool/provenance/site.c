/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of sites. */
#include "provenance/site.h"

#define SITES_MAX (1U << 24)
#define CACHE     4096

typedef struct Node Node;
struct Node {
   Node* next; /* VgHashNode */
   UWord key;
   Site  site;
   UInt  number;
};

static VgHashTable* table;
static XArray*      nodes; /* of Node*, by number */
static const Node*  cache[CACHE];

static Bool same(const Site* a, const Site* b)
{
   return a->kind == b->kind && a->n == b->n && a->fn == b->fn && a->ip == b->ip;
}

static Word compare(const void* a, const void* b)
{
   return !same(&((const Node*)a)->site, &((const Node*)b)->site);
}

static void init(void)
{
   table = VG_(HT_construct)("sc.site");
   nodes = VG_(newXA)(VG_(malloc), "sc.site", VG_(free), sizeof(Node*));
   Node* unknown = SC_(new)("sc.site", sizeof *unknown);
   VG_(addToXA)(nodes, &unknown);
}

UInt SC_(site)(SiteKind kind, Addr fn, Addr ip, UInt n)
{
   const UWord key = (fn * 31 + ip) * 31 + n * 5 + kind;
   const Node** cached = &cache[(key ^ (key >> 12)) % CACHE];
   Node wanted = { NULL, key, { kind, n, fn, ip }, 0 };
   if (*cached && same(&(*cached)->site, &wanted.site))
      return (*cached)->number;
   if (!table)
      init();
   Node* node = VG_(HT_gen_lookup)(table, &wanted, compare);
   if (!node) {
      if (VG_(sizeXA)(nodes) >= SITES_MAX - 1)
         return 0;
      node = SC_(new)("sc.site", sizeof *node);
      *node = wanted;
      node->number = (UInt)VG_(sizeXA)(nodes);
      VG_(HT_add_node)(table, node);
      VG_(addToXA)(nodes, &node);
   }
   *cached = node;
   return node->number;
}

const Site* SC_(site_nth)(UInt number)
{
   static const Site unknown;
   if (!nodes || number >= (UInt)VG_(sizeXA)(nodes))
      return &unknown;
   return &(*(Node**)VG_(indexXA)(nodes, number))->site;
}
