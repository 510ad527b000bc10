/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that C keeps where the GC does not see them, one place per case. */
#include <pthread.h>
#include <search.h>
#include <setjmp.h>
#include <stdarg.h>
#include "values.h"

/* A parameter, in a register or in its stack slot. */
value bad_local (value v)                                    /* BUG local origin */
{
   caml_alloc_string (8);                                    /* BUG local gc */
   return Val_long (caml_string_length (v));                 /* BUG local use UnregisteredRoot */
}

value good_local (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* Static OCaml data does not move, but the stub cannot know what it is given. */
value bad_constant (value v)                                 /* BUG constant origin */
{
   caml_copy_double (1.0);                                   /* BUG constant gc */
   return Field (v, 1);                                      /* BUG constant use UnregisteredRoot */
}

value good_constant (value v)
{
   CAMLparam1 (v);
   caml_copy_double (1.0);
   CAMLreturn (Field (v, 1));
}

/* The result of an earlier allocation. */
value bad_result (value unit)
{
   value first = caml_copy_string ("first");                 /* BUG result origin */
   value second = caml_copy_string ("second");               /* BUG result gc */
   return Val_long (caml_string_length (first)               /* BUG result use UnregisteredRoot */
                    + caml_string_length (second));
}

value good_result (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (first);
   first = caml_copy_string ("first");
   value second = caml_copy_string ("second");
   CAMLreturn (Val_long (caml_string_length (first)
                         + caml_string_length (second)));
}

/* A field, read before the GC point, of a block that has a root. */
value bad_field (value v)
{
   CAMLparam1 (v);
   value name = Field (v, 0);                                /* BUG field origin */
   caml_copy_int64 (1);                                      /* BUG field gc */
   CAMLreturn (Val_long (caml_string_length (name)));        /* BUG field use UnregisteredRoot */
}

value good_field (value v)
{
   CAMLparam1 (v);
   caml_copy_int64 (1);
   value name = Field (v, 0);
   CAMLreturn (Val_long (caml_string_length (name)));
}

/* The words on either side of a border of 64 KiB, where one part of the tool's tables ends and the next begins. */
static volatile value *border (void)
{
   static char *memory;
   if (!memory && posix_memalign ((void **) &memory, 0x10000, 0x20000) != 0)
      abort ();
   return (volatile value *) (memory + 0x10000);
}

value bad_border (value v)                                   /* BUG border origin */
{
   volatile value *at = border ();
   at[-1] = Val_long (0);
   at[0] = v;                                                /* BUG border origin */
   caml_alloc_string (8);                                    /* BUG border gc */
   return at[-1] + (caml_string_length (at[0]) << 1);        /* BUG border use UnregisteredRoot */
}

value good_border (value v)
{
   CAMLparam1 (v);
   volatile value *at = border ();
   at[-1] = Val_long (0);
   at[0] = v;
   caml_alloc_string (8);
   at[0] = v;
   CAMLreturn (at[-1] + (caml_string_length (at[0]) << 1));
}

/* A static variable, within one call. */
static value cell;

value bad_static (value v)                                   /* BUG static origin */
{
   cell = v;                                                 /* BUG static origin */
   caml_alloc (3, 0);                                        /* BUG static gc */
   return Val_long (caml_string_length (cell));              /* BUG static use UnregisteredRoot */
}

value good_static (value v)
{
   cell = v;
   caml_register_generational_global_root (&cell);
   caml_alloc (3, 0);
   intnat n = caml_string_length (cell);
   caml_remove_generational_global_root (&cell);
   return Val_long (n);
}

/* A static variable, from one stub call to the next. */
static value kept;

value bad_keep (value v)                                     /* BUG calls origin */
{
   kept = v;                                                 /* BUG calls origin */
   return Val_unit;
}

value bad_kept (value unit)
{
   return Val_long (caml_string_length (kept));              /* BUG calls use UnregisteredRoot */
}

value good_keep (value v)
{
   kept = v;
   caml_register_global_root (&kept);
   return Val_unit;
}

value good_kept (value unit)
{
   intnat n = caml_string_length (kept);
   caml_remove_global_root (&kept);
   return Val_long (n);
}

/* Memory of malloc. */
struct node { int id; value v; struct node *next; };

value bad_malloc (value v)                                   /* BUG malloc origin */
{
   struct node *node = malloc (sizeof *node);
   node->v = v;                                              /* BUG malloc origin */
   keep (node);
   caml_alloc_string (8);                                    /* BUG malloc gc */
   intnat n = caml_string_length (node->v);                  /* BUG malloc use UnregisteredRoot */
   free (node);
   return Val_long (n);
}

value good_malloc (value v)
{
   struct node *node = malloc (sizeof *node);
   node->v = v;
   caml_register_generational_global_root (&node->v);
   caml_alloc_string (8);
   intnat n = caml_string_length (node->v);
   caml_remove_generational_global_root (&node->v);
   free (node);
   return Val_long (n);
}

/* Memory that realloc moves with the value in it. */
value bad_realloc (value v)                                  /* BUG realloc origin */
{
   value *table = malloc (4 * sizeof (value));
   table[3] = v;                                             /* BUG realloc origin */
   keep (table);
   table = realloc (table, 100000 * sizeof (value));
   caml_alloc_string (8);                                    /* BUG realloc gc */
   intnat n = caml_string_length (table[3]);                 /* BUG realloc use UnregisteredRoot */
   free (table);
   return Val_long (n);
}

value good_realloc (value v)
{
   value *table = malloc (4 * sizeof (value));
   table[3] = v;
   keep (table);
   table = realloc (table, 100000 * sizeof (value));
   caml_register_generational_global_root (&table[3]);
   caml_alloc_string (8);
   intnat n = caml_string_length (table[3]);
   caml_remove_generational_global_root (&table[3]);
   free (table);
   return Val_long (n);
}

/* A structure, passed and returned by value. */
struct request { int id; double weight; value v; char name[24]; };

static noinline struct request heavier (struct request r)
{
   r.weight *= 2.0;
   return r;
}

value bad_struct (value v)                                   /* BUG struct origin */
{
   struct request r = { 1, 2.0, v, "name" };                 /* BUG struct origin */
   r = heavier (r);
   keep (&r);
   caml_alloc_string (8);                                    /* BUG struct gc */
   return Val_long (caml_string_length (r.v));               /* BUG struct use UnregisteredRoot */
}

value good_struct (value v)
{
   CAMLparam1 (v);
   struct request r = { 1, 2.0, v, "name" };
   r = heavier (r);
   keep (&r);
   caml_alloc_string (8);
   r.v = v;
   CAMLreturn (Val_long (caml_string_length (r.v)));
}

/* Arguments on the stack, from C to C. */
static noinline intnat bad_eight (value a, value b, value c, value d, value e, value f, value g, value h)
{
   caml_alloc_string (8);                                    /* BUG c_args gc */
   return caml_string_length (h);                            /* BUG c_args use UnregisteredRoot */
}

value bad_c_args (value v)                                   /* BUG c_args origin */
{
   intnat n = bad_eight (v, v, v, v, v, v, v, v);
   return Val_long (n);
}

static noinline intnat good_eight (value a, value b, value c, value d, value e, value f, value g, value h)
{
   CAMLparam5 (a, b, c, d, e);
   CAMLxparam3 (f, g, h);
   caml_alloc_string (8);
   CAMLreturnT (intnat, caml_string_length (h));
}

value good_c_args (value v)
{
   intnat n = good_eight (v, v, v, v, v, v, v, v);
   return Val_long (n);
}

/* Arguments on the stack, from OCaml to C. */
value bad_ml_args (value a, value b, value c, value d,       /* BUG ml_args origin */
                   value e, value f, value g, value h)
{
   caml_alloc_string (8);                                    /* BUG ml_args gc */
   return Val_long (caml_string_length (h));                 /* BUG ml_args use UnregisteredRoot */
}

value good_ml_args (value a, value b, value c, value d,
                    value e, value f, value g, value h)
{
   CAMLparam5 (a, b, c, d, e);
   CAMLxparam3 (f, g, h);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (h)));
}

