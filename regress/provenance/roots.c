/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots that come too late, or hold what is stale, or stay behind; and stale values that leave the stub. */
#include "values.h"

/* Begin_roots names one of two. */
value bad_begin_roots (value a, value b)                     /* BUG begin_roots origin */
{
   intnat n;
   Begin_roots1 (a);
   caml_alloc_string (8);                                    /* BUG begin_roots gc */
   n = caml_string_length (a) + caml_string_length (b);      /* BUG begin_roots use UnregisteredRoot */
   End_roots ();
   return Val_long (n);
}

value good_begin_roots (value a, value b)
{
   intnat n;
   Begin_roots2 (a, b);
   caml_alloc_string (8);
   n = caml_string_length (a) + caml_string_length (b);
   End_roots ();
   return Val_long (n);
}

/* CAMLparam after the allocation: the root holds a stale word. */
static noinline value bad_late (value v)
{
   CAMLparam1 (v);                                           /* BUG late_param use UnregisteredRoot */
   caml_copy_double (1.0);                                   /* BUG late_param use UnregisteredRoot */
   CAMLreturn (Val_long (caml_string_length (v)));
}

value bad_late_param (value v)                               /* BUG late_param origin */
{
   caml_alloc_string (8);                                    /* BUG late_param gc */
   value n = bad_late (v);
   return n;
}

value good_late_param (value v)
{
   value n = bad_late (v);
   caml_alloc_string (8);
   return n;
}

/* CAMLlocal, assigned too late. */
value bad_late_local (value v)                               /* BUG late_local origin */
{
   CAMLparam0 ();
   CAMLlocal1 (copy);
   caml_alloc_string (8);                                    /* BUG late_local gc */
   copy = v;                                                 /* BUG late_local use UnregisteredRoot */
   caml_copy_double (1.0);                                   /* BUG late_local use UnregisteredRoot */
   CAMLreturn (Val_long (caml_string_length (copy)));        /* BUG late_local use UnregisteredRoot */
}

value good_late_local (value v)
{
   CAMLparam0 ();
   CAMLlocal1 (copy);
   copy = v;
   caml_alloc_string (8);
   caml_copy_double (1.0);
   CAMLreturn (Val_long (caml_string_length (copy)));
}

/* A global root registered when its value was stale already. */
static value late_root;

value bad_late_global (value v)                              /* BUG late_global origin */
{
   late_root = v;                                            /* BUG late_global origin */
   caml_alloc_string (8);                                    /* BUG late_global gc */
   caml_register_generational_global_root (&late_root);      /* BUG late_global use UnregisteredRoot */
   caml_copy_double (1.0);                                   /* BUG late_global use UnregisteredRoot */
   intnat n = caml_string_length (late_root);
   caml_remove_generational_global_root (&late_root);
   return Val_long (n);
}

value good_late_global (value v)
{
   late_root = v;
   caml_register_generational_global_root (&late_root);
   caml_alloc_string (8);
   caml_copy_double (1.0);
   intnat n = caml_string_length (late_root);
   caml_remove_generational_global_root (&late_root);
   return Val_long (n);
}

/* A stale value given to caml_modify_generational_global_root. */
static value shared_root;

value bad_modify_root (value v)                              /* BUG modify_root origin */
{
   shared_root = Val_unit;
   caml_register_generational_global_root (&shared_root);
   caml_alloc_string (8);                                    /* BUG modify_root gc */
   caml_modify_generational_global_root (&shared_root, v);   /* BUG modify_root use UnregisteredRoot */
   intnat n = caml_string_length (shared_root);
   caml_remove_generational_global_root (&shared_root);
   return Val_long (n);
}

value good_modify_root (value v)
{
   CAMLparam1 (v);
   shared_root = Val_unit;
   caml_register_generational_global_root (&shared_root);
   caml_alloc_string (8);
   caml_modify_generational_global_root (&shared_root, v);
   intnat n = caml_string_length (shared_root);
   caml_remove_generational_global_root (&shared_root);
   CAMLreturn (Val_long (n));
}

/* A named value, read once and for all; the twin keeps the address of the root. */
value bad_named (value unit)
{
   value f = *caml_named_value ("provenance.named");         /* BUG named origin */
   caml_alloc_string (8);                                    /* BUG named gc */
   return Field (f, 0);                                      /* BUG named use UnregisteredRoot */
}

