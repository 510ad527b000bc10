/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs that are right, of threads that take turns in a way that chance would bring seldom. */
#include "values.h"
#include <pthread.h>
#include <unistd.h>

/* One has given the lock away and is still in the runtime's function that does so when another is in the
   middle of a stub: c_slow_release and c_meanwhile. */
extern void (*caml_enter_blocking_section_hook) (void); /* signals.h, for the runtime's eyes only */
static void (*release_hook) (void);
static pthread_t slow_thread;
static volatile int asleep, in_the_middle, released;

static void slow_hook (void)
{
   release_hook ();
   if (!pthread_equal (pthread_self (), slow_thread))
      return;
   asleep = 1;
   while (!in_the_middle)
      usleep (500);
   caml_enter_blocking_section_hook = release_hook;
}

value c_slow_hook (value unit)
{
   release_hook = caml_enter_blocking_section_hook;
   caml_enter_blocking_section_hook = slow_hook;
   return unit;
}

value c_slow_release (value unit)
{
   slow_thread = pthread_self ();
   caml_enter_blocking_section ();
   released = 1;
   caml_leave_blocking_section ();
   return unit;
}

/* Not for ever: a signal that is pending (the tick of systhreads) has the other take the lock again first. */
value c_meanwhile (value v)
{
   in_the_middle = 1;
   for (int i = 0; !released && i < 2000; i++)
      usleep (500);
   asleep = 0;
   return Val_long (caml_string_length (v));
}

/* And one comes back with the lock while another is in a callback, which runs no stub: c_sleep and c_callback_meanwhile. */
static volatile int wake_up;

value c_sleep (value unit)
{
   caml_enter_blocking_section ();
   asleep = 1;
   while (!wake_up)
      usleep (500);
   caml_leave_blocking_section ();
   return unit;
}

value c_wait_asleep (value unit)
{
   caml_enter_blocking_section ();
   while (!asleep)
      usleep (500);
   caml_leave_blocking_section ();
   return unit;
}

value c_callback_meanwhile (value f, value v)
{
   CAMLparam2 (f, v);
   wake_up = 1;
   caml_callback (f, Val_unit);
   CAMLreturn (Val_long (caml_string_length (v)));
}
