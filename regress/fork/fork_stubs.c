/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The resource "fork.res" for the scenarios with many processes: fk_make and fk_alias as in ../ownership, and a
   vfork from C. */

#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct res {
   int  id;
   char name[120];
};

#define Res_val(v) (*(struct res **) Data_custom_val (v))

static struct res *res_new (int id)
{
   struct res *r = malloc (sizeof (struct res));
   if (r != NULL)
      r->id = id;
   return r;
}

static void fin (value v)
{
   free (Res_val (v));
}

static struct custom_operations res_ops = {
   .identifier = "fork.res",
   .finalize   = fin,
};

static value own (struct res *r)
{
   value v = caml_alloc_custom (&res_ops, sizeof (struct res *), 0, 1);
   Res_val (v) = r;
   return v;
}

value fk_make (value id)
{
   return own (res_new (Int_val (id)));
}

value fk_id (value v)
{
   return Val_int (Res_val (v)->id);
}

value fk_alias (value v)
{
   CAMLparam1 (v);
   struct res *r = Res_val (v);
   CAMLreturn (own (r));   /* BUG: a second owner of r and no reference count; both finalisers will free r */
}

/* Runs a program without arguments, returns its exit status, or 128 and more after a signal. */
value fk_vfork (value program)
{
   char *argv[] = { (char *) String_val (program), NULL };
   pid_t child = vfork ();
   if (child == 0) {
      execv (argv[0], argv);
      _exit (127);
   }
   int status = 0;
   if (child < 0 || waitpid (child, &status, 0) < 0)
      return Val_int (-1);
   return Val_int (WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status));
}