/* What bytecode calls: the arguments lie where the GC finds them, until they are loaded. */
value bad_ml_args_bytecode (value *argv, int argc)
{
   value h = argv[7];                                        /* BUG ml_args origin */
   keep (&h);
   return bad_ml_args (argv[0], argv[1], argv[2], argv[3], argv[4], argv[5], argv[6], h);
}

value good_ml_args_bytecode (value *argv, int argc)
{
   return good_ml_args (argv[0], argv[1], argv[2], argv[3], argv[4], argv[5], argv[6], argv[7]);
}

/* All parameters but the sixth have roots. */
value bad_sixth (value a, value b, value c, value d,         /* BUG sixth origin */
                 value e, value f)
{
   CAMLparam5 (a, b, c, d, e);
   caml_alloc_string (8);                                    /* BUG sixth gc */
   CAMLreturn (Val_long (caml_string_length (f)));           /* BUG sixth use UnregisteredRoot */
}

value good_sixth (value a, value b, value c, value d,
                  value e, value f)
{
   CAMLparam5 (a, b, c, d, e);
   CAMLxparam1 (f);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (f)));
}

value bad_sixth_bytecode (value *argv, int argc)
{
   value f = argv[5];                                        /* BUG sixth origin */
   keep (&f);
   return bad_sixth (argv[0], argv[1], argv[2], argv[3], argv[4], f);
}

