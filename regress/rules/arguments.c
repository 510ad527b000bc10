/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In bytecode a function of more than five arguments gets the address of an array of them, and their number. Here
   one C function stands for both in the external; its twin has another for bytecode. */
#include "values.h"

static noinline intnat words_of (value v)
{
   return caml_array_length (v);                             /* BUG arguments_passed use NotAValue definite */
}

value bad_arguments_passed (value a, value b, value c, value d, value e, value f)
{
   return Val_bool (words_of (a) != 1000);                  /* BUG arguments_passed use NotAValue definite */
}

value good_arguments_passed (value a, value b, value c, value d, value e, value f)
{
   return Val_bool (words_of (a) == 1);
}

value good_arguments_passed_bytecode (value *args, int n)
{
   return good_arguments_passed (args[0], args[1], args[2], args[3], args[4], args[5]);
}

value bad_arguments_root (value a, value b, value c, value d, value e, value f)
{
   CAMLparam1 (a);
   caml_alloc_string (8);                                    /* BUG arguments_root use UninitialisedRoot */
   CAMLreturn (Val_bool (a != Val_unit));
}

value good_arguments_root (value a, value b, value c, value d, value e, value f)
{
   CAMLparam1 (a);
   caml_alloc_string (8);
   CAMLreturn (Val_bool (a != Val_unit));
}

value good_arguments_root_bytecode (value *args, int n)
{
   return good_arguments_root (args[0], args[1], args[2], args[3], args[4], args[5]);
}

/* A default is taken for a function that is none, so that nothing is called. */
static noinline value apply (value f, value to)
{
   return Is_block (f) && Tag_val (f) == Closure_tag ? caml_callback (f, to) : Val_true;
}

static value default_function = Val_unit;

value bad_arguments_applied (value a, value b, value c, value d, value e, value f)
{
   return apply (default_function, caml_alloc_some (a));     /* BUG arguments_applied use NotAValue definite */
}

value good_arguments_applied (value a, value b, value c, value d, value e, value f)
{
   return apply (default_function, caml_alloc_some (a));
}

value good_arguments_applied_bytecode (value *args, int n)
{
   return good_arguments_applied (args[0], args[1], args[2], args[3], args[4], args[5]);
}
