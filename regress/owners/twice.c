/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C memory that is released twice. */
#include "values.h"

#include <caml/bigarray.h>

static noinline void release (void *p)
{
   free (p);
}

struct buffer { long used; char *text; };

#define Buffer_val(v) (*(struct buffer **) Data_custom_val (v))

static void free_buffer (value v)
{
   struct buffer *b = Buffer_val (v);
   if (b != NULL) {
      release (b->text);                                     /* BUG twice_view use DoubleFree definite */
      release (b);
   }
}

static struct custom_operations buffer_operations = {
   "owners.buffer", free_buffer, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_buffer (void)
{
   value v = caml_alloc_custom (&buffer_operations, sizeof (struct buffer *), 0, 1);
   struct buffer *b = malloc (sizeof *b);
   b->used = 0;
   b->text = malloc (100);
   Buffer_val (v) = b;
   return v;
}

/* A function returns a string, which C frees when it has read it; but the string is in the hands of a custom block,
   whose finaliser frees it, too: https://github.com/yallop/ocaml-ctypes/issues/758 */
#define Chars_val(v) (*(char **) Data_custom_val (v))

static void free_chars (value v)                             /* BUG twice_taken use DoubleFree definite */
{
   release (Chars_val (v));                                  /* BUG twice_taken use DoubleFree definite */
}

static struct custom_operations chars_operations = {
   "owners.chars", free_chars, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value new_chars (value s)
{
   CAMLparam1 (s);
   value v = caml_alloc_custom (&chars_operations, sizeof (char *), 0, 1);
   Chars_val (v) = strdup (String_val (s));
   CAMLreturn (v);
}

/* What C does with a string that it owns. */
static noinline long consume (char *s)
{
   long n = strlen (s);
   free (s);
   return n;
}

/* BUG twice_taken ends 4.x 5.x: double free */
value bad_twice_taken (value f)
{
   return Val_long (consume (Chars_val (caml_callback (f, Val_unit))));
}

value good_twice_taken (value f)
{
   return Val_long (consume (strdup (Chars_val (caml_callback (f, Val_unit)))));
}

/* A channel that is counted, and whose lock is destroyed when the count comes to 0. A list of all channels makes new
   owners, so it may come there twice: https://github.com/ocaml/ocaml/issues/7486 */
struct channel { long count; void *lock; };

static struct channel *channels;

#define Channel_val(v) (*(struct channel **) Data_custom_val (v))

static void bad_free_channel (value v)                       /* BUG twice_counted use DoubleFree definite */
{
   if (--Channel_val (v)->count > 0)
      return;
   release (Channel_val (v)->lock);                          /* BUG twice_counted use DoubleFree definite */
}

static void good_free_channel (value v)
{
   if (--Channel_val (v)->count > 0)
      return;
   release (Channel_val (v)->lock);
   Channel_val (v)->lock = NULL;
}

static struct custom_operations bad_channel_operations = {
   "owners.bad_channel", bad_free_channel, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_channel_operations = {
   "owners.good_channel", good_free_channel, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value list_channels (struct custom_operations *operations)
{
   value v = caml_alloc_custom (operations, sizeof (struct channel *), 0, 1);
   if (channels == NULL)
      channels = calloc (1, sizeof *channels);
   if (channels->count == 0 && channels->lock == NULL)
      channels->lock = malloc (40);
   channels->count++;
   Channel_val (v) = channels;
   return v;
}

/* BUG twice_counted ends 4.x 5.x: double free */
value bad_twice_counted (value unit)
{
   return list_channels (&bad_channel_operations);
}

value good_twice_counted (value unit)
{
   return list_channels (&good_channel_operations);
}

/* A part is freed with the whole, and by itself: the finaliser of a view does not know who owns it. */
static void free_view (value v)                              /* BUG twice_view use DoubleFree definite */
{
   release (Chars_val (v));                                  /* BUG twice_view use DoubleFree definite */
}

static struct custom_operations bad_view_operations = {
   "owners.bad_view", free_view, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_view_operations = {
   "owners.good_view", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value view (value buffer, struct custom_operations *operations)
{
   CAMLparam1 (buffer);
   value v = caml_alloc_custom (operations, sizeof (char *), 0, 1);
   Chars_val (v) = Buffer_val (buffer)->text;
   CAMLreturn (v);
}

value twice_buffer (value unit)
{
   return new_buffer ();
}

/* BUG twice_view ends 4.x 5.x: double free */
value bad_twice_view (value buffer)
{
   return view (buffer, &bad_view_operations);
}

value good_twice_view (value buffer)
{
   return view (buffer, &good_view_operations);
}

/* Two errors at once: both are cleaned up after. */
static noinline int parse (long n)
{
   return n < 0 ? -1 : 0;
}

/* BUG twice_error ends 4.x 5.x: double free */
value bad_twice_error (value n)
{
   char *text = malloc (100);
   int status = parse (Long_val (n));
   if (status < 0)
      release (text);
   release (text);                                           /* BUG twice_error use DoubleFree definite */
   return Val_long (status);
}

value good_twice_error (value n)
{
   char *text = malloc (100);
   int status = parse (Long_val (n));
   if (status < 0) {
      release (text);
      text = NULL;
   }
   release (text);
   return Val_long (status);
}

/* realloc releases what it moves; the old address stays in the structure. */
static noinline void grow (struct buffer *b)
{
   char *longer = realloc (b->text, 1 << 20);
   b->used = longer != NULL;
   keep (&longer);
   release (longer);
}

/* BUG twice_realloc ends 4.x 5.x: double free */
value bad_twice_realloc (value unit)
{
   struct buffer b = { 0, malloc (100) };
   grow (&b);
   release (b.text);                                         /* BUG twice_realloc use DoubleFree definite */
   return Val_long (b.used);
}

value good_twice_realloc (value unit)
{
   struct buffer b = { 0, malloc (100) };
   grow (&b);
   b.text = NULL;
   release (b.text);
   return Val_long (b.used);
}

/* The data of a bigarray that the GC frees, freed by hand to get rid of it early. */
/* BUG twice_data ends 4.x 5.x: double free */
value bad_twice_data (value words)
{
   release (Caml_ba_data_val (words));                       /* BUG twice_data gc DoubleFree definite */
   return Val_unit;
}

value good_twice_data (value words)
{
   release (Caml_ba_data_val (words));
   Caml_ba_array_val (words)->data = NULL;
   Caml_ba_array_val (words)->dim[0] = 0;
   return Val_unit;
}
