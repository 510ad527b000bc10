/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C memory of one family of functions, released by another. */
#include "values.h"

static noinline void release (void *p)
{
   free (p);
}

/* A copy of a string, made by the runtime's function and freed by C's own, as in
   https://github.com/fxfactorial/reasonml-brotli/pull/1 and https://github.com/janestreet/core/pull/68 */
value bad_family_copy (value s)
{
   char *copy = caml_stat_strdup (String_val (s));
   long n = strlen (copy);
   release (copy);                                           /* BUG family_copy use MismatchedRelease */
   return Val_long (n);
}

value good_family_copy (value s)
{
   char *copy = caml_stat_strdup (String_val (s));
   long n = strlen (copy);
   caml_stat_free (copy);
   return Val_long (n);
}

/* A buffer that the runtime's function frees: https://github.com/mmottl/pcre-ocaml/pull/4 has the like. */
value bad_family_buffer (value s)
{
   char *copy = strdup (String_val (s));
   long n = strlen (copy);
   caml_stat_free (copy);                                    /* BUG family_buffer use MismatchedRelease */
   return Val_long (n);
}

value good_family_buffer (value s)
{
   char *copy = strdup (String_val (s));
   long n = strlen (copy);
   release (copy);
   return Val_long (n);
}

/* A finaliser that does not know what allocated: one of two ways to make such a block. */
struct item { long n; };

#define Item_val(v) (*(struct item **) Data_custom_val (v))

static void bad_free_item (value v)                          /* BUG family_finaliser use MismatchedRelease */
{
   release (Item_val (v));                                   /* BUG family_finaliser use MismatchedRelease */
}

static void good_free_item (value v)
{
   caml_stat_free (Item_val (v));
}

static struct custom_operations bad_item_operations = {
   "owners.bad_item", bad_free_item, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_item_operations = {
   "owners.good_item", good_free_item, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_item (struct custom_operations *operations)
{
   value v = caml_alloc_custom (operations, sizeof (struct item *), 0, 1);
   Item_val (v) = caml_stat_alloc (sizeof (struct item));
   Item_val (v)->n = 1;
   return v;
}

value bad_family_finaliser (value unit)
{
   return new_item (&bad_item_operations);
}

value good_family_finaliser (value unit)
{
   return new_item (&good_item_operations);
}

/* An array that grows: by C's function, where the runtime's one made it. */
static noinline long *longer (long *words, long n)
{
   return realloc (words, n * sizeof *words);                /* BUG family_realloc use MismatchedRelease */
}

value bad_family_realloc (value unit)
{
   long *words = caml_stat_alloc (10 * sizeof *words);
   words = longer (words, 100);                              /* BUG family_realloc use MismatchedRelease */
   words[99] = 5;
   long n = words[99];
   release (words);
   return Val_long (n);
}

value good_family_realloc (value unit)
{
   long *words = caml_stat_alloc (10 * sizeof *words);
   words = caml_stat_resize (words, 100 * sizeof *words);
   words[99] = 5;
   long n = words[99];
   caml_stat_free (words);
   return Val_long (n);
}

/* The middle of a block: the header that a library of its own puts before each block is forgotten. */
static noinline char *tagged_alloc (size_t n)
{
   long *p = malloc (n + 16);
   p[0] = 0x5afe;
   return (char *) (p + 2);
}

static noinline void tagged_free (char *s)
{
   free (s - 16);
}

/* BUG family_inside ends 4.x 5.x: free */
value bad_family_inside (value unit)
{
   char *s = tagged_alloc (100);
   s[0] = 'x';
   release (s);                                              /* BUG family_inside use MismatchedRelease definite */
   return Val_unit;
}

value good_family_inside (value unit)
{
   char *s = tagged_alloc (100);
   s[0] = 'x';
   tagged_free (s);
   return Val_unit;
}

/* A default that is no copy: https://github.com/yallop/ocaml-ctypes/pull/343 has the rule, not the case. */
static noinline char *name_of (value option)
{
   return Is_block (option) ? strdup (String_val (Field (option, 0))) : "nobody";
}

/* BUG family_default ends 4.x 5.x: free */
value bad_family_default (value option)
{
   char *name = name_of (option);
   long n = strlen (name);
   release (name);                                           /* BUG family_default use MismatchedRelease definite */
   return Val_long (n);
}

value good_family_default (value option)
{
   char *name = name_of (option);
   long n = strlen (name);
   if (Is_block (option))
      release (name);
   return Val_long (n);
}
