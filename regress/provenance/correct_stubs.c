/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Correct (or harmless) stubs that a naive checker reports. None of them may be found. */
#include "values.h"
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <signal.h>
#include <unistd.h>
#include <caml/address_class.h>
#include <caml/bigarray.h>
#include <caml/intext.h>

extern void caml_minor_collection (void);

/* ---- Roots and frames ---- */

/* CAMLparam0 pushes nothing: a plain return is harmless. */
value c_param0 (value v)
{
   CAMLparam0 ();
   (void) caml__frame;
   return Val_long (caml_string_length (v));
}

/* CAMLparam in a nested block, with a plain return on the other path. */
value c_nested_block (value v, value deep)
{
   if (Bool_val (deep)) {
      CAMLparam1 (v);
      caml_alloc_string (8);
      CAMLreturn (Val_long (caml_string_length (v)));
   }
   return Val_long (0);
}

/* Frames left by an exception: no CAMLreturn runs. */
value c_raise (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_string (8);
   caml_failwith ("left");
   CAMLreturn (copy);
}

/* The exception crosses frames of a C library: a comparison of qsort calls OCaml, which raises. */
static value *comparison;

static int compare_in_ocaml (const void *a, const void *b)
{
   return Int_val (caml_callback2 (*comparison, Val_int (*(const int *) a), Val_int (*(const int *) b)));
}

value c_raise_through (value f)
{
   CAMLparam1 (f);
   int numbers[5] = { 5, 3, 4, 1, 2 };
   comparison = &f;
   qsort (numbers, 5, sizeof (int), compare_in_ocaml);
   CAMLreturn (Val_int (numbers[0]));
}

/* longjmp over frames with roots, after which local_roots is put back. */
static jmp_buf outside;

static noinline void leave (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   longjmp (outside, 1);
}

