/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doubles that are read as fields. */
#include "values.h"

value bad_realwords_argument (value a, value f)
{
   caml_callback (f, Field (a, 0));                          /* BUG realwords_argument use WrongBlockKind definite */
   return Val_int (1);
}

value good_realwords_argument (value a, value f)
{
   CAMLparam1 (f);
   value x = caml_copy_double (Double_field (a, 0));         /* before f is read */
   caml_callback (f, x);
   CAMLreturn (Val_int (1));
}

/* One that looks like an integer. */
value bad_realwords_odd (value a, value f)
{
   caml_callback (f, Field (a, 1));                          /* BUG realwords_odd use WrongBlockKind definite */
   return Val_int (2);
}

value good_realwords_odd (value a, value f)
{
   CAMLparam1 (f);
   value x = caml_copy_double (Double_field (a, 1));
   caml_callback (f, x);
   CAMLreturn (Val_int (2));
}

/* Any array's elements are taken for values: https://github.com/zshipko/ocaml-rs/pull/89 */
value bad_realwords_list (value a)
{
   CAMLparam1 (a);
   CAMLlocal2 (list, cell);
   list = Val_emptylist;
   for (intnat i = Wosize_val (a); i > 0; i--) {
      cell = caml_alloc (2, 0);
      Store_field (cell, 0, Field (a, i - 1));               /* BUG realwords_list use WrongBlockKind definite */
      Store_field (cell, 1, list);
      list = cell;
   }
   CAMLreturn (list);
}

value good_realwords_list (value a)
{
   CAMLparam1 (a);
   CAMLlocal3 (list, cell, x);
   list = Val_emptylist;
   for (intnat i = Wosize_val (a); i > 0; i--) {
      x = caml_copy_double (Double_field (a, i - 1));
      cell = caml_alloc (2, 0);
      Store_field (cell, 0, x);
      Store_field (cell, 1, list);
      list = cell;
   }
   CAMLreturn (list);
}

/* Into a new block, directly. */
value bad_realwords_new (value a)
{
   CAMLparam1 (a);
   CAMLlocal1 (some);
   some = caml_alloc_small (1, 0);
   Field (some, 0) = Field (a, 0);
   CAMLreturn (some);                                        /* BUG realwords_new use WrongBlockKind definite */
}                                                            /* BUG realwords_new use WrongBlockKind definite */

value good_realwords_new (value a)
{
   CAMLparam1 (a);
   CAMLlocal2 (some, x);
   x = caml_copy_double (Double_field (a, 0));
   some = caml_alloc_small (1, 0);
   Field (some, 0) = x;
   CAMLreturn (some);
}

/* In a root. */
value bad_realwords_root (value a)
{
   CAMLparam1 (a);
   CAMLlocal1 (x);
   x = Field (a, 0);
   caml_alloc_string (1);                                    /* BUG realwords_root use WrongBlockKind */
   keep (&x);
   CAMLreturn (Val_int (3));
}

value good_realwords_root (value a)
{
   CAMLparam1 (a);
   CAMLlocal1 (x);
   x = caml_copy_double (Double_field (a, 0));
   caml_alloc_string (1);
   keep (&x);
   CAMLreturn (Val_int (3));
}

/* A boxed float. */
value bad_realwords_boxed (value x, value cell)
{
   caml_modify (&Field (cell, 0), Field (x, 0));             /* BUG realwords_boxed use WrongBlockKind definite */
   return Val_unit;
}

value good_realwords_boxed (value x, value cell)
{
   caml_modify (&Field (cell, 0), x);
   return Val_unit;
}
