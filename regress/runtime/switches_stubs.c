/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stub that allocates, for two seconds or until another thread has run. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <caml/alloc.h>
#include <time.h>

static volatile long others;

value sw_other (value unit)
{
   others++;
   return unit;
}

static double now (void)
{
   struct timespec t;
   clock_gettime (CLOCK_MONOTONIC, &t);
   return t.tv_sec + t.tv_nsec * 1e-9;
}

static int another_ran (void)
{
   const long before = others;
   const double end = now () + 2;
   while (others == before && now () < end) {
      const double soon = now () + 0.001;
      while (now () < soon)
         ;
      caml_alloc_string (16);
   }
   return others != before;
}

value sw_bad (value v)
{
   const int ran = another_ran ();
   return Val_bool (caml_string_length (v) == 3 && ran);   /* BUG: v is no root */
}

value sw_good (value v)
{
   CAMLparam1 (v);
   const int ran = another_ran ();
   CAMLreturn (Val_bool (caml_string_length (v) == 3 && ran));
}
