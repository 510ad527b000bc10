/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The resource of tree.ml, with two ways to give it a second owner, and ways to end. */
#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define Res_val(v) (*(int **) Data_custom_val (v))

static void fin (value v)
{
   free (Res_val (v));
}

static struct custom_operations ops = { .identifier = "robust.res", .finalize = fin };
static struct custom_operations odd_ops = { .identifier = "<odd> & \"\xff\xfe\x01\" ]]>", .finalize = fin };

static value own (struct custom_operations *o, int *r)
{
   value v = caml_alloc_custom (o, sizeof (int *), 0, 1);
   Res_val (v) = r;
   return v;
}

value rb_make (value size)
{
   return own (&ops, malloc (64 * Int_val (size)));
}

value rb_odd (value size)
{
   return own (&odd_ops, malloc (64 * Int_val (size)));
}

value rb_alias (value v)
{
   CAMLparam1 (v);
   CAMLreturn (own (Custom_ops_val (v), Res_val (v)));   /* BUG: a second owner */
}

value rb_other_alias (value v)
{
   CAMLparam1 (v);
   CAMLreturn (own (Custom_ops_val (v), Res_val (v)));   /* BUG: a second owner */
}

value rb_segv (value unit)
{
   *(volatile int *) 8 = 1;
   return unit;
}

/* Runs a program without arguments; its exit status. */
value rb_vfork (value program)
{
   char *argv[] = { (char *) String_val (program), NULL };
   int status = 0;
   pid_t child = vfork ();
   if (child == 0) {
      execv (argv[0], argv);
      _exit (127);
   }
   if (child < 0 || waitpid (child, &status, 0) < 0)
      return Val_int (-1);
   return Val_int (WIFEXITED (status) ? WEXITSTATUS (status) : 1000);
}
