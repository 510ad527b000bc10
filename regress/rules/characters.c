/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings whose characters are read as fields. */
#include "values.h"

/* The string in a record, which is the string. */
value bad_characters_passed (value v, value f)
{
   caml_callback (f, Field (v, 0));                          /* BUG characters_passed use WrongBlockKind definite */
   return Val_int (1);
}

value good_characters_passed (value v, value f)
{
   caml_callback (f, v);
   return Val_int (1);
}

/* An option of it. */
value bad_characters_option (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (option);
   option = caml_alloc (1, 0);
   Store_field (option, 0, Field (v, 0));                    /* BUG characters_option use WrongBlockKind definite */
   Store_field (option, 0, v);
   CAMLreturn (option);
}

value good_characters_option (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (option);
   option = caml_alloc (1, 0);
   Store_field (option, 0, v);
   CAMLreturn (option);
}

/* In a new block. */
value bad_characters_new (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (cell);
   cell = caml_alloc_small (2, 0);
   Field (cell, 0) = Field (v, 0);                           /* BUG characters_new use WrongBlockKind definite */
   Field (cell, 1) = Val_emptylist;
   caml_process_pending_actions ();                          /* BUG characters_new use WrongBlockKind definite */
   Field (cell, 0) = v;
   CAMLreturn (cell);
}

value good_characters_new (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (cell);
   cell = caml_alloc_small (2, 0);
   Field (cell, 0) = v;
   Field (cell, 1) = Val_emptylist;
   caml_process_pending_actions ();
   CAMLreturn (cell);
}
