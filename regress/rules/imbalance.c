/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that are left with their local roots still pushed. The case takes them off the list. */
#include "values.h"

static struct caml__roots_block *before;

value imbalance_begins (value unit)
{
   before = Caml_state->local_roots;
   return unit;
}

value imbalance_ends (value unit)
{
   Caml_state->local_roots = before;
   return unit;
}

/* The path of an error, which ends at a label behind the CAMLreturn. */
value bad_imbalance_goto (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   if (caml_string_length (v) != 4)
      goto wrong;
   copy = caml_alloc_string (4);
   CAMLreturn (copy);
wrong:
   return Val_false;                                         /* BUG imbalance_goto use LocalRootsImbalance definite */
}                                                            /* BUG imbalance_goto use LocalRootsImbalance definite */

value good_imbalance_goto (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   if (caml_string_length (v) != 4)
      goto wrong;
   copy = caml_alloc_string (4);
   CAMLreturn (copy);
wrong:
   CAMLreturn (Val_false);
}

/* A function without a result that the stub calls, without CAMLreturn0. */
static volatile intnat noted;

static noinline void bad_note (value v)
{
   CAMLparam1 (v);
   noted += caml_string_length (v);
   keep (&v);
}

value bad_imbalance_helper (value v)
{
   bad_note (v);
   return caml_alloc_string (3);                             /* BUG imbalance_helper use LocalRootsImbalance definite */
}

static noinline void good_note (value v)
{
   CAMLparam1 (v);
   noted += caml_string_length (v);
   keep (&v);
   CAMLreturn0;
}

value good_imbalance_helper (value v)
{
   good_note (v);
   return caml_alloc_string (3);
}

/* A function that a C library calls back, to choose a protocol: https://github.com/savonet/ocaml-ssl/pull/90 */
static value chosen;

static int bad_select (void *wanted)
{
   CAMLparam0 ();
   CAMLlocal1 (name);
   name = *(value *) wanted;
   chosen = Val_long (caml_string_length (name));
   return 0;
}

static int good_select (void *wanted)
{
   CAMLparam0 ();
   CAMLlocal1 (name);
   name = *(value *) wanted;
   chosen = Val_long (caml_string_length (name));
   CAMLreturnT (int, 0);
}

static noinline value handshake (int (*select) (void *), void *data)
{
   int status = select (data);
   keep (&status);
   return chosen;
}

value bad_imbalance_select (value v)
{
   value length = handshake (bad_select, &v);
   return length;                                            /* BUG imbalance_select use LocalRootsImbalance definite */
}                                                            /* BUG imbalance_select use LocalRootsImbalance definite */

value good_imbalance_select (value v)
{
   value length = handshake (good_select, &v);
   return length;
}

/* One case of several, in a stub with an array of roots. */
value bad_imbalance_case (value v, value how)
{
   CAMLparam2 (v, how);
   CAMLlocalN (both, 2);
   both[0] = v;
   switch (Long_val (how)) {
   case 0:
      both[1] = caml_alloc_string (2);
      CAMLreturn (both[1]);
   case 1:
      CAMLreturn (both[0]);
   default:
      return Val_unit;                                       /* BUG imbalance_case use LocalRootsImbalance definite */
   }
}                                                            /* BUG imbalance_case use LocalRootsImbalance definite */

value good_imbalance_case (value v, value how)
{
   CAMLparam2 (v, how);
   CAMLlocalN (both, 2);
   both[0] = v;
   switch (Long_val (how)) {
   case 0:
      both[1] = caml_alloc_string (2);
      CAMLreturn (both[1]);
   case 1:
      CAMLreturn (both[0]);
   default:
      CAMLreturn (Val_unit);
   }
}
