/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doubles where there are none. */
#include "values.h"

#define Is_number(d) Val_int ((d) > -1.0)

value bad_reals_pair (value pair)
{
   return Is_number (Double_val (pair));                     /* BUG reals_pair use WrongBlockKind definite */
}

value good_reals_pair (value pair)
{
   return Is_number (Double_val (Field (pair, 0)));
}

/* A record that is not of floats only holds boxed ones. */
value bad_reals_record (value r)
{
   return Is_number (Double_field (r, 1));                   /* BUG reals_record use WrongBlockKind definite */
}

value good_reals_record (value r)
{
   return Is_number (Double_val (Field (r, 1)));
}

/* An array of integers. */
value bad_reals_ints (value a)
{
   double sum = 0;
   for (int i = 0; i < 3; i++)
      sum += Double_field (a, i);                            /* BUG reals_ints use WrongBlockKind definite */
   return Is_number (sum);
}

value good_reals_ints (value a)
{
   double sum = 0;
   for (int i = 0; i < 3; i++)
      sum += Long_val (Field (a, i));
   return Is_number (sum);
}

/* An int64: there lie its operations. */
value bad_reals_int64 (value v)
{
   return Is_number (Double_val (v) + 2.0);                  /* BUG reals_int64 use WrongBlockKind definite */
}

value good_reals_int64 (value v)
{
   return Is_number ((double) Int64_val (v));
}

/* The cell of a list, not its head. */
value bad_reals_list (value list)
{
   return caml_copy_double (Double_val (list) + 1.0);        /* BUG reals_list use WrongBlockKind definite */
}

value good_reals_list (value list)
{
   return caml_copy_double (Double_val (Field (list, 0)) + 1.0);
}

/* Written, and left there. */
value bad_reals_written (value a, value x)
{
   Store_double_field (a, 1, Double_val (x));                /* BUG reals_written origin */
   return Val_unit;                                          /* BUG reals_written use WrongBlockKind definite */
}                                                            /* BUG reals_written use WrongBlockKind definite */

value good_reals_written (value a, value x)
{
   Field (a, 1) = Val_long ((intnat) Double_val (x));
   return Val_unit;
}

/* Added without a move before. */
value bad_reals_added (value cell, value x)
{
   const double sum = Double_val (x) + Double_val (cell);    /* BUG reals_added use WrongBlockKind definite */
   return Is_number (sum);
}

value good_reals_added (value cell, value x)
{
   const double sum = Double_val (x) + Double_val (Field (cell, 0));
   return Is_number (sum);
}
