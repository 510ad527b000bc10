/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings of C are read where none are: by libc, the runtime and the kernel. Their bytes end soon, as words of OCaml's
   have some that are 0. */
#include "values.h"
#include <unistd.h>

/* The pair instead of the string in it. */
value bad_cstrings_pair (value v)
{
   return Val_bool (strlen (String_val (v)) != 77);          /* BUG cstrings_pair use WrongBlockKind definite */
}

value good_cstrings_pair (value v)
{
   return Val_bool (strlen (String_val (Field (v, 0))) != 77);
}

/* The option, which is no None. */
value bad_cstrings_option (value v)
{
   char copy[64] = "";
   if (Is_block (v))
      strcpy (copy, String_val (v));                         /* BUG cstrings_option use WrongBlockKind definite */
   keep (copy);
   return Val_bool (copy[0] != 0);
}

value good_cstrings_option (value v)
{
   char copy[64] = "";
   if (Is_block (v))
      strcpy (copy, String_val (Field (v, 0)));
   keep (copy);
   return Val_bool (copy[0] != 0);
}

/* An int64: its operations lie there. The second argument. */
value bad_cstrings_int64 (value v)
{
   const char *zero = "0";
   keep (&zero);
   return Val_bool (strcmp (zero, String_val (v)) != 0);     /* BUG cstrings_int64 use WrongBlockKind definite */
}

value good_cstrings_int64 (value v)
{
   return Val_bool (Int64_val (v) != 0);
}

/* A name in the payload of a custom block, which begins behind the operations. */
static struct custom_operations name_operations = {
   "rules.name", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value cstrings_name (value unit)
{
   value v = caml_alloc_custom (&name_operations, 16, 0, 1);
   strcpy (Data_custom_val (v), "name");
   return v;
}

value bad_cstrings_payload (value v)
{
   char *copy = strdup ((char *) v);                         /* BUG cstrings_payload use WrongBlockKind definite */
   value right = Val_bool (*copy != 0);
   free (copy);
   return right;
}

value good_cstrings_payload (value v)
{
   char *copy = strdup (Data_custom_val (v));
   value right = Val_bool (*copy != 0);
   free (copy);
   return right;
}

/* Digits in a list of strings. */
value bad_cstrings_digits (value list)
{
   return Val_bool (atoi (String_val (list)) >= 0);          /* BUG cstrings_digits use WrongBlockKind definite */
}

value good_cstrings_digits (value list)
{
   return Val_bool (atoi (String_val (Field (list, 0))) >= 0);
}

/* By a function that only knows strings of C, and jumps to libc's. */
static noinline size_t length (const char *s)
{
   return strlen (s);                                        /* BUG cstrings_passed use WrongBlockKind definite */
}

value bad_cstrings_passed (value v)
{
   CAMLparam1 (v);
   value room = caml_alloc_string (3);
   CAMLreturn (Val_bool (length (String_val (v)) + caml_string_length (room) > 0)); /* BUG cstrings_passed use WrongBlockKind definite */
}

value good_cstrings_passed (value v)
{
   CAMLparam1 (v);
   value room = caml_alloc_string (3);
   CAMLreturn (Val_bool (length (String_val (Field (v, 0))) + caml_string_length (room) > 0));
}

/* The runtime copies it, */
value bad_cstrings_copied (value v)
{
   char *copy = caml_stat_strdup (String_val (v));           /* BUG cstrings_copied use WrongBlockKind definite */
   value right = Val_bool (*copy != 0);
   caml_stat_free (copy);
   return right;
}

value good_cstrings_copied (value v)
{
   char *copy = caml_stat_strdup (String_val (Field (v, 0)));
   value right = Val_bool (*copy != 0);
   caml_stat_free (copy);
   return right;
}

/* ... or looks it up. */
value bad_cstrings_looked_up (value v)
{
   return Val_bool (caml_named_value (String_val (v)) == NULL); /* BUG cstrings_looked_up use WrongBlockKind definite */
}

value good_cstrings_looked_up (value v)
{
   return Val_bool (caml_named_value (String_val (Field (v, 0))) == NULL);
}

/* A path. libc does not look at it, the kernel does. */
value bad_cstrings_path (value v)
{
   return Val_bool (access (String_val (v), F_OK) == 0);     /* BUG cstrings_path use WrongBlockKind definite */
}

value good_cstrings_path (value v)
{
   return Val_bool (access (String_val (Field (v, 0)), F_OK) == 0);
}
