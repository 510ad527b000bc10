/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks outside the OCaml heap with a black header, which the GC leaves alone: static ones, and malloc'ed ones that C
   frees.  And custom blocks over static C data. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <stdlib.h>

#define BLACK (3 << 8)
#define HEADER(words, tag) (((header_t) (words) << 10) | BLACK | (tag))

static const struct {
   header_t header;
   value    fields[2];
} origin = { HEADER (2, 0), { Val_int (3), Val_int (4) } };

value out_static (value unit)
{
   return (value) origin.fields;
}

static header_t *lent;

/* The caller forgets the pair before out_return. */
value out_lend (value a, value b)
{
   lent = malloc (3 * sizeof (header_t));
   lent[0] = HEADER (2, 0);
   lent[1] = a;
   lent[2] = b;
   return (value) (lent + 1);
}

value out_return (value unit)
{
   free (lent);
   lent = NULL;
   return unit;
}

static int defaults[4] = { 1, 2, 3, 4 };

#define Table_val(v) (*(int **) Data_custom_val (v))

static void fin (value v)
{
   if (Table_val (v) != defaults)
      free (Table_val (v));
}

static struct custom_operations table_ops = {
   .identifier = "outside.table",
   .finalize   = fin,
};

/* Many blocks share the static table; the other tables have one owner each. */
value out_table (value own)
{
   value v = caml_alloc_custom (&table_ops, sizeof (int *), 0, 1);
   Table_val (v) = Bool_val (own) ? calloc (4, sizeof (int)) : defaults;
   return v;
}
