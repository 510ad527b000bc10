/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accesses outside of blocks, at distances that the compiler does not know; and behind C memory. */
#include "values.h"
#include <fcntl.h>
#include <unistd.h>
#include <caml/bigarray.h>

value bad_indexed_field (value v, value i)
{
   return Val_bool (Field (v, Long_val (i)) != 0);           /* BUG indexed_field use BlockOverrun definite */
}

value good_indexed_field (value v, value i)
{
   return Val_bool (Field (v, Long_val (i) - 1) != 0);
}

/* Before it. */
value bad_indexed_before (value v, value i)
{
   return Val_bool (Field (v, Long_val (i) - 3) != 0);       /* BUG indexed_before use BlockOverrun definite */
}

value good_indexed_before (value v, value i)
{
   return Val_bool (Field (v, Long_val (i) - 2) != 0);
}

/* Written: what is there. libc reads it, which is not looked at. */
static noinline value behind_two (value v)
{
   value word;
   size_t n = sizeof word;
   keep (&n);
   memcpy (&word, (char *) v + 2 * sizeof word, n);
   return word;
}

value bad_indexed_written (value v, value i)
{
   const value next = behind_two (v);
   Field (v, Long_val (i)) = next;                           /* BUG indexed_written use BlockOverrun definite */
   return Val_unit;
}

value good_indexed_written (value v, value i)
{
   Field (v, Long_val (i) - 1) = Val_int (2);
   return Val_unit;
}

/* Elements in pairs, of an odd number of them. (An off-by-one error in generated stubs:
   https://github.com/Z3Prover/z3/issues/878) */
static noinline double two_of (value a, intnat i)
{
   return Double_field (a, i) + Double_field (a, i + 1);     /* BUG indexed_pairs use BlockOverrun definite */
}

value bad_indexed_pairs (value a)
{
   double sum = 0;
   const intnat n = Wosize_val (a);
   for (intnat i = 0; i < n; i += 2)
      sum += two_of (a, i);
   keep (&sum);
   return Val_true;
}

value good_indexed_pairs (value a)
{
   double sum = 0;
   const intnat n = Wosize_val (a);
   for (intnat i = 0; i + 1 < n; i += 2)
      sum += two_of (a, i);
   keep (&sum);
   return Val_true;
}

/* Store_field behind a block that is not new any more. What is overwritten there is dead. */
value bad_indexed_store (value i)
{
   CAMLparam0 ();
   CAMLlocal2 (pair, text);
   caml_alloc_string (3);
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Field (pair, 1) = Val_unit;
   text = caml_alloc_string (4);
   Store_field (pair, Long_val (i), (1 << 10) + Abstract_tag); /* BUG indexed_store use BlockOverrun definite */
   CAMLreturn (Val_long (Wosize_val (pair)));
}

value good_indexed_store (value i)
{
   CAMLparam0 ();
   CAMLlocal2 (pair, text);
   caml_alloc_string (3);
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Field (pair, 1) = Val_unit;
   text = caml_alloc_string (4);
   Store_field (pair, Long_val (i) - 1, (1 << 10) + Abstract_tag);
   CAMLreturn (Val_long (Wosize_val (pair)));
}

/* A byte of the header behind. */
value bad_indexed_byte (value s, value i)
{
   const unsigned char c = Byte_u (s, Long_val (i));         /* BUG indexed_byte use BlockOverrun definite */
   keep (&c);                                                /* BUG indexed_byte use BlockOverrun definite */
   return Val_true;
}

value good_indexed_byte (value s, value i)
{
   const unsigned char c = Byte_u (s, Long_val (i) - 1);
   keep (&c);
   return Val_true;
}

/* The payload of a custom block: one number. */
value bad_indexed_payload (value v, value i)
{
   return Val_bool (((int64_t *) Data_custom_val (v))[Long_val (i)] != 5); /* BUG indexed_payload use BlockOverrun definite */
}

value good_indexed_payload (value v, value i)
{
   return Val_bool (((int64_t *) Data_custom_val (v))[Long_val (i) - 1] != 5);
}

/* Halves of words. */
value bad_indexed_half (value s, value i)
{
   const int32_t *n = (const int32_t *) String_val (s);
   return Val_bool (n[Long_val (i)] != 5);                   /* BUG indexed_half use BlockOverrun definite */
}

value good_indexed_half (value s, value i)
{
   const int32_t *n = (const int32_t *) String_val (s);
   return Val_bool (n[Long_val (i) - 1] != 5);
}

/* An int64 is no bigarray: it has no dimensions. */
value bad_indexed_dimension (value v)
{
   return Val_bool (Caml_ba_array_val (v)->num_dims != 5);   /* BUG indexed_dimension use BlockOverrun definite */
}

value good_indexed_dimension (value v)
{
   return Val_bool (Int64_val (v) != 5);
}

/* ---- Read behind C memory: the data of a bigarray, ---- */

value bad_indexed_bigarray (value a, value i)
{
   const int64_t *data = Caml_ba_data_val (a);
   return Val_bool (data[Long_val (i)] != 5);                /* BUG indexed_bigarray use BlockOverrun definite */
}