/* It loads the argument again: no root is needed. */
value good_sixth_bytecode (value *argv, int argc)
{
   caml_alloc_string (8);
   return Val_long (caml_string_length (argv[5]));
}

/* Variable arguments. */
static noinline intnat bad_sum (int count, ...)
{
   intnat n = 0;
   va_list ap;
   va_start (ap, count);
   for (int i = 0; i < count; i++) {
      value v = va_arg (ap, value);
      if (i > 0)
         n += caml_string_length (v);                        /* BUG varargs use UnregisteredRoot */
      else
         caml_alloc_string (8);                              /* BUG varargs gc */
   }
   va_end (ap);
   return n;
}

value bad_varargs (value v)                                  /* BUG varargs origin */
{
   intnat n = bad_sum (8, v, v, v, v, v, v, v, v);
   return Val_long (n);
}

static noinline intnat good_sum (int count, ...)
{
   CAMLparam0 ();
   CAMLlocalN (values, 8);
   intnat n = 0;
   va_list ap;
   va_start (ap, count);
   for (int i = 0; i < count; i++)
      values[i] = va_arg (ap, value);
   va_end (ap);
   for (int i = 0; i < count; i++)
      if (i > 0)
         n += caml_string_length (values[i]);
      else
         caml_alloc_string (8);
   CAMLreturnT (intnat, n);
}

value good_varargs (value v)
{
   intnat n = good_sum (8, v, v, v, v, v, v, v, v);
   return Val_long (n);
}

/* A local that lives on in the registers of a jmp_buf, or beside it. */
value bad_setjmp (value v)                                   /* BUG setjmp origin */
{
   jmp_buf here;
   if (setjmp (here) == 0) {
      caml_alloc_string (8);                                 /* BUG setjmp gc */
      longjmp (here, 1);
   }
   return Val_long (caml_string_length (v));                 /* BUG setjmp use UnregisteredRoot */
}

value good_setjmp (value v)
{
   CAMLparam1 (v);
   jmp_buf here;
   if (setjmp (here) == 0) {
      caml_alloc_string (8);
      longjmp (here, 1);
   }
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* The argument of a new thread, which waits for the runtime lock. */
static intnat in_thread;

static void *bad_start (void *arg)
{
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   in_thread = caml_string_length ((value) arg);             /* BUG thread use UnregisteredRoot */
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return NULL;
}

value bad_thread (value v)                                   /* BUG thread origin */
{
   pthread_t thread;
   pthread_create (&thread, NULL, bad_start, (void *) v);    /* BUG thread origin */
   caml_release_runtime_system ();                           /* BUG thread gc */
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();                           /* BUG thread gc */
   return Val_long (in_thread);
}

static void *good_start (void *arg)
{
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   in_thread = caml_string_length (*(value *) arg);
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return NULL;
}

value good_thread (value v)
{
   CAMLparam1 (v);
   pthread_t thread;
   pthread_create (&thread, NULL, good_start, (void *) &v);
   caml_release_runtime_system ();
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_long (in_thread));
}