value good_named (value unit)
{
   static const value *f;
   if (f == NULL)
      f = caml_named_value ("provenance.named");
   caml_alloc_string (8);
   return Field (*f, 0);
}

/* The arguments of a callback, in a plain array. */
value bad_callback_args (value f, value a)                   /* BUG callback_args origin */
{
   CAMLparam1 (f);
   value args[4] = { Val_int (1), a, Val_int (3), Val_int (4) }; /* BUG callback_args origin */
   keep (args);
   args[2] = caml_copy_string ("third");                     /* BUG callback_args gc */
   value result = caml_callbackN (f, 4, args);               /* BUG callback_args use UnregisteredRoot */
   CAMLreturn (result);
}

value good_callback_args (value f, value a)
{
   CAMLparam2 (f, a);
   CAMLlocal1 (third);
   third = caml_copy_string ("third");
   value args[4] = { Val_int (1), a, third, Val_int (4) };
   keep (args);
   value result = caml_callbackN (f, 4, args);
   CAMLreturn (result);
}

/* The arguments again, after the callback. */
value bad_args_again (value f, value a)                      /* BUG args_again origin */
{
   CAMLparam1 (f);
   value args[4] = { Val_int (1), a, Val_int (3), Val_int (4) }; /* BUG args_again origin */
   keep (args);
   caml_callbackN (f, 4, args);                              /* BUG args_again gc */
   CAMLreturn (Val_long (caml_string_length (args[1])));     /* BUG args_again use UnregisteredRoot */
}

value good_args_again (value f, value a)
{
   CAMLparam2 (f, a);
   value args[4] = { Val_int (1), a, Val_int (3), Val_int (4) };
   keep (args);
   caml_callbackN (f, 4, args);
   CAMLreturn (Val_long (caml_string_length (a)));
}

/* An array of values without CAMLlocalN. */
value bad_local_array (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (whole);
   value parts[3];
   whole = caml_alloc (3, 0);
   for (int i = 0; i < 3; i++)
      parts[i] = caml_copy_string ("part");                  /* BUG local_array origin */ /* BUG local_array gc */
   for (int i = 0; i < 3; i++)
      Store_field (whole, i, parts[i]);                      /* BUG local_array use UnregisteredRoot */
   CAMLreturn (whole);
}

value good_local_array (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (whole);
   CAMLlocalN (parts, 3);
   whole = caml_alloc (3, 0);
   for (int i = 0; i < 3; i++)
      parts[i] = caml_copy_string ("part");
   for (int i = 0; i < 3; i++)
      Store_field (whole, i, parts[i]);
   CAMLreturn (whole);
}

value bad_return (value v)                                   /* BUG return origin */
{
   caml_alloc_string (8);                                    /* BUG return gc */
   return v;                                                 /* BUG return use UnregisteredRoot */
}                                                            /* BUG return use UnregisteredRoot */

value good_return (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLreturn (v);
}

value bad_store_field (value a, value b)                     /* BUG store_field origin */
{
   CAMLparam1 (a);
   caml_alloc_string (8);                                    /* BUG store_field gc */
   Store_field (a, 0, b);                                    /* BUG store_field use UnregisteredRoot */
   CAMLreturn (Val_unit);
}

value good_store_field (value a, value b)
{
   CAMLparam2 (a, b);
   caml_alloc_string (8);
   Store_field (a, 0, b);
   CAMLreturn (Val_unit);
}

value bad_modify (value a, value b)                          /* BUG modify origin */
{
   CAMLparam1 (b);
   caml_alloc_string (8);                                    /* BUG modify gc */
   caml_modify (&Field (a, 1), b);                           /* BUG modify use UnregisteredRoot DerivedPointer */
   CAMLreturn (Val_unit);
}

value good_modify (value a, value b)
{
   CAMLparam2 (a, b);
   caml_alloc_string (8);
   caml_modify (&Field (a, 1), b);
   CAMLreturn (Val_unit);
}

/* Val_some as people write it. */
value bad_some (value v)                                     /* BUG some origin */
{
   value some = caml_alloc_small (1, 0);                     /* BUG some gc */
   Field (some, 0) = v;                                      /* BUG some use UnregisteredRoot */
   return some;
}