value c_longjmp (value v)
{
   CAMLparam1 (v);
   struct caml__roots_block *roots = Caml_state->local_roots;
   if (setjmp (outside) == 0)
      leave (v);
   Caml_state->local_roots = roots;
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* Parameters without roots: an immediate, and a string that is read before the only GC point. */
value c_read_before (value n, value s)
{
   char first = String_val (s)[0];
   char buffer[64];
   snprintf (buffer, sizeof buffer, "%s", String_val (s));
   value copy = caml_copy_string (buffer);
   Byte (copy, 0) = first + Int_val (n);
   return copy;
}

/* A fresh value that is returned, or stored, at once. */
value c_fresh (value v)
{
   return caml_copy_double (Double_val (v) * 2.0);
}

value c_store_fresh (value v)
{
   CAMLparam1 (v);
   Store_field (v, 0, caml_copy_string ("stored"));
   Store_field (v, 1, caml_copy_double (1.0));
   CAMLreturn (Val_unit);
}

/* Roots that hold NULL (before OCaml 5 also global ones), unit and other immediates. */
static value null_root = no_value, unit_root = Val_unit;

value c_empty_roots (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (null, one);
   null = 0;
   one = Val_int (1);
   caml_register_global_root (&null_root);
   caml_register_global_root (&unit_root);
   caml_minor_collection ();
   caml_remove_global_root (&null_root);
   caml_remove_global_root (&unit_root);
   CAMLreturn (one);
}

/* A global root that is a variable on the C stack, while it is live. */
value c_stack_root (value v)
{
   value here = v;
   caml_register_generational_global_root (&here);
   caml_alloc_string (8);
   intnat n = caml_string_length (here);
   caml_remove_generational_global_root (&here);
   return Val_long (n);
}

/* A root that is registered before its slot is assigned. */
value c_early_root (value v)
{
   value *slot = malloc (sizeof *slot);
   caml_register_global_root (slot);
   *slot = v;
   caml_alloc_string (8);
   intnat n = caml_string_length (*slot);
   caml_remove_global_root (slot);
   free (slot);
   return Val_long (n);
}

/* Direct assignment to a global root. */
static value plain_root = Val_unit;

value c_plain_root (value v)
{
   caml_register_global_root (&plain_root);
   plain_root = v;
   caml_alloc_string (8);
   plain_root = Field (plain_root, 0);
   caml_alloc_string (8);
   intnat n = caml_string_length (plain_root);
   plain_root = Val_unit;
   caml_remove_global_root (&plain_root);
   return Val_long (n);
}

/* ... and to a generational one, before it is registered or from immediate to immediate. */
static value generational_root;

value c_generational_root (value v)
{
   generational_root = Val_int (1);
   caml_register_generational_global_root (&generational_root);
   generational_root = Val_int (2);
   caml_alloc_string (8);
   intnat n = Long_val (generational_root);
   caml_remove_generational_global_root (&generational_root);
   return Val_long (n);
}

/* A finaliser that removes a root, or, as OCaml 5 forbids that, leaves it to be removed later. */
struct rooted { value v; struct rooted *next; };
static struct rooted *to_remove;

static void remove_root (value box)
{
   struct rooted *r = *(struct rooted **) Data_custom_val (box);
#if OCAML_VERSION < 50000
   caml_remove_generational_global_root (&r->v);
   free (r);
#else
   r->next = to_remove;
   to_remove = r;
#endif
}

static struct custom_operations rooted_operations = {
   "provenance.rooted", remove_root, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_rooted_box (value v)
{
   CAMLparam1 (v);
   value box = caml_alloc_custom (&rooted_operations, sizeof (struct rooted *), 0, 1);
   struct rooted *r = malloc (sizeof *r);
   r->v = v;
   caml_register_generational_global_root (&r->v);
   *(struct rooted **) Data_custom_val (box) = r;
   CAMLreturn (box);
}

value c_unbox (value box)
{
   return (*(struct rooted **) Data_custom_val (box))->v;
}

/* One variable in two frames of roots. */
value c_twice (value v)
{
   CAMLparam2 (v, v);
   caml_alloc_string (8);
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* ---- Values in registers, on the stack, in C memory ---- */

/* Stale copies that nobody uses, but to copy, compare, print or forget them. */
struct copies { value a, b; char text[40]; };

value c_stale_copies (value v)
{
   CAMLparam1 (v);
   struct copies first = { v, v, "text" }, second;
   value *table = malloc (4 * sizeof (value));
   table[0] = table[3] = v;
   keep (&first);
   caml_alloc_string (8);
   second = first;
   table = realloc (table, 1000 * sizeof (value));
   memmove (table + 1, table, 10 * sizeof (value));
   keep (&second);
   char text[64];
   snprintf (text, sizeof text, "%p %p", (void *) second.a, (void *) table[4]);
   int same = second.a == second.b && table[1] != Val_unit && memcmp (&first, &second, sizeof (value)) == 0;
   free (table);
   CAMLreturn (Val_bool (same));
}

/* A stale slot that is assigned anew before it is used. */
value c_refreshed (value v)
{
   CAMLparam1 (v);
   struct copies c = { v, v, "text" };
   keep (&c);
   caml_alloc_string (8);
   c.a = v;
   keep (&c);
   CAMLreturn (Val_long (caml_string_length (c.a)));
}

/* Words of a dead stack frame that hold old addresses, copied with a structure that is not wholly initialised. */
struct loose { int kind; value unused[6]; };

static noinline void leave_addresses (value v)
{
   volatile value dead[16];
   for (int i = 0; i < 16; i++)
      dead[i] = v;
}

static noinline struct loose *make_loose (int kind)
{
   struct loose l, *copy = malloc (sizeof *copy);
   keep (&l);
   l.kind = kind;
   *copy = l;
   return copy;
}

value c_loose (value v)
{
   leave_addresses (v);
   caml_alloc_string (8);
   struct loose *l = make_loose (3), other = *l;
   intnat n = other.kind;
   keep (&other);
   free (l);
   return Val_long (n);
}

/* A comparison with a constant, after a GC point. */
value c_compare (value v)
{
   caml_alloc_string (8);
   return Val_bool (v == Val_int (0) || Is_long (v));
}

/* Addresses as numbers: a distance, a hash, an alignment. */
value c_numbers (value v)
{
   CAMLparam1 (v);
   uintnat distance = (char *) &Field (v, 1) - (char *) v, hash = (uintnat) v;
   caml_alloc_string (8);
   hash = (hash >> 3) * 0x9e3779b97f4a7c15ull;
   hash ^= hash >> 32;
   static int counts[16];
   counts[hash & 15]++;
   CAMLreturn (Val_long (distance));
}

/* Addresses inside blocks, parked in a structure while nothing runs the GC. */
static struct { const char *next_in; char *next_out; size_t avail; } stream;

static noinline void inflate_stream (void)
{
   memcpy (stream.next_out, stream.next_in, stream.avail);
}

value c_parked (value from, value to)
{
   stream.next_in = String_val (from);
   stream.next_out = (char *) Bytes_val (to);
   stream.avail = caml_string_length (from);
   inflate_stream ();
   stream.next_in = NULL;
   stream.next_out = NULL;
   return caml_copy_double (1.0);
}

/* ... or left there, and set again before the next use. */
value c_parked_again (value from, value to)
{
   CAMLparam2 (from, to);
   for (int i = 0; i < 3; i++) {
      stream.next_in = String_val (from);
      stream.next_out = (char *) Bytes_val (to);
      stream.avail = caml_string_length (from);
      inflate_stream ();
      caml_alloc_string (8);
   }
   CAMLreturn (Val_unit);
}

/* The data of a bigarray, and a structure of malloc behind a custom block, over a GC point and without the lock. */
value c_bigarray (value ba)
{
   CAMLparam1 (ba);
   double sum = 0.0, *data = Caml_ba_data_val (ba);
   intnat n = Caml_ba_array_val (ba)->dim[0];
   caml_alloc_string (8);
   caml_release_runtime_system ();
   for (intnat i = 0; i < n; i++)
      sum += data[i];
   caml_acquire_runtime_system ();
   data[0] = sum;
   CAMLreturn (caml_copy_double (sum));
}

struct object { int count; char name[24]; };

static void free_object (value box)
{
   free (*(struct object **) Data_custom_val (box));
}

static struct custom_operations object_operations = {
   "provenance.object", free_object, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_object (value unit)
{
   value box = caml_alloc_custom_mem (&object_operations, sizeof (struct object *), 1000000);
   struct object *o = calloc (1, sizeof *o);
   *(struct object **) Data_custom_val (box) = o;
   return box;
}

value c_use_object (value box)
{
   CAMLparam1 (box);
   struct object *o = *(struct object **) Data_custom_val (box);
   caml_copy_string (o->name);
   caml_release_runtime_system ();
   o->count++;
   caml_acquire_runtime_system ();
   CAMLreturn (Val_int (o->count));
}

/* An immediate read from its slot, and the address of a root, without the lock. */
value c_immediate_unlocked (value n, value s)
{
   CAMLparam2 (n, s);
   caml_enter_blocking_section ();
   usleep (Int_val (n));
   keep (&s);
   caml_leave_blocking_section ();
   CAMLreturn (Val_long (caml_string_length (s)));
}

/* A signal handler of OCaml runs while the stub blocks. */
value c_signal_unlocked (value v)
{
   CAMLparam1 (v);
   caml_enter_blocking_section ();
   kill (getpid (), SIGUSR1);
   caml_leave_blocking_section ();
   caml_process_pending_actions ();
   CAMLreturn (Val_long (caml_string_length (v)));
}

/* What never moves: the cell of a named value, Atom (0), blocks outside the heap, NULL. */
static struct { header_t header; char text[8]; } outside_heap = { Caml_out_of_heap_header (1, String_tag), "fixed\0\0\2" };

value c_never_moves (value unit)
{
   const value *cell = caml_named_value ("provenance.correct");
   value atom = Atom (0), fixed = (value) &outside_heap.text, none = 0;
   caml_alloc_string (8);
   intnat n = Wosize_val (atom) + Wosize_val (*cell) + caml_string_length (fixed);
   return none == 0 ? Val_long (n) : atom;
}

value c_atom (value unit)
{
   value atom = Atom (0);
   caml_alloc_string (8);
   return atom;
}

/* ---- Stores ---- */

value c_fresh_fields (value a, value b)
{
   CAMLparam2 (a, b);
   value small = caml_alloc_small (2, 0);
   Field (small, 0) = a;
   Field (small, 1) = b;
   CAMLreturn (small);
}

value c_fresh_tuple (value a)
{
   CAMLparam1 (a);
   value tuple = caml_alloc_tuple (5);
   for (int i = 0; i < 5; i++)
      Field (tuple, i) = a;
   CAMLreturn (tuple);
}


value c_store_immediate (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   Field (v, 0) = Val_int (Int_val (Field (v, 0)) + 1);
   CAMLreturn (Val_unit);
}

value c_alloc_shr (value unit)
{
   value s = caml_alloc_shr (300, String_tag);
   memset (Op_val (s), 0, 300 * sizeof (value));
   Byte (s, 300 * sizeof (value) - 1) = 7;
   return caml_check_urgent_gc (s);
}

/* Words that are no values for a while, with no GC point before they are. */
value c_scratch (value ints)
{
   for (mlsize_t i = 0; i < Wosize_val (ints); i++)
      Field (ints, i) = Long_val (Field (ints, i)) * 2;
   for (mlsize_t i = 0; i < Wosize_val (ints); i++)
      Field (ints, i) = Val_long (Field (ints, i));
   return Val_unit;
}

/* Raw words in payloads that the GC does not scan. */
value c_raw_words (value unit)
{
   value box = caml_alloc_small (4, Abstract_tag);
   Field (box, 0) = (value) &stream;
   Field (box, 1) = 0x1234;
   Field (box, 2) = 0;
   Field (box, 3) = (value) 0xdeadbeefdeadbee8ull;
   return box;
}

/* ---- Calls ---- */

value c_noalloc (value v)
{
   return Val_long (caml_string_length (v));
}

double c_unboxed (double d, intnat n)
{
   return ldexp (d, n);
}

value c_unboxed_bytecode (value d, value n)
{
   return caml_copy_double (c_unboxed (Double_val (d), Long_val (n)));
}

/* A naked pointer, as 4.x tolerates; of OCaml 5 its lowest bit must be set. */
value c_naked (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (p);
   p = (value) malloc (16) + (OCAML_VERSION >= 50000);
   caml_minor_collection ();
   free ((void *) (p & ~(value) 1));
   p = Val_unit;
   CAMLreturn (p);
}

/* Functions of the runtime that call this file back, or fill its memory. */
static value copy_name (const char *name)
{
   return caml_copy_string (name);
}

value c_alloc_array (value unit)
{
   const char *names[] = { "one", "two", "three", NULL };
   return caml_alloc_array (copy_name, names);
}

static intnat named;

static void count_named (const value *cell, char *name)
{
   named += Is_block (*cell);
}

value c_iterate_named (value unit)
{
   caml_alloc_string (8);
   caml_iterate_named_values (count_named);
   return Val_bool (named > 0);
}

value c_marshal (value v)
{
   CAMLparam1 (v);
   char *buffer;
   intnat length;
   caml_output_value_to_malloc (v, Val_int (0), &buffer, &length);
   value back = caml_input_value_from_block (buffer, length);
   free (buffer);
   CAMLreturn (back);
}

/* A value on its way to the caller through an out-parameter, with no GC point on the way. */
static noinline void second_field (value v, value *out)
{
   *out = Field (v, 1);
}

value c_out_parameter (value v)
{
   CAMLparam1 (v);
   value got;
   caml_alloc_string (8);
   second_field (v, &got);
   CAMLreturn (got);
}

/* An array of roots that grows: the roots follow. */
value c_growing_roots (value v)
{
   CAMLparam1 (v);
   intnat n = 0, size = 2;
   value *table = malloc (size * sizeof (value));
   for (int i = 0; i < 40; i++) {
      if (i == size) {
         for (int j = 0; j < i; j++) caml_remove_generational_global_root (&table[j]);
         table = realloc (table, (size *= 2) * sizeof (value));
         for (int j = 0; j < i; j++) caml_register_generational_global_root (&table[j]);
      }
      table[i] = Field (v, i % 4);
      caml_register_generational_global_root (&table[i]);
      caml_copy_double (1.0);
   }
   for (int i = 0; i < 40; i++) {
      n += caml_string_length (table[i]);
      caml_remove_generational_global_root (&table[i]);
   }
   free (table);
   CAMLreturn (Val_long (n));
}

/* Recursion with roots in each frame. */
static value depth_first (value list, int depth)
{
   CAMLparam1 (list);
   CAMLlocal1 (rest);
   if (depth == 0)
      CAMLreturn (list);
   rest = caml_alloc_small (2, 0);
   Field (rest, 0) = Val_int (depth);
   Field (rest, 1) = list;
   CAMLreturn (depth_first (rest, depth - 1));
}

value c_recursion (value list)
{
   return depth_first (list, 200);
}

/* Memory of malloc that held a value, freed and used again for numbers. */
value c_reuse (value v)
{
   CAMLparam1 (v);
   intnat sum = 0;
   for (int i = 0; i < 10; i++) {
      value *m = malloc (8 * sizeof (value));
      for (int j = 0; j < 8; j++) {
         sum += i > 0 && m[j] == v;
         m[j] = v;
      }
      keep (m);
      free (m);
      caml_alloc_string (8);
   }
   CAMLreturn (Val_bool (sum >= 0));
}

/* A thread of C with roots of its own. */
static void *with_roots (void *arg)
{
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   {
      CAMLparam0 ();
      CAMLlocal2 (a, b);
      a = caml_copy_string ("thread");
      b = caml_callback (*(value *) arg, a);
      *(value *) arg = b;
      CAMLdrop;
   }
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return NULL;
}

value c_thread (value f)
{
   CAMLparam1 (f);
   pthread_t thread;
   pthread_create (&thread, NULL, with_roots, &f);
   caml_release_runtime_system ();
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   CAMLreturn (f);
}
