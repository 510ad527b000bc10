/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every way into a stub, out of it, and back: callbacks, exceptions, longjmp, jumps, signals. */
#include <setjmp.h>
#include <signal.h>
#include "values.h"

/* Stubs that OCaml calls directly. */
static value quiet;

value bad_noalloc_keep (value v)                             /* BUG noalloc origin */
{
   quiet = v;                                                /* BUG noalloc origin */
   return Val_unit;
}

value bad_noalloc (value unit)
{
   return Field (quiet, 0);                                  /* BUG noalloc use UnregisteredRoot */
}

value good_noalloc_keep (value v)
{
   quiet = v;
   caml_register_generational_global_root (&quiet);
   return Val_unit;
}

value good_noalloc (value unit)
{
   value n = Field (quiet, 0);
   caml_remove_generational_global_root (&quiet);
   return n;
}

/* Unboxed arguments and result. */
double bad_unboxed (double d, value v, intnat i)             /* BUG unboxed origin */
{
   caml_alloc_string (8);                                    /* BUG unboxed gc */
   return d + i + caml_string_length (v);                    /* BUG unboxed use UnregisteredRoot */
}

double good_unboxed (double d, value v, intnat i)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLreturnT (double, d + i + caml_string_length (v));
}

value bad_unboxed_bytecode (value d, value v, value i)       /* BUG unboxed origin */
{
   return caml_copy_double (bad_unboxed (Double_val (d), v, Long_val (i)));
}

value good_unboxed_bytecode (value d, value v, value i)
{
   return caml_copy_double (good_unboxed (Double_val (d), v, Long_val (i)));
}

/* So many that floats and values are passed on the stack. */
double bad_unboxed_many (double a, double b, double c,       /* BUG unboxed_many origin */
                         double d, double e, double f, double g, double h, double i, value j, value k,
                         value l, value m, value n, value o, value p)
{
   caml_alloc_string (8);                                    /* BUG unboxed_many gc */
   return a + i + caml_string_length (p);                    /* BUG unboxed_many use UnregisteredRoot */
}

double good_unboxed_many (double a, double b, double c,
                          double d, double e, double f, double g, double h, double i, value j, value k,
                          value l, value m, value n, value o, value p)
{
   CAMLparam1 (p);
   caml_alloc_string (8);
   CAMLreturnT (double, a + i + caml_string_length (p));
}

#define FLOAT(n) Double_val (argv[n])

value bad_unboxed_many_bytecode (value *argv, int argc)
{
   value p = argv[15];                                       /* BUG unboxed_many origin */
   keep (&p);
   return caml_copy_double (bad_unboxed_many (FLOAT (0), FLOAT (1), FLOAT (2), FLOAT (3), FLOAT (4), FLOAT (5), FLOAT (6),
                                              FLOAT (7), FLOAT (8), argv[9], argv[10], argv[11], argv[12], argv[13],
                                              argv[14], p));
}

value good_unboxed_many_bytecode (value *argv, int argc)
{
   return caml_copy_double (good_unboxed_many (FLOAT (0), FLOAT (1), FLOAT (2), FLOAT (3), FLOAT (4), FLOAT (5), FLOAT (6),
                                               FLOAT (7), FLOAT (8), argv[9], argv[10], argv[11], argv[12], argv[13],
                                               argv[14], argv[15]));
}

/* A callback, which may call the same stub again. */
value bad_nested (value f, value v)                          /* BUG nested origin */
{
   value n = caml_callback (f, Val_unit);                    /* BUG nested gc */
   return Val_long (Long_val (n) + caml_string_length (v));  /* BUG nested use UnregisteredRoot */
}

value good_nested (value f, value v)
{
   CAMLparam1 (v);
   value n = caml_callback (f, Val_unit);
   CAMLreturn (Val_long (Long_val (n) + caml_string_length (v)));
}

/* The result of a callback. */
value bad_callback_result (value f)
{
   value got = caml_callback (f, Val_unit);                  /* BUG callback_result origin */
   caml_alloc_string (8);                                    /* BUG callback_result gc */
   return Val_long (caml_string_length (got));               /* BUG callback_result use UnregisteredRoot */
}

value good_callback_result (value f)
{
   CAMLparam0 ();
   CAMLlocal1 (got);
   got = caml_callback (f, Val_unit);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (got)));
}

/* The closure itself, called twice. */
value bad_closure (value f)                                  /* BUG closure origin */
{
   caml_callback (f, Val_unit);                              /* BUG closure gc */
   return caml_callback (f, Val_unit);                       /* BUG closure use UnregisteredRoot */
}

