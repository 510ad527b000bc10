/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pointers that run through a block, and out of it. What lies behind is the header of the next block, which is only read,
   or stored as it is. The compiler must not make vectors of what is read: these are not looked at. */
#include "values.h"

static inline intnat step (intnat sum, intnat word)
{
   __asm__ volatile ("" : "+r" (word));
   return sum ^ word;
}

/* One too many, as the count is of the words and the header. */
value bad_moving_sum (value v)
{
   intnat sum = 0;
   value *p = &Field (v, 0);
   for (mlsize_t n = Whsize_val (v); n > 0; n--)             /* BUG moving_sum use BlockOverrun definite */
      sum = step (sum, *p++);                                /* BUG moving_sum use BlockOverrun definite */
   return Val_bool (sum != 0);
}

value good_moving_sum (value v)
{
   intnat sum = 0;
   value *p = &Field (v, 0);
   for (mlsize_t n = Wosize_val (v); n > 0; n--)
      sum = step (sum, *p++);
   return Val_bool (sum != 0);
}

/* From the second field on, as many as there are fields. */
value bad_moving_rest (value v)
{
   intnat sum = 0;
   mlsize_t n = Wosize_val (v);
   for (value *p = &Field (v, 1); n > 0; n--, p++)           /* BUG moving_rest use BlockOverrun definite */
      sum = step (sum, *p);                                  /* BUG moving_rest use BlockOverrun definite */
   return Val_bool (sum != 0);
}

value good_moving_rest (value v)
{
   intnat sum = 0;
   mlsize_t n = Wosize_val (v) - 1;
   for (value *p = &Field (v, 1); n > 0; n--, p++)
      sum = step (sum, *p);
   return Val_bool (sum != 0);
}

/* A function that is told how many. */
static noinline intnat all_but (const value *p, mlsize_t n, value x)
{
   intnat sum = 0;
   while (n-- > 0)
      if (*p++ != x)                                         /* BUG moving_helper use BlockOverrun definite */
         sum++;
   return sum;
}

value bad_moving_helper (value v, value n)
{
   return Val_bool (all_but (&Field (v, 0), Long_val (n), Val_unit) > 0); /* BUG moving_helper use BlockOverrun definite */
}

value good_moving_helper (value v, value n)
{
   return Val_bool (all_but (&Field (v, 0), Long_val (n) - 1, Val_unit) > 0);
}

/* Up to an end that is behind the last. */
value bad_moving_doubles (value v)
{
   double sum = 0;
   const double *end = (double *) v + Wosize_val (v) / Double_wosize;
   for (const double *p = (double *) v; p <= end; p++)
      sum += *p;                                             /* BUG moving_doubles use BlockOverrun definite */
   return Val_bool (sum != 0);
}

value good_moving_doubles (value v)
{
   double sum = 0;
   const double *end = (double *) v + Wosize_val (v) / Double_wosize;
   for (const double *p = (double *) v; p < end; p++)
      sum += *p;
   return Val_bool (sum != 0);
}

/* The bytes of a string, eight at a time: up to the end of its last word, and of one more. */
value bad_moving_bytes (value s)
{
   intnat sum = 0;
   const intnat *p = (const intnat *) String_val (s);
   for (mlsize_t n = caml_string_length (s) / 8 + 2; n > 0; n--) {
      sum = sum * 31 + *p++;                                 /* BUG moving_bytes use BlockOverrun definite */
      keep (&p);
   }
   return Val_bool (sum != 0);
}

value good_moving_bytes (value s)
{
   intnat sum = 0;
   const intnat *p = (const intnat *) String_val (s);
   for (mlsize_t n = caml_string_length (s) / 8 + 1; n > 0; n--) {
      sum = sum * 31 + *p++;
      keep (&p);
   }
   return Val_bool (sum != 0);
}

/* Two blocks at a time, of which one is shorter. */
static noinline intnat common (const value *p, const value *q, mlsize_t n)
{
   intnat same = 0;
   for (; n > 0; n--, p++, q++)
      same += (*p == *q);                                    /* BUG moving_two use BlockOverrun definite */
   return same;
}

value bad_moving_two (value a, value b)
{
   return Val_bool (common (Op_val (a), Op_val (b), Wosize_val (a)) > 0); /* BUG moving_two use BlockOverrun definite */
}

value good_moving_two (value a, value b)
{
   mlsize_t n = Wosize_val (a) < Wosize_val (b) ? Wosize_val (a) : Wosize_val (b);
   return Val_bool (common (Op_val (a), Op_val (b), n) > 0);
}

/* A block that has a root, and may have moved. */
value bad_moving_rooted (value v, value n)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_string (8);
   intnat sum = 0, last = Long_val (n);
   value *p = &Field (v, 0);
   while (last-- >= 0)                                       /* BUG moving_rooted use BlockOverrun definite */
      sum = step (sum, *p++);                                /* BUG moving_rooted use BlockOverrun definite */
   CAMLreturn (Val_bool (sum != 0));
}

value good_moving_rooted (value v, value n)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_string (8);
   intnat sum = 0, last = Long_val (n);
   value *p = &Field (v, 0);
   while (--last >= 0)
      sum = step (sum, *p++);
   CAMLreturn (Val_bool (sum != 0));
}

/* Stores, of what is there. */
static noinline void rotate (value *p, mlsize_t n)
{
   for (; n > 0; n--, p++) {
      const value w = *(volatile value *) p;                 /* BUG moving_store use BlockOverrun definite */
      *(volatile value *) p = w;
   }
}

value bad_moving_store (value v)
{
   rotate (&Field (v, 0), Wosize_val (v) + 1);               /* BUG moving_store use BlockOverrun definite */
   return Val_true;
}

value good_moving_store (value v)
{
   rotate (&Field (v, 0), Wosize_val (v));
   return Val_true;
}

/* The elements of an array in a record, by an index into a part of it. */
static noinline intnat from (const value *part, intnat n)
{
   intnat sum = 0;
   for (intnat i = 0; i < n; i++)
      sum = step (sum, part[i]);                             /* BUG moving_part use BlockOverrun definite */
   return sum;
}

value bad_moving_part (value record, value n)
{
   const value *items = &Field (Field (record, 1), 0);
   return Val_bool (from (items + 2, Long_val (n)) != 0);    /* BUG moving_part use BlockOverrun definite */
}

value good_moving_part (value record, value n)
{
   const value *items = &Field (Field (record, 1), 0);
   return Val_bool (from (items + 2, Long_val (n) - 2) != 0);
}
