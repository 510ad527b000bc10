/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C memory of custom blocks that is used after it was freed. It is large enough, and used far enough from its start,
   for what was there to be still there. */
#include "values.h"

struct table { intnat unused[4]; intnat rows; intnat users; struct table *part; intnat reads; };

static struct table *create (void)
{
   struct table *table = calloc (1, sizeof *table);
   table->rows = 7;
   table->users = 1;
   return table;
}

static void release (struct table *table)
{
   if (table != NULL && --table->users == 0)
      free (table);
}

#define Table_val(v) (*(struct table **) Data_custom_val (v))

static void release_table (value v)
{
   release (Table_val (v));
}

static struct custom_operations plain = {
   "rules.plain", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations owned = {
   "rules.owned", release_table, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static noinline value wrap (struct custom_operations *operations, struct table *table)
{
   value v = caml_alloc_custom (operations, sizeof (struct table *), 0, 1);
   Table_val (v) = table;
   return v;
}

/* A table that is closed explicitly. */
value table_plain (value unit)
{
   return wrap (&plain, create ());
}

/* One that is closed when it is finalised. */
value table_owned (value unit)
{
   return wrap (&owned, create ());
}

value close_forget (value v)
{
   free (Table_val (v));
   return Val_unit;
}

value close_clear (value v)
{
   release (Table_val (v));
   Table_val (v) = NULL;
   return Val_unit;
}

/* Closed, then read. */
value bad_released_close (value v)
{
   return Val_long (Table_val (v)->rows);                    /* BUG released_close use UseAfterRelease definite */
}

value good_released_close (value v)
{
   return Table_val (v) == NULL ? Val_long (0) : Val_long (Table_val (v)->rows);
}

/* Closed, then written. */
value bad_released_write (value v, value n)
{
   Table_val (v)->reads = Long_val (n);                      /* BUG released_write use UseAfterRelease definite */
   return Val_unit;
}

value good_released_write (value v, value n)
{
   if (Table_val (v) != NULL)
      Table_val (v)->reads = Long_val (n);
   return Val_unit;
}

/* Freed by the finaliser, while C remembers it. */
static struct table *last;

value bad_released_create (value unit)
{
   last = create ();
   return wrap (&owned, last);
}

value bad_released_last (value unit)
{
   return Val_long (last->rows);                             /* BUG released_last use UseAfterRelease definite */
}

value good_released_create (value unit)
{
   last = create ();
   last->users++;
   return wrap (&owned, last);
}

value good_released_last (value unit)
{
   intnat n = last->rows;
   release (last);
   last = NULL;
   return Val_long (n);
}

/* Two blocks with one table, of which the first is closed. */
value bad_released_copy (value v)
{
   CAMLparam1 (v);
   CAMLreturn (wrap (&plain, Table_val (v)));
}

value bad_released_shared (value v)                        /* BUG released_shared use UseAfterRelease definite */
{
   return Val_long (Table_val (v)->rows);                    /* BUG released_shared use UseAfterRelease definite */
}

value good_released_copy (value v)
{
   CAMLparam1 (v);
   Table_val (v)->users++;
   CAMLreturn (wrap (&owned, Table_val (v)));
}

value good_released_shared (value v)
{
   return Val_long (Table_val (v)->rows);
}

/* A cursor whose table dies before: https://github.com/llvm/llvm-project/issues/132337 */
value bad_released_cursor (value v)
{
   CAMLparam1 (v);
   CAMLlocal2 (cursor, pair);
   cursor = wrap (&plain, Table_val (v));
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_unit;
   Field (pair, 1) = cursor;
   CAMLreturn (pair);
}

value bad_released_next (value pair)
{
   struct table *table = Table_val (Field (pair, 1));
   return Val_long (table->rows);                            /* BUG released_cursor use UseAfterRelease definite */
}

value good_released_cursor (value v)
{
   CAMLparam1 (v);
   CAMLlocal2 (cursor, pair);
   cursor = wrap (&plain, Table_val (v));
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = v;
   Field (pair, 1) = cursor;
   CAMLreturn (pair);
}

value good_released_next (value pair)
{
   struct table *table = Table_val (Field (pair, 1));
   return Val_long (table->rows);
}

/* A part that is freed with the whole, and has a part itself: https://github.com/zshipko/futhark-bindgen/issues/8 */
value table_whole (value unit)
{
   struct table *whole = create ();
   whole->part = create ();
   whole->part->part = whole;
   return wrap (&plain, whole);
}

value bad_released_part (value v)
{
   CAMLparam1 (v);
   CAMLreturn (wrap (&plain, Table_val (v)->part));
}

value bad_released_close_whole (value v)
{
   struct table *whole = Table_val (v);
   Table_val (v) = NULL;
   free (whole->part);
   free (whole);
   return Val_unit;
}

value bad_released_up (value v)
{
   return Val_bool (Table_val (v)->part != NULL);            /* BUG released_part use UseAfterRelease definite */
}

value good_released_part (value v)
{
   CAMLparam1 (v);
   Table_val (v)->part->users++;
   CAMLreturn (wrap (&owned, Table_val (v)->part));
}

value good_released_close_whole (value v)
{
   struct table *whole = Table_val (v);
   Table_val (v) = NULL;
   whole->part->part = NULL;
   release (whole->part);
   release (whole);
   return Val_unit;
}

value good_released_up (value v)
{
   return Val_bool (Table_val (v)->part != NULL);
}

/* The block is dead before its last use, as nothing keeps it over the callback. */
value bad_released_during (value v, value f)
{
   CAMLparam1 (f);
   struct table *table = Table_val (v);
   caml_callback (f, Val_unit);
   CAMLreturn (Val_long (table->rows));                      /* BUG released_during use UseAfterRelease definite */
}

value good_released_during (value v, value f)
{
   CAMLparam2 (v, f);
   struct table *table = Table_val (v);
   caml_callback (f, Val_unit);
   CAMLreturn (Val_long (table->rows));
}
