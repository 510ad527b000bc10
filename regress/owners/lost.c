/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C memory that is lost with the OCaml block that owned it. Each case makes several. */
#include "values.h"

/* A configuration that nothing releases: https://github.com/darrenldl/ocaml-lxc/issues/4 */
struct config { char *name; long items[14]; };

#define Config_val(v) (*(struct config **) Data_custom_val (v))

static struct custom_operations bad_config_operations = {
   "owners.bad_config", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static void free_config (value v)
{
   free (Config_val (v));
}

static struct custom_operations good_config_operations = {
   "owners.good_config", free_config, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static noinline value new_config (struct custom_operations *operations)
{
   value v = caml_alloc_custom (operations, sizeof (struct config *), 0, 1);
   Config_val (v) = calloc (1, sizeof (struct config));
   return v;
}

value bad_lost_config (value unit)
{
   return new_config (&bad_config_operations);               /* BUG lost_config use LostOwner definite */
}

value good_lost_config (value unit)
{
   return new_config (&good_config_operations);
}

/* Compiled data, and what a study of it has found: the finaliser releases the first only.
   https://github.com/mmottl/pcre-ocaml/pull/4 (there, a part of the study) */
struct pattern { void *code; void *study; };

#define Pattern_val(v) ((struct pattern *) Data_custom_val (v))

static void bad_free_pattern (value v)
{
   free (Pattern_val (v)->code);
}

static void good_free_pattern (value v)
{
   free (Pattern_val (v)->code);
   free (Pattern_val (v)->study);
}

static struct custom_operations bad_pattern_operations = {
   "owners.bad_pattern", bad_free_pattern, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_pattern_operations = {
   "owners.good_pattern", good_free_pattern, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static noinline void *study (void *code)
{
   keep (&code);
   return calloc (1, 80);                                    /* BUG lost_study use LostOwner definite */
}

static noinline value new_pattern (struct custom_operations *operations)
{
   value v = caml_alloc_custom (operations, sizeof (struct pattern), 0, 1);
   Pattern_val (v)->code = calloc (1, 60);
   Pattern_val (v)->study = study (Pattern_val (v)->code);
   return v;
}

value bad_lost_study (value unit)
{
   return new_pattern (&bad_pattern_operations);             /* BUG lost_study use LostOwner definite */
}

value good_lost_study (value unit)
{
   return new_pattern (&good_pattern_operations);
}

/* An Abstract block has no finaliser: here somebody must close it, and nobody does. */
value bad_lost_abstract (value unit)
{
   value v = caml_alloc (1, Abstract_tag);
   *(void **) Op_val (v) = calloc (1, 100);                  /* BUG lost_abstract use LostOwner definite */
   return v;
}

value good_lost_abstract (value unit)
{
   value v = caml_alloc (1, Abstract_tag);
   *(void **) Op_val (v) = calloc (1, 104);
   return v;
}

value lost_close_nothing (value v)
{
   return Val_unit;
}

value lost_close_abstract (value v)
{
   free (*(void **) Op_val (v));
   *(void **) Op_val (v) = NULL;
   return Val_unit;
}

/* The finaliser looks at a flag that says who owns the memory; it is set on another path only. */
struct image { void *pixels; long owned; };

#define Image_val(v) ((struct image *) Data_custom_val (v))

static void free_image (value v)
{
   if (Image_val (v)->owned)
      free (Image_val (v)->pixels);
}

static struct custom_operations image_operations = {
   "owners.image", free_image, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_image (void *pixels, long owned)
{
   value v = caml_alloc_custom (&image_operations, sizeof (struct image), 0, 1);
   Image_val (v)->pixels = pixels;
   Image_val (v)->owned = owned;
   return v;
}

value bad_lost_flag (value unit)
{
   return new_image (calloc (1, 96), 0);                     /* BUG lost_flag use LostOwner definite */
}

value good_lost_flag (value unit)
{
   return new_image (calloc (1, 96), 1);
}

/* A block that is filled later, whose finaliser empties what it points to and keeps the shell. */
struct holder { void *content; };

#define Holder_val(v) (*(struct holder **) Data_custom_val (v))

static void bad_free_holder (value v)
{
   if (Holder_val (v) != NULL) {
      keep (Holder_val (v));
      Holder_val (v)->content = NULL;
   }
}

static void good_free_holder (value v)
{
   if (Holder_val (v) != NULL) {
      keep (Holder_val (v));
      Holder_val (v)->content = NULL;
      free (Holder_val (v));
   }
}

static struct custom_operations bad_holder_operations = {
   "owners.bad_holder", bad_free_holder, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_holder_operations = {
   "owners.good_holder", good_free_holder, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

/* Made in one call, filled in another. */
value bad_lost_new_holder (value unit)
{
   value v = caml_alloc_custom (&bad_holder_operations, sizeof (struct holder *), 0, 1);
   Holder_val (v) = NULL;
   return v;
}

value good_lost_new_holder (value unit)
{
   value v = caml_alloc_custom (&good_holder_operations, sizeof (struct holder *), 0, 1);
   Holder_val (v) = NULL;
   return v;
}

value bad_lost_filled (value v)
{
   Holder_val (v) = calloc (1, 88);                          /* BUG lost_filled use LostOwner definite */
   return Val_unit;
}

value good_lost_filled (value v)
{
   Holder_val (v) = calloc (1, 88);
   return Val_unit;
}
