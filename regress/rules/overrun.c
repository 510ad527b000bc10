/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores behind a block, and blocks of impossible sizes and tags. */
#include "values.h"
#include <caml/bigarray.h>

/* What a stub overwrites is the header of the block that was allocated before. It is dead, and most of them write there
   what there is. */
#define Behind ((1 << 10) + Abstract_tag)

static noinline void allocate_behind (void)
{
   value v = caml_alloc_small (1, Abstract_tag);
   Field (v, 0) = Val_unit;
}

/* Three fields for two. */
value bad_overrun_field (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (pair);
   allocate_behind ();
   pair = caml_alloc_small (2, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = Val_int (2);
   keep (pair);
   Field (pair, 2) = Behind;                                 /* BUG overrun_field use BlockOverrun definite */
   CAMLreturn (pair);
}

value good_overrun_field (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (pair);
   allocate_behind ();
   pair = caml_alloc_small (3, 0);
   Field (pair, 0) = Val_int (1);
   Field (pair, 1) = Val_int (2);
   keep (pair);
   Field (pair, 2) = Behind;
   CAMLreturn (pair);
}

/* Five fields for four: https://github.com/let-def/stb_image/pull/4 (there, six) */
value bad_overrun_image (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (image);
   allocate_behind ();
   image = caml_alloc (4, 0);
   Store_field (image, 0, Val_int (640));
   Store_field (image, 1, Val_int (480));
   Store_field (image, 2, Val_int (3));
   Store_field (image, 3, Val_int (0));
   Store_field (image, 4, Behind);                           /* BUG overrun_image use BlockOverrun definite */
   CAMLreturn (image);
}

value good_overrun_image (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (image);
   allocate_behind ();
   image = caml_alloc (5, 0);
   Store_field (image, 0, Val_int (640));
   Store_field (image, 1, Val_int (480));
   Store_field (image, 2, Val_int (3));
   Store_field (image, 3, Val_int (0));
   Store_field (image, 4, Behind);
   CAMLreturn (image);
}

/* A string of seven characters in one word. */
static const struct { char text[8]; intnat word; } text = { "1234567", Behind };

value bad_overrun_memcpy (value count)
{
   CAMLparam1 (count);
   CAMLlocal1 (s);
   allocate_behind ();
   s = caml_alloc_string (7);
   size_t n = Long_val (count);
   memcpy (Bytes_val (s), text.text, n);                     /* BUG overrun_memcpy use BlockOverrun definite */
   CAMLreturn (s);
}

value good_overrun_memcpy (value count)
{
   CAMLparam1 (count);
   CAMLlocal1 (s);
   allocate_behind ();
   s = caml_alloc_string (7);
   size_t n = Long_val (count) - sizeof (intnat);
   memcpy (Bytes_val (s), text.text, n);
   CAMLreturn (s);
}

/* An array of floats. */
static const union { intnat word; double d; } behind = { Behind };

value bad_overrun_double (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (v);
   allocate_behind ();
   v = caml_alloc (2 * Double_wosize, Double_array_tag);
   double *d = (double *) v;
   d[0] = 1.0;
   d[1] = 2.0;
   d[2] = behind.d;                                          /* BUG overrun_double use BlockOverrun definite */
   CAMLreturn (v);
}

value good_overrun_double (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (v);
   allocate_behind ();
   v = caml_alloc (3 * Double_wosize, Double_array_tag);
   double *d = (double *) v;
   d[0] = 1.0;
   d[1] = 2.0;
   d[2] = behind.d;
   CAMLreturn (v);
}

/* A custom block that is made for two numbers. */
static struct custom_operations range_operations = {
   "rules.range", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_overrun_custom (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (range);
   allocate_behind ();
   range = caml_alloc_custom (&range_operations, 2 * sizeof (int64_t), 0, 1);
   int64_t *n = Data_custom_val (range);
   n[0] = 1;
   n[1] = 2;
   n[2] = Behind;                                            /* BUG overrun_custom use BlockOverrun definite */
   CAMLreturn (range);
}

value good_overrun_custom (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (range);
   allocate_behind ();
   range = caml_alloc_custom (&range_operations, 3 * sizeof (int64_t), 0, 1);
   int64_t *n = Data_custom_val (range);
   n[0] = 1;
   n[1] = 2;
   n[2] = Behind;
   CAMLreturn (range);
}

/* One round too many. */
value bad_overrun_loop (value count)
{
   CAMLparam1 (count);
   CAMLlocal1 (v);
   allocate_behind ();
   v = caml_alloc_small (Long_val (count), 0);
   for (int i = 0; i <= Long_val (count); i++)
      Field (v, i) = Val_int (i);                            /* BUG overrun_loop use BlockOverrun definite */
   CAMLreturn (v);
}

value good_overrun_loop (value count)
{
   CAMLparam1 (count);
   CAMLlocal1 (v);
   allocate_behind ();
   v = caml_alloc_small (Long_val (count), 0);
   for (int i = 0; i < Long_val (count); i++)
      Field (v, i) = Val_int (i);
   CAMLreturn (v);
}

/* A block of the major heap; the block behind it is not known, so the stub puts back what it overwrote. */
value bad_overrun_shr (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (v);
   caml_alloc_shr (4, Abstract_tag); /* what lies behind */
   v = caml_alloc_shr (300, Abstract_tag);
   memset ((void *) v, 0, Bsize_wsize (300));
   value next = Field (v, 300);                              /* BUG overrun_shr use BlockOverrun definite */
   keep (next);
   Field (v, 300) = next;                                    /* BUG overrun_shr use BlockOverrun definite */
   CAMLreturn (Val_unit);
}

value good_overrun_shr (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (v);
   caml_alloc_shr (4, Abstract_tag); /* what lies behind */
   v = caml_alloc_shr (300, Abstract_tag);
   memset ((void *) v, 0, Bsize_wsize (300));
   value next = Field (v, 299);
   keep (next);
   Field (v, 299) = next;
   CAMLreturn (Val_unit);
}

/* caml_alloc_small makes no blocks without fields: */
value bad_overrun_empty (value count)
{
   value v = caml_alloc_small (Long_val (count), 0);         /* BUG overrun_empty use BlockOverrun definite */
   return Val_long (Wosize_val (v));
}

value good_overrun_empty (value count)
{
   value v = caml_alloc (Long_val (count), 0);
   return Val_long (Wosize_val (v));
}

/* nor large ones: https://github.com/janestreet/core/issues/77 */
value bad_overrun_large (value count)
{
   CAMLparam1 (count);
   CAMLlocal1 (v);
   v = caml_alloc_small (Long_val (count), 0);               /* BUG overrun_large use BlockOverrun definite */
   for (int i = 0; i < Long_val (count); i++)
      Field (v, i) = Val_int (i);
   CAMLreturn (Val_long (Wosize_val (v)));
}

value good_overrun_large (value count)
{
   CAMLparam1 (count);
   CAMLlocal1 (v);
   v = caml_alloc (Long_val (count), 0);
   for (int i = 0; i < Long_val (count); i++)
      Field (v, i) = Val_int (i);
   CAMLreturn (Val_long (Wosize_val (v)));
}

/* There is no tag 256. */
value bad_overrun_tag (value constructor)
{
   CAMLparam1 (constructor);
   CAMLlocal1 (v);
   v = caml_alloc_small (1, 250 + Long_val (constructor));   /* BUG overrun_tag use BlockOverrun definite */
   Field (v, 0) = Val_unit;
   CAMLreturn (Val_long (Wosize_val (v)));
}

value good_overrun_tag (value constructor)
{
   CAMLparam1 (constructor);
   CAMLlocal1 (v);
   v = caml_alloc_small (1, Long_val (constructor));
   Field (v, 0) = Val_unit;
   CAMLreturn (Val_long (Wosize_val (v)));
}

/* The size comes first. */
value bad_overrun_swapped (value count)
{
   value v = caml_alloc (1, Long_val (count));               /* BUG overrun_swapped use BlockOverrun definite */
   return Val_long (Wosize_val (v));
}

value good_overrun_swapped (value count)
{
   value v = caml_alloc (Long_val (count), 1);
   return Val_long (Wosize_val (v));
}

/* A field that a block from OCaml does not have. */
value bad_overrun_read (value pair)
{
   return Field (pair, 2) == 0 ? Val_int (0) : Val_int (1);  /* BUG overrun_read use BlockOverrun definite */
}

value good_overrun_read (value pair)
{
   return Field (pair, 1) == 0 ? Val_int (0) : Val_int (1);
}

/* The same, written; what is there is put back. libc reads it, which is not looked at. */
static noinline value behind_two (value v)
{
   value word;
   size_t n = sizeof word;
   keep (&n);
   memcpy (&word, (char *) v + 2 * sizeof word, n);
   return word;
}

value bad_overrun_write (value pair)
{
   const value next = behind_two (pair);
   Field (pair, 2) = next;                                   /* BUG overrun_write use BlockOverrun definite */
   return Val_int (1);
}

value good_overrun_write (value pair)
{
   Field (pair, 1) = Val_int (2);
   return Val_int (1);
}

/* The data of a bigarray, which the runtime has allocated. */
value bad_overrun_bigarray (value a)
{
   int64_t *data = Caml_ba_data_val (a);
   const intnat n = Caml_ba_array_val (a)->dim[0];
   for (intnat i = 0; i <= n; i++)                           /* BUG overrun_bigarray use BlockOverrun definite */
      data[i] = i;                                           /* BUG overrun_bigarray use BlockOverrun definite */
   return Val_long (data[1]);
}

value good_overrun_bigarray (value a)
{
   int64_t *data = Caml_ba_data_val (a);
   const intnat n = Caml_ba_array_val (a)->dim[0];
   for (intnat i = 0; i < n; i++)
      data[i] = i;
   return Val_long (data[1]);
}
