/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runtime called without its lock; the lock given away twice, or not taken back. */
#include <pthread.h>
#include <unistd.h>
#include "values.h"

/* The result of a system call, built before the lock is taken back. */
/* BUG lock_alloc ends 5.x: no domain state without the lock */
value bad_lock_alloc (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (result);
   caml_enter_blocking_section ();
   usleep (1);
   result = caml_alloc_string (4000);                        /* BUG lock_alloc use RuntimeCallWithoutLock definite */
   caml_leave_blocking_section ();
   CAMLreturn (Val_long (caml_string_length (result)));
}

/* Memory of C is allowed. */
value good_lock_alloc (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (result);
   char *buffer;
   caml_enter_blocking_section ();
   usleep (1);
   buffer = caml_stat_alloc (4000);
   keep (buffer);
   caml_stat_free (buffer);
   caml_leave_blocking_section ();
   result = caml_alloc_string (4000);
   CAMLreturn (Val_long (caml_string_length (result)));
}

/* A C library that tells how far it is, through a function that calls OCaml. */
static noinline void slow_library (void (*progress) (value *data), value *data)
{
   usleep (1);
   progress (data);
   usleep (1);
}

static void bad_progress (value *f)
{
   caml_callback (*f, Val_int (50));                         /* BUG lock_callback use RuntimeCallWithoutLock definite */
   keep (f);
}

/* BUG lock_callback ends 5.x: no domain state without the lock */
value bad_lock_callback (value f)
{
   CAMLparam1 (f);
   caml_release_runtime_system ();
   slow_library (bad_progress, &f);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_unit);
}

static void good_progress (value *f)
{
   caml_acquire_runtime_system ();
   caml_callback (*f, Val_int (50));
   caml_release_runtime_system ();
   keep (f);
}

value good_lock_callback (value f)
{
   CAMLparam1 (f);
   caml_release_runtime_system ();
   slow_library (good_progress, &f);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_unit);
}

/* A root registered by a thread that has given the lock away: the table of roots is shared. */
static value watcher = Val_unit;

/* BUG lock_register ends 5.x: no domain state without the lock */
value bad_lock_register (value v)
{
   CAMLparam1 (v);
   intnat n;
   caml_release_runtime_system ();
   caml_register_generational_global_root (&watcher);        /* BUG lock_register use RuntimeCallWithoutLock definite */
   usleep (1);
   caml_acquire_runtime_system ();
   caml_modify_generational_global_root (&watcher, v);
   n = caml_string_length (watcher);
   caml_remove_generational_global_root (&watcher);
   CAMLreturn (Val_long (n));
}

value good_lock_register (value v)
{
   CAMLparam1 (v);
   intnat n;
   caml_register_generational_global_root (&watcher);
   caml_release_runtime_system ();
   usleep (1);
   caml_acquire_runtime_system ();
   caml_modify_generational_global_root (&watcher, v);
   n = caml_string_length (watcher);
   caml_remove_generational_global_root (&watcher);
   CAMLreturn (Val_long (n));
}

/* A root that tells the state of a request. */
static value state = Val_int (0);

value bad_lock_modify (value unit)
{
   (void) unit;
   caml_register_generational_global_root (&state);
   caml_enter_blocking_section ();
   usleep (1);
   caml_modify_generational_global_root (&state, Val_int (2)); /* BUG lock_modify use RuntimeCallWithoutLock definite */
   caml_leave_blocking_section ();
   caml_remove_generational_global_root (&state);
   return state;
}

value good_lock_modify (value unit)
{
   (void) unit;
   caml_register_generational_global_root (&state);
   caml_enter_blocking_section ();
   usleep (1);
   caml_leave_blocking_section ();
   caml_modify_generational_global_root (&state, Val_int (2));
   caml_remove_generational_global_root (&state);
   return state;
}

/* Released by the stub and by what it calls. */
static noinline void give_away (void)
{
   caml_release_runtime_system ();                           /* BUG lock_twice use RuntimeCallWithoutLock definite */
   usleep (1);
}