value good_indexed_bigarray (value a, value i)
{
   const int64_t *data = Caml_ba_data_val (a);
   return Val_bool (data[Long_val (i) - 1] != 5);
}

/* of one of floats, */
value bad_indexed_floats (value a)
{
   const double *data = Caml_ba_data_val (a);
   const intnat n = Caml_ba_array_val (a)->dim[0];
   double sum = 0;
   for (intnat i = 0; i <= n; i++)                           /* BUG indexed_floats use BlockOverrun definite */
      sum += data[i];                                        /* BUG indexed_floats use BlockOverrun definite */
   keep (&sum);
   return Val_true;
}

value good_indexed_floats (value a)
{
   const double *data = Caml_ba_data_val (a);
   const intnat n = Caml_ba_array_val (a)->dim[0];
   double sum = 0;
   for (intnat i = 0; i < n; i++)
      sum += data[i];
   keep (&sum);
   return Val_true;
}

/* of the next row, */
value bad_indexed_rows (value a)
{
   const int64_t *data = Caml_ba_data_val (a);
   const intnat rows = Caml_ba_array_val (a)->dim[0], columns = Caml_ba_array_val (a)->dim[1];
   return Val_bool (data[rows * columns] != 5);              /* BUG indexed_rows use BlockOverrun definite */
}

value good_indexed_rows (value a)
{
   const int64_t *data = Caml_ba_data_val (a);
   const intnat rows = Caml_ba_array_val (a)->dim[0], columns = Caml_ba_array_val (a)->dim[1];
   return Val_bool (data[rows * columns - 1] != 5);
}

/* of what a stub has allocated for itself, */
value bad_indexed_table (value n)
{
   void **table = calloc (Long_val (n), sizeof *table);
   keep (table);
   intnat used = 0;
   while (used <= Long_val (n) && table[used] == NULL)       /* BUG indexed_table use BlockOverrun definite */
      used++;
   free (table);
   return Val_bool (used > 0);
}

value good_indexed_table (value n)
{
   void **table = calloc (Long_val (n), sizeof *table);
   keep (table);
   intnat used = 0;
   while (used < Long_val (n) && table[used] == NULL)
      used++;
   free (table);
   return Val_bool (used > 0);
}

/* or the runtime for it. */
value bad_indexed_stat (value n)
{
   value **lists = caml_stat_alloc (Long_val (n) * sizeof *lists);
   memset (lists, 0, Long_val (n) * sizeof *lists);
   keep (lists);
   value *last = lists[Long_val (n)];                        /* BUG indexed_stat use BlockOverrun definite */
   keep (last);                                              /* BUG indexed_stat use BlockOverrun definite */
   caml_stat_free (lists);
   return Val_true;
}

value good_indexed_stat (value n)
{
   value **lists = caml_stat_alloc (Long_val (n) * sizeof *lists);
   memset (lists, 0, Long_val (n) * sizeof *lists);
   keep (lists);
   value *last = lists[Long_val (n) - 1];
   keep (last);
   caml_stat_free (lists);
   return Val_true;
}

/* ---- By the kernel ---- */

value bad_indexed_write (value s, value n)
{
   const int out = open ("/dev/null", O_WRONLY);
   const ssize_t written = write (out, String_val (s), Long_val (n) + 8); /* BUG indexed_write use BlockOverrun definite */
   close (out);
   return Val_bool (written > 0);
}

value good_indexed_write (value s, value n)
{
   const int out = open ("/dev/null", O_WRONLY);
   const ssize_t written = write (out, String_val (s), Long_val (n));
   close (out);
   return Val_bool (written > 0);
}

/* What lies behind is dead. */
static noinline int words_to_read (void)
{
   static const intnat words[] = { 0, (1 << 10) + Abstract_tag };
   int ends[2];
   if (pipe (ends) != 0 || write (ends[1], words, sizeof words) != sizeof words)
      abort ();
   close (ends[1]);
   return ends[0];
}

value bad_indexed_reading (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (s);
   caml_alloc_string (3);
   s = caml_alloc_string (7);
   const int in = words_to_read ();
   const ssize_t got = read (in, Bytes_val (s), Long_val (n)); /* BUG indexed_reading use BlockOverrun definite */
   close (in);
   CAMLreturn (Val_bool (got > 0));
}

value good_indexed_reading (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (s);
   caml_alloc_string (3);
   s = caml_alloc_string (7);
   const int in = words_to_read ();
   const ssize_t got = read (in, Bytes_val (s), Long_val (n) - 9);
   close (in);
   CAMLreturn (Val_bool (got > 0));
}

/* Into the data of a bigarray. */
value bad_indexed_filled (value a)
{
   const intnat n = Caml_ba_array_val (a)->dim[0];
   const int in = words_to_read ();
   const ssize_t got = read (in, Caml_ba_data_val (a), n * 8 + 8); /* BUG indexed_filled use BlockOverrun definite */
   close (in);
   return Val_bool (got > 0);
}

value good_indexed_filled (value a)
{
   const intnat n = Caml_ba_array_val (a)->dim[0];
   const int in = words_to_read ();
   const ssize_t got = read (in, Caml_ba_data_val (a), n * 8);
   close (in);
   return Val_bool (got > 0);
}