value good_some (value v)
{
   CAMLparam1 (v);
   value some = caml_alloc_small (1, 0);
   Field (some, 0) = v;
   CAMLreturn (some);
}

/* Both arguments of one call allocate. */
static noinline value pair (value a, value b)
{
   CAMLparam2 (a, b);                                        /* BUG both use UnregisteredRoot */
   value p = caml_alloc_small (2, 0);                        /* BUG both use UnregisteredRoot */
   Field (p, 0) = a;
   Field (p, 1) = b;
   CAMLreturn (p);
}

value bad_both (value unit)
{
   value p = pair (caml_copy_string ("one"),                 /* BUG both origin */ /* BUG both gc */
                   caml_copy_string ("two"));                /* BUG both origin */ /* BUG both gc */
   return p;
}

value good_both (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (one, two);
   one = caml_copy_string ("one");
   two = caml_copy_string ("two");
   value p = pair (one, two);
   CAMLreturn (p);
}

/* Roots that are taken back too early. */
value bad_early_drop (value v)                               /* BUG early_drop origin */
{
   CAMLparam1 (v);
   caml_copy_double (1.0);
   CAMLdrop;
   caml_alloc_string (8);                                    /* BUG early_drop gc */
   return Val_long (caml_string_length (v));                 /* BUG early_drop use UnregisteredRoot */
}

value good_early_drop (value v)
{
   CAMLparam1 (v);
   caml_copy_double (1.0);
   caml_alloc_string (8);
   CAMLdrop;
   return Val_long (caml_string_length (v));
}

static value brief_root;

value bad_early_remove (value v)
{
   brief_root = v;
   caml_register_global_root (&brief_root);
   caml_copy_double (1.0);
   caml_remove_global_root (&brief_root);
   caml_alloc_string (8);                                    /* BUG early_remove gc */
   return Val_long (caml_string_length (brief_root));        /* BUG early_remove use UnregisteredRoot */
}

value good_early_remove (value v)
{
   brief_root = v;
   caml_register_global_root (&brief_root);
   caml_copy_double (1.0);
   caml_alloc_string (8);
   caml_remove_global_root (&brief_root);
   return Val_long (caml_string_length (brief_root));
}

/* The result of a helper that itself does all that is right. */
static noinline value helper (const char *s)
{
   CAMLparam0 ();
   CAMLlocal1 (copy);
   copy = caml_copy_string (s);                              /* BUG helper origin */
   caml_copy_double (1.0);                                   /* BUG helper origin */
   CAMLreturn (copy);                                        /* BUG helper origin */
}

value bad_helper (value unit)
{
   CAMLparam1 (unit);
   value copy = helper ("copied");                           /* BUG helper origin */
   value some = caml_alloc_small (1, 0);                     /* BUG helper gc */
   Field (some, 0) = copy;                                   /* BUG helper use UnregisteredRoot */
   CAMLreturn (some);
}

value good_helper (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (copy);
   copy = helper ("copied");
   value some = caml_alloc_small (1, 0);
   Field (some, 0) = copy;
   CAMLreturn (some);
}

/* A frame of local_roots stays behind. */
value bad_imbalance (value v)
{
   CAMLparam1 (v);
   value n = Val_long (caml_string_length (v));
   return n;                                                 /* BUG imbalance use LocalRootsImbalance definite */
}                                                            /* BUG imbalance use LocalRootsImbalance definite */

value good_imbalance (value v)
{
   CAMLparam0 ();
   value n = Val_long (caml_string_length (v));
   return n;
}

/* The same on one path of two, with a local and a GC point. */
value bad_early_return (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_string (8);
   if (caml_string_length (v) < 6)
      return copy;                                           /* BUG early_return use LocalRootsImbalance definite */
   CAMLreturn (v);
}                                                            /* BUG early_return use LocalRootsImbalance definite */

value good_early_return (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_string (8);
   if (caml_string_length (v) < 6)
      CAMLreturn (copy);
   CAMLreturn (v);
}

/* Calls f and drops the frames that it left: lets a program go on after an imbalance. */
value guarded (value f)
{
   struct caml__roots_block *before = Caml_state->local_roots;
   value result = caml_callback (f, Val_unit);
   Caml_state->local_roots = before;
   return result;
}