/* BUG lock_twice ends 5.x: no domain state without the lock */
value bad_lock_twice (value unit)
{
   (void) unit;
   caml_release_runtime_system ();
   give_away ();
   caml_acquire_runtime_system ();
   return Val_unit;
}

value good_lock_twice (value unit)
{
   (void) unit;
   give_away ();
   caml_acquire_runtime_system ();
   return Val_unit;
}

/* One path of two gives the lock back to nobody. The case takes it afterwards. */
value bad_lock_return (value fd)
{
   caml_release_runtime_system ();
   usleep (1);
   if (Int_val (fd) < 0)
      return Val_int (-1);                                   /* BUG lock_return use RuntimeCallWithoutLock definite */
   caml_acquire_runtime_system ();
   return Val_int (1);                                       /* BUG lock_return use RuntimeCallWithoutLock definite */
}                                                            /* BUG lock_return use RuntimeCallWithoutLock definite */

value good_lock_return (value fd)
{
   caml_release_runtime_system ();
   usleep (1);
   if (Int_val (fd) < 0) {
      caml_acquire_runtime_system ();
      return Val_int (-1);
   }
   caml_acquire_runtime_system ();
   return Val_int (1);
}

/* An error raised before the lock is taken back: ocaml#10403. The case takes it afterwards. */
/* BUG lock_raise ends 5.x: no domain state without the lock */
value bad_lock_raise (value fd)
{
   caml_enter_blocking_section ();
   if (close (Int_val (fd)) < 0)
      caml_failwith ("close");                               /* BUG lock_raise use RuntimeCallWithoutLock definite */
   caml_leave_blocking_section ();
   return Val_unit;
}

value good_lock_raise (value fd)
{
   int result;
   caml_enter_blocking_section ();
   result = close (Int_val (fd));
   caml_leave_blocking_section ();
   if (result < 0)
      caml_failwith ("close");
   return Val_unit;
}

/* What the two above have left. */
value fix_lock_return (value unit)
{
   (void) unit;
   caml_acquire_runtime_system ();
   return Val_unit;
}

/* A thread of C that the runtime does not know allocates; the twin makes it known, and takes the lock. */
static void *bad_allocator (void *arg)
{
   value text = caml_alloc_string (4000);                    /* BUG lock_worker use RuntimeCallWithoutLock definite */
   *(long *) arg = Wosize_val (text);
   return NULL;
}

/* BUG lock_worker ends 5.x: no domain state without the lock */
value bad_lock_worker (value unit)
{
   pthread_t thread;
   long size = 0;
   (void) unit;
   caml_release_runtime_system ();
   pthread_create (&thread, NULL, bad_allocator, &size);
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   return Val_long (size);
}

static void *good_allocator (void *arg)
{
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   value text = caml_alloc_string (4000);
   *(long *) arg = Wosize_val (text);
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return NULL;
}

value good_lock_worker (value unit)
{
   pthread_t thread;
   long size = 0;
   (void) unit;
   caml_release_runtime_system ();
   pthread_create (&thread, NULL, good_allocator, &size);
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   return Val_long (size);
}

/* A thread of a C library, such as one that plays sound, calls back: tsdl#13. */
static value on_audio = Val_unit;

static void *bad_player (void *arg)
{
   caml_callback (on_audio, Val_int (44));                   /* BUG lock_player use RuntimeCallWithoutLock definite */
   return arg;
}

/* BUG lock_player ends 5.x: no domain state without the lock */
value bad_lock_player (value f)
{
   pthread_t thread;
   on_audio = f;
   caml_register_generational_global_root (&on_audio);
   caml_release_runtime_system ();
   pthread_create (&thread, NULL, bad_player, NULL);
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   caml_remove_generational_global_root (&on_audio);
   return Val_unit;
}

static void *good_player (void *arg)
{
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   caml_callback (on_audio, Val_int (44));
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return arg;
}

value good_lock_player (value f)
{
   pthread_t thread;
   on_audio = f;
   caml_register_generational_global_root (&on_audio);
   caml_release_runtime_system ();
   pthread_create (&thread, NULL, good_player, NULL);
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   caml_remove_generational_global_root (&on_audio);
   return Val_unit;
}
