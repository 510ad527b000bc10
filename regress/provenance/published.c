/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bugs that were published, in shapes of our own. */
#include <stdarg.h>
#include <stdio.h>
#include "values.h"

/* A generator is split: the new one is allocated, and filled from the old one, whose address is of before.
   https://github.com/xavierleroy/pringo/issues/6 */
value bad_pub_split (value g)                                /* BUG pub_split origin */
{
   value r = caml_alloc_string (8 * sizeof (long));          /* BUG pub_split gc */
   for (int i = 0; i < 8; i++)
      Byte_u (r, i) = Byte_u (g, i % 2) + 1;                 /* BUG pub_split use UnregisteredRoot DerivedPointer */
   return r;
}

value good_pub_split (value g)
{
   CAMLparam1 (g);
   value r = caml_alloc_string (8 * sizeof (long));
   for (int i = 0; i < 8; i++)
      Byte_u (r, i) = Byte_u (g, i % 2) + 1;
   CAMLreturn (r);
}

/* A record of strings, each of which is allocated while nothing holds the record.
   https://github.com/ocaml/opam/pull/6880 */
struct names { const char *system, *node, *release; };

static const struct names names = { "here", "there", "today" };

value bad_pub_names (value unit)
{
   value r = caml_alloc (3, 0);                              /* BUG pub_names origin */
   value s = caml_copy_string (names.system);                /* BUG pub_names gc */
   caml_modify (&Field (r, 0), s);                           /* BUG pub_names use UnregisteredRoot */
   s = caml_copy_string (names.node);
   caml_modify (&Field (r, 1), s);
   s = caml_copy_string (names.release);
   caml_modify (&Field (r, 2), s);
   return r;
}

value good_pub_names (value unit)
{
   CAMLparam0 ();
   CAMLlocal2 (r, s);
   r = caml_alloc (3, 0);
   s = caml_copy_string (names.system);
   caml_modify (&Field (r, 0), s);
   s = caml_copy_string (names.node);
   caml_modify (&Field (r, 1), s);
   s = caml_copy_string (names.release);
   caml_modify (&Field (r, 2), s);
   CAMLreturn (r);
}

/* Functions that build a pair and an option, and keep what they are to hold over the allocation.
   https://github.com/ocaml-opam/ocaml-mccs/pull/19 */
static noinline value bad_option_of (value v)
{
   value some = caml_alloc (1, 0);                           /* BUG pub_some gc */
   Store_field (some, 0, v);                                 /* BUG pub_some use UnregisteredRoot */
   return some;
}

static noinline value good_option_of (value v)
{
   CAMLparam1 (v);
   value some = caml_alloc (1, 0);
   Store_field (some, 0, v);
   CAMLreturn (some);
}

value bad_pub_some (value unit)
{
   return bad_option_of (caml_copy_string ("hello"));        /* BUG pub_some origin */
}

value good_pub_some (value unit)
{
   return good_option_of (caml_copy_string ("hello"));
}

/* The description of a function is kept by a library, as the address of the characters.
   https://github.com/ocamllibs/pyml/pull/36 */
struct method { const char *name, *doc; };

static struct method method;

value bad_pub_describe (value doc)                           /* BUG pub_describe origin */
{
   method.name = "f";
   method.doc = String_val (doc);                            /* BUG pub_describe origin */
   return Val_unit;                                          /* BUG pub_describe gc */
}                                                            /* BUG pub_describe gc */

value good_pub_describe (value doc)
{
   method.name = "f";
   method.doc = caml_stat_strdup (String_val (doc));
   return Val_unit;
}

value bad_pub_described (value unit)
{
   caml_alloc_string (8);
   return Val_long (strlen (method.doc));                    /* BUG pub_describe use DerivedPointer */
}

value good_pub_described (value unit)
{
   caml_alloc_string (8);
   intnat n = strlen (method.doc);
   caml_stat_free ((char *) method.doc);
   method.doc = NULL;
   return Val_long (n);
}

/* An array of C strings, each of which points into an OCaml one, for a module that is then made.
   https://github.com/grain-lang/binaryen.ml/pull/9 */
static noinline intnat last (const char **names, mlsize_t n)
{
   return names[n - 1][0];                                   /* BUG pub_exports use DerivedPointer */
}

static struct custom_operations module_operations = {
   "provenance.module", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_pub_exports (value list)                           /* BUG pub_exports origin */
{
   CAMLparam1 (list);
   CAMLlocal1 (module);
   const char *names[4];
   mlsize_t n = Wosize_val (list);
   for (mlsize_t i = 0; i < n; i++)                          /* BUG pub_exports origin */
      names[i] = String_val (Field (list, i));               /* BUG pub_exports origin */
   module = caml_alloc_custom (&module_operations, sizeof (long), 0, 1); /* BUG pub_exports gc */
   CAMLreturn (Val_bool (last (names, n) > 0));             /* BUG pub_exports use DerivedPointer */
}

value good_pub_exports (value list)
{
   CAMLparam1 (list);
   CAMLlocal1 (module);
   const char *names[4];
   mlsize_t n = Wosize_val (list);
   module = caml_alloc_custom (&module_operations, sizeof (long), 0, 1);
   for (mlsize_t i = 0; i < n; i++)
      names[i] = String_val (Field (list, i));
   CAMLreturn (Val_bool (last (names, n) > 0));
}

/* A string is formatted once to know how long it is, and again into an OCaml one, by a format that lies in another.
   https://github.com/ocaml/ocaml/issues/7468 */
static noinline value formatted (const char *format, ...)
{
   va_list args;
   va_start (args, format);
   int n = vsnprintf (NULL, 0, format, args);
   va_end (args);
   value s = caml_alloc_string (n);                          /* BUG pub_format gc */
   va_start (args, format);
   vsnprintf ((char *) Bytes_val (s), n + 1, format, args);  /* BUG pub_format use DerivedPointer */
   va_end (args);
   return s;
}

value bad_pub_format (value format)                          /* BUG pub_format origin */
{
   CAMLparam1 (format);
   CAMLreturn (formatted (String_val (format), 5));          /* BUG pub_format origin */
}

value good_pub_format (value format)
{
   CAMLparam1 (format);
   CAMLlocal1 (s);
   char *copy = caml_stat_strdup (String_val (format));
   s = formatted (copy, 5);
   caml_stat_free (copy);
   CAMLreturn (s);
}
