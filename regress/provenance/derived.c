/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses inside blocks that are kept over a GC point. The blocks themselves have roots. */
#include <stdio.h>
#include <unistd.h>
#include "values.h"

value bad_string_val (value v)                               /* BUG string_val origin */
{
   CAMLparam1 (v);
   const char *s = String_val (v);                           /* BUG string_val origin */
   caml_alloc_string (8);                                    /* BUG string_val gc */
   CAMLreturn (Val_int (s[0]));                              /* BUG string_val use DerivedPointer */
}

value good_string_val (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   const char *s = String_val (v);
   CAMLreturn (Val_int (s[0]));
}

/* The same, without a root for the string. */
value bad_bare_string (value v)                              /* BUG bare_string origin */
{
   const char *s = String_val (v);
   value copy = caml_alloc_string (8);                       /* BUG bare_string gc */
   Byte (copy, 0) = s[0];                                    /* BUG bare_string use DerivedPointer */
   return copy;
}

value good_bare_string (value v)
{
   char s[2] = { String_val (v)[0] };
   value copy = caml_alloc_string (8);
   Byte (copy, 0) = s[0];
   return copy;
}

/* Read by a function of libc. */
value bad_strlen (value v)                                   /* BUG strlen origin */
{
   CAMLparam1 (v);
   const char *s = String_val (v);                           /* BUG strlen origin */
   caml_copy_double (1.0);                                   /* BUG strlen gc */
   keep (&s);
   CAMLreturn (Val_long (strlen (s)));                       /* BUG strlen use DerivedPointer */
}

value good_strlen (value v)
{
   CAMLparam1 (v);
   caml_copy_double (1.0);
   const char *s = String_val (v);
   keep (&s);
   CAMLreturn (Val_long (strlen (s)));
}

/* A path, read by the kernel only. */
value bad_derived_path (value v)                             /* BUG derived_path origin */
{
   CAMLparam1 (v);
   const char *path = String_val (v);                        /* BUG derived_path origin */
   value answer = caml_alloc_string (access ("/", F_OK) == 0 ? 5 : 0); /* BUG derived_path gc */
   CAMLreturn (Val_long (access (path, F_OK) == 0 ? 0 : caml_string_length (answer))); /* BUG derived_path use DerivedPointer */
}

value good_derived_path (value v)
{
   CAMLparam1 (v);
   value answer = caml_alloc_string (access ("/", F_OK) == 0 ? 5 : 0);
   const char *path = String_val (v);
   CAMLreturn (Val_long (access (path, F_OK) == 0 ? 0 : caml_string_length (answer)));
}

/* Written by a function of libc. */
value bad_write_bytes (value v)                              /* BUG write_bytes origin */
{
   CAMLparam1 (v);
   unsigned char *to = Bytes_val (v);                        /* BUG write_bytes origin */
   value from = caml_copy_string ("abcdefgh");               /* BUG write_bytes gc */
   snprintf ((char *) to, 4, "%s", String_val (from));       /* BUG write_bytes use DerivedPointer */
   CAMLreturn (Val_unit);
}

value good_write_bytes (value v)
{
   CAMLparam1 (v);
   value from = caml_copy_string ("abcdefgh");
   unsigned char *to = Bytes_val (v);
   snprintf ((char *) to, 4, "%s", String_val (from));
   CAMLreturn (Val_unit);
}

value bad_field_addr (value v)                               /* BUG field_addr origin */
{
   CAMLparam1 (v);
   value *p = &Field (v, 1);                                 /* BUG field_addr origin */
   caml_alloc_string (8);                                    /* BUG field_addr gc */
   CAMLreturn (*p);                                          /* BUG field_addr use DerivedPointer */
}

value good_field_addr (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   value *p = &Field (v, 1);
   CAMLreturn (*p);
}

/* The address of a field, taken before the allocation whose result is stored there. */
value bad_field_store (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (pair);
   pair = caml_alloc_tuple (2);                              /* BUG field_store origin */
   value *p = &Field (pair, 1);
   keep (&p);
   value copy = caml_copy_string ("second");                 /* BUG field_store gc */
   caml_modify (p, copy);                                    /* BUG field_store use DerivedPointer */
   CAMLreturn (pair);
}

