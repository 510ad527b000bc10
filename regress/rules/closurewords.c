/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The code in a closure is no value. OCaml 4 lets it pass where nobody looks at it. */
#include "values.h"

/* The closure's first field instead of the closure: */
value bad_closurewords_argument (value f, value g)
{
   caml_callback (g, Field (f, 0));                          /* BUG closurewords_argument use WrongBlockKind definite */
   return Val_int (1);
}

value good_closurewords_argument (value f, value g)
{
   caml_callback (g, f);
   return Val_int (1);
}

/* in a tuple, */
value bad_closurewords_store (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (t);
   t = caml_alloc_tuple (1);
   Store_field (t, 0, Field (f, 0));                         /* BUG closurewords_store use WrongBlockKind definite */
   CAMLreturn (t);
}

value good_closurewords_store (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (t);
   t = caml_alloc_tuple (1);
   Store_field (t, 0, f);
   CAMLreturn (t);
}

/* in one that is filled directly, */
value bad_closurewords_new (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (t);
   t = caml_alloc_small (2, 0);
   Field (t, 0) = Val_int (1);
   Field (t, 1) = Field (f, 0);
   CAMLreturn (t);                                           /* BUG closurewords_new use WrongBlockKind definite */
}                                                            /* BUG closurewords_new use WrongBlockKind definite */

value good_closurewords_new (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (t);
   t = caml_alloc_small (2, 0);
   Field (t, 0) = Val_int (1);
   Field (t, 1) = f;
   CAMLreturn (t);
}

/* the other code of a function of two arguments, */
value bad_closurewords_curried (value f, value g)
{
   caml_callback2 (g, Val_int (1), Field (f, 2));            /* BUG closurewords_curried use WrongBlockKind definite */
   return Val_int (2);
}

value good_closurewords_curried (value f, value g)
{
   caml_callback2 (g, Val_int (1), f);
   return Val_int (2);
}

/* among several arguments, */
value bad_closurewords_array (value f, value g)
{
   value args[3] = { Val_int (1), Field (f, 0), Val_int (2) };
   caml_callbackN (g, 3, args);                              /* BUG closurewords_array use WrongBlockKind definite */
   return Val_int (3);
}

value good_closurewords_array (value f, value g)
{
   value args[3] = { Val_int (1), f, Val_int (2) };
   caml_callbackN (g, 3, args);
   return Val_int (3);
}

/* in a field that is changed. */
value bad_closurewords_modify (value f, value cell)
{
   caml_modify (&Field (cell, 0), Field (f, 0));             /* BUG closurewords_modify use WrongBlockKind definite */
   return Val_unit;
}

value good_closurewords_modify (value f, value cell)
{
   caml_modify (&Field (cell, 0), f);
   return Val_unit;
}
