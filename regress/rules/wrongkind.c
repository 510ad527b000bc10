/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of another kind than a function of the runtime takes. They are such that it does no harm. */
#include "values.h"

extern value caml_string_equal (value, value);
extern value caml_ba_num_dims (value);

/* The pair instead of the string in it. */
value bad_kind_tuple (value v)
{
   return Val_long (caml_string_length (v));                 /* BUG kind_tuple use WrongBlockKind definite */
}

value good_kind_tuple (value v)
{
   return Val_long (caml_string_length (Field (v, 0)));
}

/* An array of floats. */
value bad_kind_doubles (value v)
{
   return Val_long (caml_string_length (v) / sizeof (double)); /* BUG kind_doubles use WrongBlockKind definite */
}

value good_kind_doubles (value v)
{
   return Val_long (caml_array_length (v));
}

/* An int64, which is a custom block. */
value bad_kind_custom (value v)
{
   return Val_long (caml_string_length (v) + 1);             /* BUG kind_custom use WrongBlockKind definite */
}

value good_kind_custom (value v)
{
   return Val_long (Int64_val (v));
}

/* The function instead of its result. */
value bad_kind_closure (value f)
{
   CAMLparam1 (f);
   CAMLreturn (Val_long (caml_string_length (f)));           /* BUG kind_closure use WrongBlockKind definite */
}

value good_kind_closure (value f)
{
   CAMLparam1 (f);
   CAMLreturn (Val_long (caml_string_length (caml_callback (f, Val_unit))));
}

/* An abstract block that holds the address of a C string. */
value bad_kind_abstract (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (name);
   name = caml_alloc (1, Abstract_tag);
   *(const char **) name = "abstract";
   CAMLreturn (Val_long (caml_string_length (name)));        /* BUG kind_abstract use WrongBlockKind definite */
}

value good_kind_abstract (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (name);
   name = caml_alloc (1, Abstract_tag);
   *(const char **) name = "abstract";
   CAMLreturn (Val_long (strlen (*(const char **) name)));
}

/* A boxed float, which is no array and no string. */
value bad_kind_float (value v)
{
   return Val_long (caml_string_length (v) > 0);             /* BUG kind_float use WrongBlockKind definite */
}

value good_kind_float (value v)
{
   return Val_long (Double_val (v) > 0);
}

/* Another function that takes strings. */
value bad_kind_safe (value v)
{
   return Val_bool (caml_string_is_c_safe (v));              /* BUG kind_safe use WrongBlockKind definite */
}

value good_kind_safe (value v)
{
   return Val_bool (caml_string_is_c_safe (Field (v, 0)));
}

/* The message of an exception. */
value bad_kind_message (value v)
{
   CAMLparam1 (v);
   caml_failwith_value (v);                                  /* BUG kind_message use WrongBlockKind definite */
   CAMLreturn (Val_unit);
}

value good_kind_message (value v)
{
   CAMLparam1 (v);
   caml_failwith_value (Field (v, 0));
   CAMLreturn (Val_unit);
}

/* A copy of a closure in a block of another kind. Its code is there, and it runs. */
value bad_kind_callback (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (copy);
   copy = caml_alloc (Wosize_val (f), Abstract_tag);
   memcpy ((void *) copy, (void *) f, Bosize_val (f));
   CAMLreturn (caml_callback (copy, Val_int (1)));           /* BUG kind_callback use WrongBlockKind definite */
}

value good_kind_callback (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (copy);
   copy = caml_alloc (Wosize_val (f), Abstract_tag);
   memcpy ((void *) copy, (void *) f, Bosize_val (f));
   CAMLreturn (caml_callback (f, Val_int (1)));
}

/* Functions that OCaml code calls, too. */
value bad_kind_equal (value v, value s)
{
   return Val_bool (caml_string_equal (v, s) != Val_true);   /* BUG kind_equal use WrongBlockKind definite */
}

value good_kind_equal (value v, value s)
{
   return Val_bool (caml_string_equal (Field (v, 0), s) == Val_true);
}

/* An array of floats instead of a bigarray of them. */
value bad_kind_bigarray (value v)
{
   return Val_long (Long_val (caml_ba_num_dims (v)) != 0);   /* BUG kind_bigarray use WrongBlockKind definite */
}

value good_kind_bigarray (value v)
{
   return Val_long (Tag_val (v) == Custom_tag ? Long_val (caml_ba_num_dims (v)) : 1);
}
