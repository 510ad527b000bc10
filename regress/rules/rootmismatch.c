/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Global roots removed by the function for the other kind, or twice, or where there is none. Nothing happens then,
   natively: what is left registered is static. */
#include "values.h"

/* The functions of both kinds mixed, as in a change to the runtime: ocaml-multicore#459. */
static value plain;

value bad_mismatch_plain (value v)
{
   intnat n;
   plain = v;
   caml_register_global_root (&plain);
   n = caml_string_length (plain);
   caml_remove_generational_global_root (&plain);            /* BUG mismatch_plain use RootMismatch definite */
   return Val_long (n);
}

value good_mismatch_plain (value v)
{
   intnat n;
   plain = v;
   caml_register_global_root (&plain);
   n = caml_string_length (plain);
   caml_remove_global_root (&plain);
   return Val_long (n);
}

/* The other way about, in two stubs and an object that stays. */
static struct session { long id; value user; } session;

value bad_mismatch_open (value v)
{
   session.id = 1;
   session.user = v;
   caml_register_generational_global_root (&session.user);
   return Val_unit;
}

value bad_mismatch_close (value unit)
{
   intnat n = caml_string_length (session.user);
   (void) unit;
   caml_remove_global_root (&session.user);                  /* BUG mismatch_generational use RootMismatch definite */
   return Val_long (n);
}

value good_mismatch_open (value v)
{
   session.id = 1;
   session.user = v;
   caml_register_generational_global_root (&session.user);
   return Val_unit;
}

value good_mismatch_close (value unit)
{
   intnat n = caml_string_length (session.user);
   (void) unit;
   caml_remove_generational_global_root (&session.user);
   return Val_long (n);
}

/* Removed by the stub, and by what it calls. */
static value owner;

static noinline void bad_release (value *root)
{
   caml_remove_generational_global_root (root);
   keep (root);
}

value bad_mismatch_twice (value v)
{
   intnat n;
   owner = v;
   caml_register_generational_global_root (&owner);
   n = caml_string_length (owner);
   bad_release (&owner);
   caml_remove_generational_global_root (&owner);            /* BUG mismatch_twice use RootMismatch definite */
   return Val_long (n);
}

value good_mismatch_twice (value v)
{
   intnat n;
   owner = v;
   caml_register_generational_global_root (&owner);
   n = caml_string_length (owner);
   caml_remove_generational_global_root (&owner);
   return Val_long (n);
}

/* A timer stopped twice, by two calls of one stub; the twin knows that it is stopped. */
static value action;
static int running;

value start_timer (value f)
{
   action = f;
   caml_register_global_root (&action);
   running = 1;
   return Val_unit;
}

value bad_mismatch_stop (value unit)
{
   (void) unit;
   caml_remove_global_root (&action);                        /* BUG mismatch_stop use RootMismatch definite */
   running = 0;
   return Val_unit;
}

value good_mismatch_stop (value unit)
{
   (void) unit;
   if (running)
      caml_remove_global_root (&action);
   running = 0;
   return Val_unit;
}

/* Registered only where there is a value to keep, removed anyway. */
static value optional;

value bad_mismatch_never (value option)
{
   intnat n = 0;
   if (Is_block (option)) {
      optional = Field (option, 0);
      caml_register_global_root (&optional);
      n = caml_string_length (optional);
   }
   caml_remove_global_root (&optional);                      /* BUG mismatch_never use RootMismatch definite */
   return Val_long (n);
}

value good_mismatch_never (value option)
{
   intnat n = 0;
   if (Is_block (option)) {
      optional = Field (option, 0);
      caml_register_global_root (&optional);
      n = caml_string_length (optional);
      caml_remove_global_root (&optional);
   }
   return Val_long (n);
}

/* Another element of a table, and then the right one. */
static value table[4];

value bad_mismatch_index (value v, value i)
{
   long at = Long_val (i);
   intnat n;
   table[at] = v;
   caml_register_generational_global_root (&table[at]);
   n = caml_string_length (table[at]);
   table[at + 1] = Val_unit;
   caml_remove_generational_global_root (&table[at + 1]);    /* BUG mismatch_index use RootMismatch definite */
   caml_remove_generational_global_root (&table[at]);
   return Val_long (n);
}

value good_mismatch_index (value v, value i)
{
   long at = Long_val (i);
   intnat n;
   table[at] = v;
   caml_register_generational_global_root (&table[at]);
   n = caml_string_length (table[at]);
   table[at + 1] = Val_unit;
   caml_remove_generational_global_root (&table[at]);
   return Val_long (n);
}

/* The address of a root is that of the copy, after a structure was copied; the first one is then removed too. */
static struct session from, to;

value bad_mismatch_copied (value v)
{
   intnat n;
   from.user = v;
   caml_register_global_root (&from.user);
   to = from;
   n = caml_string_length (to.user);
   caml_remove_global_root (&to.user);                       /* BUG mismatch_copied use RootMismatch definite */
   caml_remove_global_root (&from.user);
   return Val_long (n);
}

value good_mismatch_copied (value v)
{
   intnat n;
   from.user = v;
   caml_register_global_root (&from.user);
   to = from;
   n = caml_string_length (to.user);
   caml_remove_global_root (&from.user);
   return Val_long (n);
}

/* The arguments of a callback are local roots already, and caml_callbackN makes them roots again, natively. OCaml 5 has
   another compactor. https://github.com/ocaml/ocaml/issues/11045 */
/* BUG mismatch_array only 4.x: a root may be met twice there */
value bad_mismatch_array (value f)
{
   CAMLparam1 (f);
   CAMLlocalN (args, 4);
   for (int i = 0; i < 4; i++)
      args[i] = caml_copy_string ("abcd");
   CAMLreturn (caml_callbackN (f, 4, args));                 /* BUG mismatch_array use RootMismatch */
}

value good_mismatch_array (value f)
{
   CAMLparam1 (f);
   CAMLlocalN (made, 4);
   for (int i = 0; i < 4; i++)
      made[i] = caml_copy_string ("abcd");
   value args[] = { made[0], made[1], made[2], made[3] };
   CAMLreturn (caml_callbackN (f, 4, args));
}

/* The same of a part of an array that a function has got from another, which has registered it. */
static noinline value bad_apply (value f, int n, value *args)
{
   value result = caml_callbackN_exn (f, n, args);           /* BUG mismatch_applied use RootMismatch */
   return Is_exception_result (result) ? Val_int (0) : result;
}

static noinline value good_apply (value f, int n, value *args)
{
   value copy[8];
   memcpy (copy, args, n * sizeof (value));
   value result = caml_callbackN_exn (f, n, copy);
   return Is_exception_result (result) ? Val_int (0) : result;
}

/* BUG mismatch_applied only 4.x: a root may be met twice there */
value bad_mismatch_applied (value f, value a)
{
   CAMLparam1 (f);
   value args[6] = { Val_unit, a, Val_int (1), Val_int (2), a, Val_unit };
   CAMLxparamN (args, 6);
   CAMLreturn (bad_apply (f, 4, args + 1));                  /* BUG mismatch_applied use RootMismatch */
}

value good_mismatch_applied (value f, value a)
{
   CAMLparam1 (f);
   value args[6] = { Val_unit, a, Val_int (1), Val_int (2), a, Val_unit };
   CAMLxparamN (args, 6);
   CAMLreturn (good_apply (f, 4, args + 1));
}
