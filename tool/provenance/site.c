/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of sites. */
#include "provenance/site.h"

#include "heap/motion.h"
#include "heap/region.h"
#include "provenance/tag.h"
#include "runtime/value.h"

#define SITES_MAX ((Word)TAG_DERIVED)
#define CACHE     4096

typedef struct Node Node;
struct Node {
   Node* next; /* VgHashNode */
   UWord key;
   Site  site;
   UInt  number;
   UWord word;  /* that it gave in the epoch, 0 if several */
   UWord header;
   ULong epoch;
};

static VgHashTable* table;
static XArray*      nodes; /* of Node*, by number */
static Node**       by_number; /* what it holds: asked for each value that C gets */
static UInt         n_nodes;
static const Node*  cache[CACHE];

static Bool same(const Site* a, const Site* b)
{
   return a->kind == b->kind && a->n == b->n && a->fn == b->fn && a->ip == b->ip;
}

static Word compare(const void* a, const void* b)
{
   return !same(&((const Node*)a)->site, &((const Node*)b)->site);
}

static void append(Node* node)
{
   node->number = n_nodes++;
   VG_(addToXA)(nodes, &node);
   by_number = VG_(indexXA)(nodes, 0);
}

static void init(void)
{
   table = VG_(HT_construct)("sc.site");
   nodes = VG_(newXA)(VG_(malloc), "sc.site", VG_(free), sizeof(Node*));
   append(SC_(new)("sc.site", sizeof(Node)));
}

static UWord key_of(const Site* s)
{
   return (s->fn * 31 + s->ip) * 31 + s->n * 5 + s->kind;
}

/* The node of `s`, or NULL. */
static const Node* find(const Site* s)
{
   Node wanted = { .key = key_of(s), .site = *s };
   const Node** cached = &cache[(wanted.key ^ (wanted.key >> 12)) % CACHE];
   if (*cached && same(&(*cached)->site, s))
      return *cached;
   if (!table)
      init();
   const Node* node = VG_(HT_gen_lookup)(table, &wanted, compare);
   if (node)
      *cached = node;
   return node;
}

static UInt add(const Site* s)
{
   if (n_nodes >= SITES_MAX - 1)
      return 0;
   Node* node = SC_(new)("sc.site", sizeof *node);
   node->key = key_of(s);
   node->site = *s;
   VG_(HT_add_node)(table, node);
   append(node);
   return node->number;
}

UInt SC_(site)(SiteKind kind, Addr fn, Addr ip, UInt n)
{
   const Site s = { kind, n, fn, ip };
   const Node* node = find(&s);
   return node ? node->number : add(&s);
}

UInt SC_(site_arguments)(Addr fn)
{
   Site s = { SITE_ARGUMENT, 1, fn, 0 };
   const Node* node = find(&s);
   if (node)
      return node->number;
   if (n_nodes + SITE_ARGUMENTS >= SITES_MAX)
      return 0;
   const UInt first = add(&s);
   for (s.n = 2; s.n <= SITE_ARGUMENTS; s.n++)
      add(&s);
   return first;
}

/* NULL when there is none. */
static Node* nth(UInt number)
{
   return number < n_nodes ? by_number[number] : NULL;
}

void SC_(site_gave)(UInt number, UWord word, ULong epoch)
{
   Node* n = number ? nth(number) : NULL;
   SC_(motion_note)(word);
   if (!n)
      return;
   if (n->epoch != epoch) {
      n->epoch = epoch;
      n->word = word;
      n->header = SC_(in_heap)(word - WORD_BYTES) ? *(const UWord*)(word - WORD_BYTES) : 0;
   } else if (n->word != word)
      n->word = 0;
}

UWord SC_(site_word)(UInt number, ULong epoch, UWord* header)
{
   const Node* n = number ? nth(number) : NULL;
   if (!n || n->epoch != epoch)
      return 0;
   *header = n->header;
   return n->word;
}

const Site* SC_(site_nth)(UInt number)
{
   static const Site unknown;
   const Node* n = nth(number);
   return n ? &n->site : &unknown;
}
