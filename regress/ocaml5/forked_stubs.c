/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forks of a stub's. Of the domains of the program only the one that forks is in the child. */
#define CAML_NAME_SPACE
#include <caml/alloc.h>
#include <caml/mlvalues.h>
#include <sys/wait.h>
#include <unistd.h>

value fk_fork (value unit)
{
   return Val_int (fork ());   /* BUG, if several domains run: the child returns to OCaml code */
}

value fk_fork_exec (value unit)
{
   pid_t child = fork ();
   if (child == 0) {
      execl ("/bin/sh", "sh", "-c", "exit 3", (char *) NULL);
      _exit (127);
   }
   return Val_int (child);
}

value fk_fork_alloc (value unit)
{
   pid_t child = fork ();
   if (child == 0) {
      caml_copy_string ("child");   /* BUG: the child may run the GC */
      _exit (3);
   }
   return Val_int (child);
}

value fk_leave (value unit)
{
   _exit (3);
}

value fk_wait (value child)
{
   int status;
   waitpid (Int_val (child), &status, 0);
   return Val_int (WIFEXITED (status) ? WEXITSTATUS (status) : -1);
}