value good_field_store (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (pair);
   pair = caml_alloc_tuple (2);
   value copy = caml_copy_string ("second");
   value *p = &Field (pair, 1);
   keep (&p);
   caml_modify (p, copy);
   CAMLreturn (pair);
}

/* A pointer that walks over an array while the loop allocates. */
value bad_walk (value v)                                     /* BUG walk origin */
{
   CAMLparam1 (v);
   intnat n = 0;
   for (value *p = &Field (v, 0), *end = p + 4; p < end; p++) { /* BUG walk origin */
      n += caml_string_length (*p);                          /* BUG walk use DerivedPointer */
      caml_copy_int64 (n);                                   /* BUG walk gc */
   }
   CAMLreturn (Val_long (n));
}

value good_walk (value v)
{
   CAMLparam1 (v);
   intnat n = 0;
   for (int i = 0; i < 4; i++) {
      n += caml_string_length (Field (v, i));
      caml_copy_int64 (n);
   }
   CAMLreturn (Val_long (n));
}

struct point { double x, y; };

static struct custom_operations point_operations = {
   "provenance.point", custom_finalize_default, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value make_point (value unit)
{
   value v = caml_alloc_custom (&point_operations, sizeof (struct point), 0, 1);
   struct point *p = Data_custom_val (v);
   p->x = 1.0;
   p->y = 2.0;
   return v;
}

value bad_custom_val (value v)                               /* BUG custom_val origin */
{
   CAMLparam1 (v);
   struct point *p = Data_custom_val (v);                    /* BUG custom_val origin */
   caml_copy_double (1.0);                                   /* BUG custom_val gc */
   CAMLreturn (caml_copy_double (p->y));                     /* BUG custom_val use DerivedPointer */
}

value good_custom_val (value v)
{
   CAMLparam1 (v);
   caml_copy_double (1.0);
   struct point *p = Data_custom_val (v);
   CAMLreturn (caml_copy_double (p->y));
}

/* A float array read as doubles. */
value bad_doubles (value v)                                  /* BUG doubles origin */
{
   double *d = (double *) v;
   value sum = caml_alloc_small (1, Abstract_tag);           /* BUG doubles gc */
   *(double *) sum = d[0] + d[1];                            /* BUG doubles use DerivedPointer */
   return Val_int (*(double *) sum);
}

value good_doubles (value v)
{
   CAMLparam1 (v);
   value sum = caml_alloc_small (1, Abstract_tag);
   double *d = (double *) v;
   *(double *) sum = d[0] + d[1];
   CAMLreturn (Val_int (*(double *) sum));
}

/* The address of a header. */
value bad_header (value v)                                   /* BUG header origin */
{
   CAMLparam1 (v);
   header_t *h = (header_t *) Hp_val (v);                                /* BUG header origin */
   caml_alloc_string (8);                                    /* BUG header gc */
   CAMLreturn (Val_long (Wosize_hd (*h)));                   /* BUG header use DerivedPointer */
}

value good_header (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   header_t *h = (header_t *) Hp_val (v);
   CAMLreturn (Val_long (Wosize_hd (*h)));
}

/* A second copy of a value whose first copy has a root. */
value bad_second_copy (value v)                              /* BUG second_copy origin */
{
   CAMLparam1 (v);
   value copy = v;                                           /* BUG second_copy origin */
   keep (&copy);
   caml_alloc_string (8);                                    /* BUG second_copy gc */
   CAMLreturn (Val_long (caml_string_length (copy)));        /* BUG second_copy use DerivedPointer */
}

value good_second_copy (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = v;
   keep (&copy);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (copy)));
}

/* Functions of the runtime that allocate before they read the string. */
value bad_copy_string (value v)
{
   CAMLparam1 (v);
   CAMLreturn (caml_copy_string (String_val (v)));           /* BUG copy_string use DerivedPointer */
}

value good_copy_string (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   intnat n = caml_string_length (v);
   copy = caml_alloc_string (n);
   memcpy (Bytes_val (copy), String_val (v), n);
   CAMLreturn (copy);
}

value bad_failwith (value v)
{
   CAMLparam1 (v);
   caml_failwith (String_val (v));                           /* BUG failwith use DerivedPointer */
}

value good_failwith (value v)
{
   CAMLparam1 (v);
   caml_failwith_value (v);
}
