/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runtime lock: values kept over its release, and the OCaml heap touched without it. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
#include "values.h"

value bad_blocking (value v)                                 /* BUG blocking origin */
{
   caml_enter_blocking_section ();                           /* BUG blocking gc */
   caml_leave_blocking_section ();                           /* BUG blocking gc */
   return Val_long (caml_string_length (v));                 /* BUG blocking use UnregisteredRoot */
}

value good_blocking (value v)
{
   CAMLparam1 (v);
   caml_enter_blocking_section ();
   caml_leave_blocking_section ();
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* Another OCaml thread runs, and allocates, meanwhile. */
value bad_other_thread (value v, value fds)                  /* BUG other_thread origin */
{
   char c = 0;
   int to = Int_val (Field (fds, 0)), from = Int_val (Field (fds, 1));
   caml_release_runtime_system ();                           /* BUG other_thread gc */
   if (write (to, &c, 1) != 1 || read (from, &c, 1) != 1) abort ();
   caml_acquire_runtime_system ();                           /* BUG other_thread gc */
   return Val_long (caml_string_length (v));                 /* BUG other_thread use UnregisteredRoot */
}

value good_other_thread (value v, value fds)
{
   CAMLparam1 (v);
   char c = 0;
   int to = Int_val (Field (fds, 0)), from = Int_val (Field (fds, 1));
   caml_release_runtime_system ();
   if (write (to, &c, 1) != 1 || read (from, &c, 1) != 1) abort ();
   caml_acquire_runtime_system ();
   CAMLreturn (Val_long (caml_string_length (v)));
}

value bad_lock_read (value v)                                /* BUG lock_read origin */
{
   CAMLparam1 (v);
   int first;
   caml_release_runtime_system ();                           /* BUG lock_read gc */
   first = Byte (v, 0);                                      /* BUG lock_read use HeapAccessWithoutLock */
   caml_acquire_runtime_system ();
   CAMLreturn (Val_int (first));
}

value good_lock_read (value v)
{
   CAMLparam1 (v);
   int first;
   first = Byte (v, 0);
   caml_release_runtime_system ();
   caml_acquire_runtime_system ();
   CAMLreturn (Val_int (first));
}

value bad_lock_write (value v)                               /* BUG lock_write origin */
{
   CAMLparam1 (v);
   caml_release_runtime_system ();                           /* BUG lock_write gc */
   Byte (v, 0) = 'x';                                        /* BUG lock_write use HeapAccessWithoutLock */
   caml_acquire_runtime_system ();
   CAMLreturn (Val_unit);
}

value good_lock_write (value v)
{
   CAMLparam1 (v);
   caml_release_runtime_system ();
   caml_acquire_runtime_system ();
   Byte (v, 0) = 'x';
   CAMLreturn (Val_unit);
}

/* A pointer taken while the lock was held, used by memcpy, as names of files and ciphers were in
   https://github.com/savonet/ocaml-ssl/pull/161 */
value bad_lock_copy (value v)                                /* BUG lock_copy origin */
{
   CAMLparam1 (v);
   char buffer[64];
   size_t n = caml_string_length (v);
   const char *s = String_val (v);
   caml_enter_blocking_section ();                           /* BUG lock_copy gc */
   memcpy (buffer, s, n);                                    /* BUG lock_copy use HeapAccessWithoutLock */
   keep (buffer);
   caml_leave_blocking_section ();
   CAMLreturn (Val_int (buffer[0]));
}

value good_lock_copy (value v)
{
   CAMLparam1 (v);
   char buffer[64];
   size_t n = caml_string_length (v);
   const char *s = String_val (v);
   memcpy (buffer, s, n);
   caml_enter_blocking_section ();
   keep (buffer);
   caml_leave_blocking_section ();
   CAMLreturn (Val_int (buffer[0]));
}

/* The kernel reads the string. */
value bad_lock_syscall (value v)                             /* BUG lock_syscall origin */
{
   CAMLparam1 (v);
   int fd = open ("/dev/null", O_WRONLY);
   size_t n = caml_string_length (v);
   caml_enter_blocking_section ();                           /* BUG lock_syscall gc */
   n = write (fd, String_val (v), n);                        /* BUG lock_syscall use HeapAccessWithoutLock */
   caml_leave_blocking_section ();
   close (fd);
   CAMLreturn (Val_long (n));
}

value good_lock_syscall (value v)
{
   CAMLparam1 (v);
   int fd = open ("/dev/null", O_WRONLY);
   size_t n = caml_string_length (v);
   n = write (fd, String_val (v), n);
   caml_enter_blocking_section ();
   caml_leave_blocking_section ();
   close (fd);
   CAMLreturn (Val_long (n));
}

/* The kernel reads it as a path. */
value bad_lock_path (value v)                                /* BUG lock_path origin */
{
   CAMLparam1 (v);
   int found;
   caml_release_runtime_system ();                           /* BUG lock_path gc */
   found = access (String_val (v), F_OK) == 0;               /* BUG lock_path use HeapAccessWithoutLock */
   caml_acquire_runtime_system ();
   CAMLreturn (Val_int (found ? 0 : 5));
}

value good_lock_path (value v)
{
   CAMLparam1 (v);
   char *path = caml_stat_strdup (String_val (v));
   int found;
   caml_release_runtime_system ();
   found = access (path, F_OK) == 0;
   caml_acquire_runtime_system ();
   caml_stat_free (path);
   CAMLreturn (Val_int (found ? 0 : 5));
}

/* The kernel writes into the string. */
value bad_lock_read_into (value v)                           /* BUG lock_read_into origin */
{
   CAMLparam1 (v);
   int fd = open ("/dev/zero", O_RDONLY);
   ssize_t n;
   caml_release_runtime_system ();                           /* BUG lock_read_into gc */
   n = read (fd, Bytes_val (v), 4);                          /* BUG lock_read_into use HeapAccessWithoutLock */
   caml_acquire_runtime_system ();
   close (fd);
   CAMLreturn (Val_long (n));
}

value good_lock_read_into (value v)
{
   CAMLparam1 (v);
   int fd = open ("/dev/zero", O_RDONLY);
   ssize_t n;
   char buffer[4];
   caml_release_runtime_system ();
   n = read (fd, buffer, 4);
   caml_acquire_runtime_system ();
   memcpy (Bytes_val (v), buffer, 4);
   close (fd);
   CAMLreturn (Val_long (n));
}

/* A thread of C that never takes the lock reads what its argument points to. */
static void *bad_reader (void *arg)
{
   static long length;
   usleep (50000); /* until the other thread has given the lock away */
   length = Wosize_val ((value) arg);                        /* BUG lock_thread use HeapAccessWithoutLock */
   return &length;
}

value bad_lock_thread (value v)                              /* BUG lock_thread origin */
{
   CAMLparam1 (v);
   pthread_t thread;
   void *length;
   pthread_create (&thread, NULL, bad_reader, (void *) v);   /* BUG lock_thread origin */
   caml_release_runtime_system ();                           /* BUG lock_thread gc */
   pthread_join (thread, &length);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_long (*(long *) length));
}

static void *good_reader (void *arg)
{
   static long length;
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   length = Wosize_val (*(value *) arg);
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return &length;
}

value good_lock_thread (value v)
{
   CAMLparam1 (v);
   pthread_t thread;
   void *length;
   pthread_create (&thread, NULL, good_reader, &v);
   caml_release_runtime_system ();
   pthread_join (thread, &length);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_long (*(long *) length));
}
