/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations of custom blocks that do what the runtime does not expect of them. Finalisers count what they have done;
   this also keeps their last call from being a jump. */
#include <caml/intext.h>
#include "values.h"

static volatile intnat finalised;

value count_finalised (value unit)
{
   (void) unit;
   return Val_long (finalised);
}

/* A finaliser that writes a message, in an OCaml string. */
static void bad_do_fin_alloc (value v)
{
   value text = caml_alloc_string (4000);                    /* BUG fin_alloc use FinaliserMisuse definite */
   (void) v;
   strcpy ((char *) Bytes_val (text), "closed");
   finalised++;
}

static struct custom_operations bad_fin_alloc_operations = {
   "rules.bad_fin_alloc", bad_do_fin_alloc, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_alloc (value unit)
{
   (void) unit;
   return caml_alloc_custom (&bad_fin_alloc_operations, 8, 0, 1);
}

static void good_do_fin_alloc (value v)
{
   char *text = caml_stat_alloc (4000);
   (void) v;
   strcpy (text, "closed");
   keep (text);
   caml_stat_free (text);
   finalised++;
}

static struct custom_operations good_fin_alloc_operations = {
   "rules.good_fin_alloc", good_do_fin_alloc, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value good_fin_alloc (value unit)
{
   (void) unit;
   return caml_alloc_custom (&good_fin_alloc_operations, 8, 0, 1);
}

/* The same in a function that the finaliser calls. */
static noinline void bad_log (const char *what)
{
   value text = caml_alloc_string (4000);                    /* BUG fin_helper use FinaliserMisuse definite */
   strcpy ((char *) Bytes_val (text), what);
}

static void bad_do_fin_helper (value v)
{
   (void) v;
   bad_log ("closed");
   finalised++;
}

static struct custom_operations bad_fin_helper_operations = {
   "rules.bad_fin_helper", bad_do_fin_helper, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_helper (value unit)
{
   (void) unit;
   return caml_alloc_custom (&bad_fin_helper_operations, 8, 0, 1);
}

static noinline void good_log (const char *what)
{
   char text[40];
   strcpy (text, what);
   keep (text);
}

static void good_do_fin_helper (value v)
{
   (void) v;
   good_log ("closed");
   finalised++;
}

static struct custom_operations good_fin_helper_operations = {
   "rules.good_fin_helper", good_do_fin_helper, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value good_fin_helper (value unit)
{
   (void) unit;
   return caml_alloc_custom (&good_fin_helper_operations, 8, 0, 1);
}

/* A handle whose finaliser closes it, which calls what OCaml has registered on it: ocaml#12820. The twin does not. Both
   remove the root of that function, which a finaliser may do before OCaml 5 (ocaml#11865). */
struct handle { long fd; value on_close; };

#define Handle_val(v) (*(struct handle **) Data_custom_val (v))

static void bad_do_fin_callback (value v)
{
   struct handle *h = Handle_val (v);
   caml_callback (h->on_close, Val_long (h->fd));            /* BUG fin_callback use FinaliserMisuse definite */
   caml_remove_generational_global_root (&h->on_close);
   free (h);
   finalised++;
}

static struct custom_operations bad_fin_callback_operations = {
   "rules.bad_fin_callback", bad_do_fin_callback, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static void good_do_fin_callback (value v)
{
   struct handle *h = Handle_val (v);
   keep (h);
#if OCAML_VERSION < 50000
   caml_remove_generational_global_root (&h->on_close);
   free (h);
#endif
   finalised++;
}

static struct custom_operations good_fin_callback_operations = {
   "rules.good_fin_callback", good_do_fin_callback, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_handle (struct custom_operations *operations, value on_close)
{
   struct handle *h = malloc (sizeof *h);
   h->fd = 3;
   h->on_close = on_close;
   caml_register_generational_global_root (&h->on_close);
   value v = caml_alloc_custom (operations, sizeof (struct handle *), 0, 1);
   Handle_val (v) = h;
   return v;
}

value bad_fin_callback (value on_close)
{
   return new_handle (&bad_fin_callback_operations, on_close);
}

value good_fin_callback (value on_close)
{
   return new_handle (&good_fin_callback_operations, on_close);
}

/* A connection closed with the lock released: ocaml-mysql#18. */
static volatile int connections;

static void bad_do_fin_blocking (value v)
{
   (void) v;
   caml_enter_blocking_section ();                           /* BUG fin_blocking use FinaliserMisuse definite */
   connections--;
   caml_leave_blocking_section ();                           /* BUG fin_blocking use FinaliserMisuse definite */
   finalised++;
}

static struct custom_operations bad_fin_blocking_operations = {
   "rules.bad_fin_blocking", bad_do_fin_blocking, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_blocking (value unit)
{
   (void) unit;
   connections++;
   return caml_alloc_custom (&bad_fin_blocking_operations, 8, 0, 1);
}

static void good_do_fin_blocking (value v)
{
   (void) v;
   connections--;
   finalised++;
}

static struct custom_operations good_fin_blocking_operations = {
   "rules.good_fin_blocking", good_do_fin_blocking, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value good_fin_blocking (value unit)
{
   (void) unit;
   connections++;
   return caml_alloc_custom (&good_fin_blocking_operations, 8, 0, 1);
}

/* A block that dies young: the minor GC finalises it. It may then run again in itself: oxcaml#1743. */
static volatile int sockets;

static void bad_do_fin_young (value v)
{
   (void) v;
   caml_release_runtime_system ();                           /* BUG fin_young use FinaliserMisuse definite */
   sockets--;
   caml_acquire_runtime_system ();                           /* BUG fin_young use FinaliserMisuse definite */
   finalised++;
}

static struct custom_operations bad_fin_young_operations = {
   "rules.bad_fin_young", bad_do_fin_young, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

/* BUG fin_young only 4.x 5.3: 5.1 promotes blocks with finalisers */
/* BUG fin_young ends 5.3: it waits for itself */
value bad_fin_young (value unit)
{
   (void) unit;
   sockets++;
   return caml_alloc_custom (&bad_fin_young_operations, 8, 0, 1);
}

static void good_do_fin_young (value v)
{
   (void) v;
   sockets -= 1;
   finalised++;
}

static struct custom_operations good_fin_young_operations = {
   "rules.good_fin_young", good_do_fin_young, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value good_fin_young (value unit)
{
   (void) unit;
   sockets++;
   return caml_alloc_custom (&good_fin_young_operations, 8, 0, 1);
}

/* The lists of global roots may be locked when it runs. */
/* BUG fin_root only 5.x: 4.x allows it */
static value kept_root;

static void bad_do_fin_root (value v)
{
   (void) v;
   caml_remove_global_root (&kept_root);                     /* BUG fin_root use FinaliserMisuse definite */
   finalised++;
}

value bad_fin_root (value unit)
{
   (void) unit;
   kept_root = Val_unit;
   caml_register_global_root (&kept_root);
   return caml_alloc_final (2, bad_do_fin_root, 0, 1);
}

static void good_do_fin_root (value v)
{
   (void) v;
   finalised++;
}

value good_fin_root (value unit)
{
   (void) unit;
   kept_root = Val_unit;
   caml_register_global_root (&kept_root);
   caml_remove_global_root (&kept_root);
   return caml_alloc_final (2, good_do_fin_root, 0, 1);
}

/* A finaliser given to caml_alloc_final, which lets signals in while it waits. */
static void bad_do_fin_poll (value v)
{
   (void) v;
   for (int i = 0; i < 3; i++)
      caml_process_pending_actions ();                       /* BUG fin_poll use FinaliserMisuse definite */
   finalised++;
}

value bad_fin_poll (value unit)
{
   (void) unit;
   return caml_alloc_final (2, bad_do_fin_poll, 0, 1);
}

static void good_do_fin_poll (value v)
{
   (void) v;
   for (int i = 0; i < 3; i++)
      keep (&v);
   finalised++;
}

value good_fin_poll (value unit)
{
   (void) unit;
   return caml_alloc_final (2, good_do_fin_poll, 0, 1);
}

/* Two numbers compared as the texts of them. */
#define Number_val(v) (*(long *) Data_custom_val (v))

static int bad_do_fin_compare (value a, value b)
{
   long x = Number_val (a), y = Number_val (b);
   value text = caml_alloc_string (4000);                    /* BUG fin_compare use FinaliserMisuse definite */
   Bytes_val (text)[0] = x, Bytes_val (text)[1] = y;
   return Byte (text, 0) - Byte (text, 1);
}

static struct custom_operations bad_fin_compare_operations = {
   "rules.bad_fin_compare", custom_finalize_default, bad_do_fin_compare, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static int good_do_fin_compare (value a, value b)
{
   long x = Number_val (a), y = Number_val (b);
   return (x > y) - (x < y);
}

static struct custom_operations good_fin_compare_operations = {
   "rules.good_fin_compare", custom_finalize_default, good_do_fin_compare, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_number (struct custom_operations *operations, value number)
{
   value v = caml_alloc_custom (operations, sizeof (long), 0, 1);
   Number_val (v) = Long_val (number);
   return v;
}

value bad_fin_compare (value number)
{
   return new_number (&bad_fin_compare_operations, number);
}

value good_fin_compare (value number)
{
   return new_number (&good_fin_compare_operations, number);
}

/* A hash of the text of a number. */
static intnat bad_do_fin_hash (value v)
{
   long x = Number_val (v);
   value text = caml_alloc_string (4000);                    /* BUG fin_hash use FinaliserMisuse definite */
   Bytes_val (text)[0] = x;
   return Byte (text, 0) * 31;
}

static struct custom_operations bad_fin_hash_operations = {
   "rules.bad_fin_hash", custom_finalize_default, custom_compare_default, bad_do_fin_hash, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static intnat good_do_fin_hash (value v)
{
   return Number_val (v) * 31;
}

static struct custom_operations good_fin_hash_operations = {
   "rules.good_fin_hash", custom_finalize_default, custom_compare_default, good_do_fin_hash, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_hash (value number)
{
   return new_number (&bad_fin_hash_operations, number);
}

value good_fin_hash (value number)
{
   return new_number (&good_fin_hash_operations, number);
}

/* A number marshalled as its text. */
static void bad_do_fin_serialize (value v, uintnat *bsize_32, uintnat *bsize_64)
{
   long x = Number_val (v);
   value text = caml_alloc_string (4000);                    /* BUG fin_serialize use FinaliserMisuse definite */
   Bytes_val (text)[0] = x;
   caml_serialize_block_1 (Bytes_val (text), 1);
   *bsize_32 = *bsize_64 = sizeof (long);
}

static struct custom_operations bad_fin_serialize_operations = {
   "rules.bad_fin_serialize", custom_finalize_default, custom_compare_default, custom_hash_default,
   bad_do_fin_serialize, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static void good_do_fin_serialize (value v, uintnat *bsize_32, uintnat *bsize_64)
{
   caml_serialize_int_1 (Number_val (v));
   *bsize_32 = *bsize_64 = sizeof (long);
}

static struct custom_operations good_fin_serialize_operations = {
   "rules.good_fin_serialize", custom_finalize_default, custom_compare_default, custom_hash_default,
   good_do_fin_serialize, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_serialize (value number)
{
   return new_number (&bad_fin_serialize_operations, number);
}

value good_fin_serialize (value number)
{
   return new_number (&good_fin_serialize_operations, number);
}

/* A hash that fails: Hashtbl.hash calls it as [@@noalloc], and the exception would then find the allocation pointer
   where it was before. */
static intnat bad_do_fin_hash_raise (value v)
{
   if (Number_val (v) < 0)
      caml_invalid_argument ("negative number");             /* BUG fin_hash_raise use FinaliserMisuse definite */
   return Number_val (v) * 31;
}

static struct custom_operations bad_fin_hash_raise_operations = {
   "rules.bad_fin_hash_raise", custom_finalize_default, custom_compare_default, bad_do_fin_hash_raise,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static intnat good_do_fin_hash_raise (value v)
{
   return Number_val (v) < 0 ? 0 : Number_val (v) * 31;
}

static struct custom_operations good_fin_hash_raise_operations = {
   "rules.good_fin_hash_raise", custom_finalize_default, custom_compare_default, good_do_fin_hash_raise,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_hash_raise (value number)
{
   return new_number (&bad_fin_hash_raise_operations, number);
}

value good_fin_hash_raise (value number)
{
   return new_number (&good_fin_hash_raise_operations, number);
}

/* What input_value calls. A number is written as a byte that tells the version, and itself if it is not 0. */
static void write_number (value v, uintnat *bsize_32, uintnat *bsize_64)
{
   caml_serialize_int_1 (1);
   if (Number_val (v))
      caml_serialize_int_8 (Number_val (v));
   *bsize_32 = *bsize_64 = sizeof (long);
}

static value number_to_read (struct custom_operations *operations, value number)
{
   caml_register_custom_operations (operations);
   return new_number (operations, number);
}

/* The byte is read into an OCaml string. */
static uintnat bad_do_fin_deserialize (void *payload)
{
   value text;
   memset (payload, 0, sizeof (long));
   text = caml_alloc_string (1);                             /* BUG fin_deserialize use FinaliserMisuse definite */
   caml_deserialize_block_1 (Bytes_val (text), 1);
   return Byte (text, 0) * sizeof (long);
}

static struct custom_operations bad_fin_deserialize_operations = {
   "rules.bad_fin_deserialize", custom_finalize_default, custom_compare_default, custom_hash_default, write_number,
   bad_do_fin_deserialize, custom_compare_ext_default, custom_fixed_length_default
};

static uintnat good_do_fin_deserialize (void *payload)
{
   unsigned char byte;
   memset (payload, 0, sizeof (long));
   caml_deserialize_block_1 (&byte, 1);
   return byte * sizeof (long);
}

static struct custom_operations good_fin_deserialize_operations = {
   "rules.good_fin_deserialize", custom_finalize_default, custom_compare_default, custom_hash_default, write_number,
   good_do_fin_deserialize, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_deserialize (value number)
{
   return number_to_read (&bad_fin_deserialize_operations, number);
}

value good_fin_deserialize (value number)
{
   return number_to_read (&good_fin_deserialize_operations, number);
}

/* Who does not know what he reads says so by caml_deserialize_error, as ocaml#12819 has put into the manual: another
   exception leaves what input_value has allocated. */
static uintnat bad_do_fin_version (void *payload)
{
   if (caml_deserialize_uint_1 () != 2)
      caml_failwith ("unknown version");                     /* BUG fin_version use FinaliserMisuse definite */
   *(long *) payload = caml_deserialize_sint_8 ();
   return sizeof (long);
}

static struct custom_operations bad_fin_version_operations = {
   "rules.bad_fin_version", custom_finalize_default, custom_compare_default, custom_hash_default, write_number,
   bad_do_fin_version, custom_compare_ext_default, custom_fixed_length_default
};

static uintnat good_do_fin_version (void *payload)
{
   if (caml_deserialize_uint_1 () != 2)
      caml_deserialize_error ("unknown version");
   *(long *) payload = caml_deserialize_sint_8 ();
   return sizeof (long);
}

static struct custom_operations good_fin_version_operations = {
   "rules.good_fin_version", custom_finalize_default, custom_compare_default, custom_hash_default, write_number,
   good_do_fin_version, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_version (value number)
{
   return number_to_read (&bad_fin_version_operations, number);
}

value good_fin_version (value number)
{
   return number_to_read (&good_fin_version_operations, number);
}

/* Each number that is read is announced to OCaml, or counted. */
static volatile int numbers_read;

static uintnat bad_do_fin_announce (void *payload)
{
   caml_deserialize_uint_1 ();
   *(long *) payload = caml_deserialize_sint_8 ();
   caml_callback (*caml_named_value ("announce"), Val_unit); /* BUG fin_announce use FinaliserMisuse definite */
   return sizeof (long);
}

static struct custom_operations bad_fin_announce_operations = {
   "rules.bad_fin_announce", custom_finalize_default, custom_compare_default, custom_hash_default, write_number,
   bad_do_fin_announce, custom_compare_ext_default, custom_fixed_length_default
};

static uintnat good_do_fin_announce (void *payload)
{
   caml_deserialize_uint_1 ();
   *(long *) payload = caml_deserialize_sint_8 ();
   numbers_read++;
   return sizeof (long);
}

static struct custom_operations good_fin_announce_operations = {
   "rules.good_fin_announce", custom_finalize_default, custom_compare_default, custom_hash_default, write_number,
   good_do_fin_announce, custom_compare_ext_default, custom_fixed_length_default
};

value bad_fin_announce (value number)
{
   return number_to_read (&bad_fin_announce_operations, number);
}

value good_fin_announce (value number)
{
   return number_to_read (&good_fin_announce_operations, number);
}
