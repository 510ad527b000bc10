/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory released by its own family, and strings of OCaml copied before a library may free them.  The twin of
   ../ownership/family_stubs.c and gc_stubs.c. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <stdlib.h>
#include <string.h>

value fam_stat (value len)
{
   char *copy = caml_stat_alloc (Long_val (len));
   memset (copy, 0, Long_val (len));
   copy = caml_stat_resize (copy, 2 * Long_val (len));
   caml_stat_free (copy);
   caml_stat_free (caml_stat_strdup ("kept by the runtime"));
   caml_stat_free (NULL);
   return Val_unit;
}

value fam_malloc (value len)
{
   char *line = malloc (Long_val (len));
   memset (line, ' ', Long_val (len));
   const char *inside = line + 16;
   line = realloc (line, 4000 + *inside);
   free (line);
   free (NULL);
   return Val_unit;
}

/* A library that takes a string and frees it when it is told the next one. */
static char *lib_title;

value fam_keep_title (value s)
{
   free (lib_title);
   lib_title = strdup (String_val (s));
   return Val_unit;
}

value fam_title_is (value s)
{
   return Val_bool (strcmp (lib_title, String_val (s)) == 0);
}

value fam_drop_title (value unit)
{
   free (lib_title);
   lib_title = NULL;
   return unit;
}
