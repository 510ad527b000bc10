/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program in C with a part in OCaml. With `late' it goes on calling the runtime when it has shut it down; else it does
   the same before. What it reads afterwards is C's own. */
#include "values.h"

#include <stdio.h>

static value kept = Val_unit;

static noinline long length_of (const char *s)
{
   value v = caml_copy_string (s);                           /* LATE: allocates */
   return Long_val (caml_callback (*caml_named_value ("length"), v));
}

static noinline void forget (void)
{
   caml_remove_generational_global_root (&kept);             /* LATE: changes the lists of roots */
}

int main (int argc, char **argv)
{
   const int late = argc > 1 && strcmp (argv[1], "late") == 0;
   long n = 0;
   char *text;
   caml_startup (argv);
   caml_startup (argv);
   kept = caml_copy_string ("kept");
   caml_register_generational_global_root (&kept);
   text = caml_stat_strdup (String_val (kept));
   caml_shutdown ();
   if (!late) {
      n = length_of (text); /* the first caml_shutdown was not the last */
      forget ();
   }
   caml_shutdown ();
   if (late) {
      n = length_of (text);
      forget ();
   }
   n += strlen (text);
   caml_stat_free (text);
   printf ("%ld\n", n);
   return 0;
}