value good_closure (value f)
{
   CAMLparam1 (f);
   caml_callback (f, Val_unit);
   CAMLreturn (caml_callback (f, Val_unit));
}

/* An exception from a callback drops the frames of this stub. */
value drop_frames (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (result);
   result = caml_callback (f, Val_unit);
   CAMLreturn (result);
}

value bad_exception (value f, value v)                       /* BUG exception origin */
{
   value result = caml_callback_exn (f, Val_unit);           /* BUG exception gc */
   return Val_bool (Is_exception_result (result)             /* BUG exception use UnregisteredRoot */
                    && caml_string_length (v) == 5);         /* BUG exception use UnregisteredRoot */
}

value good_exception (value f, value v)
{
   CAMLparam1 (v);
   value result = caml_callback_exn (f, Val_unit);
   CAMLreturn (Val_bool (Is_exception_result (result)
                         && caml_string_length (v) == 5));
}

/* The exception of a callback, kept while its message is copied. */
value bad_exception_value (value f)
{
   CAMLparam1 (f);
   value result = caml_callback_exn (f, Val_unit);           /* BUG exception_value origin */
   value exn = Extract_exception (result);
   keep (&exn);
   caml_copy_string ("failed");                              /* BUG exception_value gc */
   caml_raise (exn);                                         /* BUG exception_value use UnregisteredRoot */
}

value good_exception_value (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (exn);
   value result = caml_callback_exn (f, Val_unit);
   exn = Extract_exception (result);
   keep (&exn);
   caml_copy_string ("failed");
   caml_raise (exn);
}

/* The argument of an exception. */
value bad_raise_arg (value v)                                /* BUG raise_arg origin */
{
   caml_copy_double (1.0);                                   /* BUG raise_arg gc */
   caml_raise_with_arg (*caml_named_value ("provenance.exn"), v); /* BUG raise_arg use UnregisteredRoot */
}

value good_raise_arg (value v)
{
   CAMLparam1 (v);
   caml_copy_double (1.0);
   caml_raise_with_arg (*caml_named_value ("provenance.exn"), v);
}

/* longjmp out of frames of C that hold roots. */
static jmp_buf outside;

static noinline void jump (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);                                    /* BUG longjmp gc */
   longjmp (outside, 1);
}

value bad_longjmp (value v)                                  /* BUG longjmp origin */
{
   struct caml__roots_block *roots = Caml_state->local_roots;
   if (setjmp (outside) == 0)
      jump (v);
   Caml_state->local_roots = roots;
   return Val_long (caml_string_length (v));                 /* BUG longjmp use UnregisteredRoot */
}

value good_longjmp (value v)
{
   CAMLparam1 (v);
   struct caml__roots_block *roots = Caml_state->local_roots;
   if (setjmp (outside) == 0)
      jump (v);
   Caml_state->local_roots = roots;
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* A jump to a runtime function at the end of the stub. */
value bad_tail (value v)                                     /* BUG tail origin */
{
   caml_alloc_string (8);                                    /* BUG tail gc */
   return caml_alloc_some (v);                               /* BUG tail use UnregisteredRoot */
}

value good_tail (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLdrop;
   return caml_alloc_some (v);
}

/* A handler of OCaml, run by the stub. */
value bad_signal (value v)                                   /* BUG signal origin */
{
   raise (SIGUSR1);
   caml_process_pending_actions ();                          /* BUG signal gc */
   return Val_long (caml_string_length (v));                 /* BUG signal use UnregisteredRoot */
}

value good_signal (value v)
{
   CAMLparam1 (v);
   raise (SIGUSR1);
   caml_process_pending_actions ();
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* A handler of C, which looks at what the stub keeps for it. */
static value watched;
static volatile intnat watched_length;

static void bad_handler (int number)
{
   watched_length = Wosize_val (watched);                    /* BUG handler use UnregisteredRoot */
}

value bad_handler_stub (value v)                             /* BUG handler origin */
{
   watched = v;                                              /* BUG handler origin */
   void (*before) (int) = signal (SIGUSR2, bad_handler);
   caml_alloc_string (8);                                    /* BUG handler gc */
   raise (SIGUSR2);
   signal (SIGUSR2, before);
   return Val_long (watched_length);
}

static void good_handler (int number)
{
   watched_length = Wosize_val (watched);
}

value good_handler_stub (value v)
{
   watched = v;
   caml_register_generational_global_root (&watched);
   void (*before) (int) = signal (SIGUSR2, good_handler);
   caml_alloc_string (8);
   raise (SIGUSR2);
   signal (SIGUSR2, before);
   caml_remove_generational_global_root (&watched);
   return Val_long (watched_length);
}
