/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that a C library keeps for a stub, and values in payloads that the GC does not scan. */
#define _GNU_SOURCE
#include <search.h>
#include "values.h"

/* User data of a callback registry. */
static intnat seen;

static void bad_event (void *data)
{
   seen = caml_string_length ((value) data);                 /* BUG registry use UnregisteredRoot */
}

value bad_registry (value v)                                 /* BUG registry origin */
{
   registry_set (bad_event, (void *) v);                     /* BUG registry origin */
   caml_alloc_string (8);                                    /* BUG registry gc */
   registry_fire ();
   return Val_long (seen);
}

static void good_event (void *data)
{
   seen = caml_string_length (*(value *) data);
}

value good_registry (value v)
{
   CAMLparam1 (v);
   registry_set (good_event, (void *) &v);
   caml_alloc_string (8);
   registry_fire ();
   CAMLreturn (Val_long (seen));
}

/* An array that qsort permutes, with a comparison that allocates. */
static int bad_order (const void *a, const void *b)
{
   value x = *(const value *) a, y = *(const value *) b;
   caml_copy_int64 (1);                                      /* BUG qsort gc */
   return Int_val (Field (x, 0)) - Int_val (Field (y, 0));   /* BUG qsort use UnregisteredRoot */
}

value bad_qsort (value v)                                    /* BUG qsort origin */
{
   value all[4];
   for (int i = 0; i < 4; i++)
      all[i] = Field (v, i);                                 /* BUG qsort origin */
   qsort (all, 4, sizeof (value), bad_order);
   return Field (all[0], 0);                                 /* BUG qsort use UnregisteredRoot */
}

static value *table;

static int good_order (const void *a, const void *b)
{
   CAMLparam0 ();
   CAMLlocal2 (x, y);
   x = Field (*table, *(const value *) a), y = Field (*table, *(const value *) b);
   caml_copy_int64 (1);
   CAMLreturnT (int, Int_val (Field (x, 0)) - Int_val (Field (y, 0)));
}

value good_qsort (value v)
{
   CAMLparam1 (v);
   value all[4];
   table = &v;
   for (int i = 0; i < 4; i++)
      all[i] = i;
   qsort (all, 4, sizeof (value), good_order);
   CAMLreturn (Field (Field (v, all[0]), 0));
}

/* The key of bsearch, with a comparison that allocates. */
static int bad_search (const void *key, const void *element)
{
   caml_copy_int64 (1);                                      /* BUG bsearch gc */
   return Int_val (Field ((value) key, 0)) - *(int *) element; /* BUG bsearch use UnregisteredRoot */
}

static int primes[] = { 2, 3, 5, 7, 11, 13, 17, 19 };

value bad_bsearch (value v)                                  /* BUG bsearch origin */
{
   int *found = bsearch ((void *) v, primes, 8, sizeof (int), bad_search);
   return Val_int (found - primes);
}

static int good_search (const void *key, const void *element)
{
   caml_copy_int64 (1);
   return Int_val (Field (*(value *) key, 0)) - *(int *) element;
}

value good_bsearch (value v)
{
   CAMLparam1 (v);
   int *found = bsearch (&v, primes, 8, sizeof (int), good_search);
   CAMLreturn (Val_int (found - primes));
}

/* The data of an entry of hsearch. */
value bad_hsearch (value v)                                  /* BUG hsearch origin */
{
   ENTRY entry = { "bad", (void *) v };                      /* BUG hsearch origin */
   hcreate (8);
   hsearch (entry, ENTER);
   caml_alloc_string (8);                                    /* BUG hsearch gc */
   value found = (value) hsearch (entry, FIND)->data;
   hdestroy ();
   return Val_long (caml_string_length (found));             /* BUG hsearch use UnregisteredRoot */
}

value good_hsearch (value v)
{
   CAMLparam1 (v);
   ENTRY entry = { "good", (void *) &v };
   hcreate (8);
   hsearch (entry, ENTER);
   caml_alloc_string (8);
   value found = *(value *) hsearch (entry, FIND)->data;
   hdestroy ();
   CAMLreturn (Val_long (caml_string_length (found)));
}

/* The keys of a tree of tsearch. */
static int by_address (const void *a, const void *b)
{
   return (a > b) - (a < b);
}

static intnat total;

static void bad_visit (const void *node, VISIT which, int depth)
{
   if (which == leaf || which == postorder)
      total += caml_string_length (*(value *) node);         /* BUG tsearch use UnregisteredRoot */
}

value bad_tsearch (value v)                                  /* BUG tsearch origin */
{
   void *tree = NULL;
   for (int i = 0; i < 3; i++)
      tsearch ((void *) Field (v, i), &tree, by_address);    /* BUG tsearch origin */
   caml_alloc_string (8);                                    /* BUG tsearch gc */
   total = 0;
   twalk (tree, bad_visit);
   while (tree != NULL)
      tdelete (*(void **) tree, &tree, by_address);
   return Val_long (total);
}

static void good_visit (const void *node, VISIT which, int depth)
{
   if (which == leaf || which == postorder)
      total += caml_string_length (Field (*table, *(long *) node));
}

value good_tsearch (value v)
{
   CAMLparam1 (v);
   void *tree = NULL;
   table = &v;
   for (int i = 0; i < 3; i++)
      tsearch ((void *) (long) i, &tree, by_address);
   caml_alloc_string (8);
   total = 0;
   twalk (tree, good_visit);
   while (tree != NULL)
      tdelete (*(void **) tree, &tree, by_address);
   CAMLreturn (Val_long (total));
}

/* The payload of a block that the GC does not scan; the block itself has a root. */
value bad_abstract (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (box);
   box = caml_alloc_small (1, Abstract_tag);
   Field (box, 0) = Field (v, 0);                            /* BUG abstract origin */
   caml_alloc_string (8);                                    /* BUG abstract gc */
   CAMLreturn (Val_long (caml_string_length (Field (box, 0)))); /* BUG abstract use UnregisteredRoot */
}

value good_abstract (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (box);
   box = caml_alloc_small (1, 0);
   Field (box, 0) = Field (v, 0);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (Field (box, 0))));
}

static struct custom_operations plain = {
   "provenance.plain", custom_finalize_default, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

struct holder { value v; };

value bad_custom (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (box);
   struct holder *h;
   box = caml_alloc_custom (&plain, sizeof (struct holder), 0, 1);
   h = Data_custom_val (box);
   h->v = Field (v, 0);                                      /* BUG custom origin */
   caml_alloc_string (8);                                    /* BUG custom gc */
   h = Data_custom_val (box);
   CAMLreturn (Val_long (caml_string_length (h->v)));        /* BUG custom use UnregisteredRoot */
}

value good_custom (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (box);
   struct holder *h;
   box = caml_alloc_custom (&plain, sizeof (struct holder), 0, 1);
   h = Data_custom_val (box);
   h->v = Field (v, 0);
   caml_alloc_string (8);
   h = Data_custom_val (box);
   h->v = Field (v, 0);
   CAMLreturn (Val_long (caml_string_length (h->v)));
}
