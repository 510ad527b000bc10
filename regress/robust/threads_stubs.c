/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stubs of threads.ml: all are right. */
#include <caml/mlvalues.h>
#include <caml/callback.h>
#include <caml/fail.h>
#include <caml/signals.h>
#include <setjmp.h>
#include <unistd.h>

value th_raise (value unit)
{
   caml_raise_not_found ();
   return unit;
}

value th_nest (value f, value n)
{
   return caml_callback (f, n);
}

static void __attribute__ ((noinline)) away (jmp_buf *buf)
{
   longjmp (*buf, 1);
}

value th_jump (value n)
{
   jmp_buf buf;
   if (setjmp (buf) == 0)
      away (&buf);
   return n;
}

value th_block (value ms)
{
   const long n = Long_val (ms);
   caml_enter_blocking_section ();
   usleep (1000 * n);
   caml_leave_blocking_section ();
   return Val_unit;
}
