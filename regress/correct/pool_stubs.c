/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool whose entries are counted: finalisers only decrement, and pool_trim frees the entries that nobody uses. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <stdlib.h>

struct entry {
   int           key;
   int           users;
   struct entry *next;
};

static struct entry *pool;

#define Entry_val(v) (*(struct entry **) Data_custom_val (v))

static void fin (value v)
{
   Entry_val (v)->users--;
}

static struct custom_operations entry_ops = {
   .identifier = "pool.entry",
   .finalize   = fin,
};

static struct entry *find (int key)
{
   struct entry *e;
   for (e = pool; e != NULL; e = e->next)
      if (e->key == key)
         return e;
   e = malloc (sizeof (struct entry));
   *e = (struct entry) { key, 0, pool };
   return pool = e;
}

value pool_get (value key)
{
   value v = caml_alloc_custom (&entry_ops, sizeof (struct entry *), 0, 1);
   Entry_val (v) = find (Int_val (key));
   Entry_val (v)->users++;
   return v;
}

/* Returns the number of entries freed. */
value pool_trim (value unit)
{
   int freed = 0;
   for (struct entry **at = &pool; *at != NULL; ) {
      struct entry *e = *at;
      if (e->users > 0) {
         at = &e->next;
         continue;
      }
      *at = e->next;
      free (e);
      freed++;
   }
   return Val_int (freed);
}
