/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of one family of allocators, or of none, released by another.  One stub for each mistake.
   ../correct/family_stubs.c pairs them as they should be. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <stdlib.h>
#include <string.h>

/* Not inlined, so that the compiler sees none of the mistakes: a release function of some library. */
__attribute__ ((noinline)) static void release (void *p)
{
   free (p);
}

value fam_stat_free (value len)
{
   char *copy = malloc (Long_val (len));
   memset (copy, 0, Long_val (len));
   caml_stat_free (copy);   /* BUG: memory of malloc; with OCAMLRUNPARAM=c it has no pool header */
   return Val_unit;
}

value fam_free_stat (value len)
{
   char *copy = caml_stat_alloc (Long_val (len));
   memset (copy, 0, Long_val (len));
   release (copy);   /* BUG: memory of caml_stat_alloc; with OCAMLRUNPARAM=c it is the inside of a pool block */
   return Val_unit;
}

value fam_free_strdup (value s)
{
   release (caml_stat_strdup (String_val (s)));   /* BUG: caml_stat_strdup pairs with caml_stat_free */
   return Val_unit;
}

value fam_free_inside (value len)
{
   char *line = malloc (Long_val (len));
   memset (line, ' ', Long_val (len));
   line += 16;
   release (line);   /* BUG: line is no longer the address that malloc gave */
   return Val_unit;
}

value fam_free_static (value unit)
{
   static char name[128] = "nobody";
   release (name);   /* BUG: static memory */
   return unit;
}

value fam_free_stack (value unit)
{
   char name[128] __attribute__ ((aligned (16)));
   memset (name, 0, sizeof (name));
   release (name);   /* BUG: the stub's own stack */
   return unit;
}
