/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Correct (or at least: not OCaml's matter) accesses that look like what BlockOverrun and WrongBlockKind forbid. */
#define _GNU_SOURCE
#include "values.h"
#include <setjmp.h>
#include <signal.h>
#include <caml/bigarray.h>

/* ---- Addresses near an array ---- */

/* By an address behind it and negative indices, backwards, and by one before it. */
value a_from_end (value v)
{
   const intnat n = Wosize_val (v);
   value *end = &Field (v, n), *before = &Field (v, 0) - 1, *two_before = before - 1;
   intnat sum = 0;
   keep (&sum);
   for (intnat i = -n; i < 0; i++)
      sum += Long_val (end[i]);
   for (value *p = end; p-- > &Field (v, 0);)
      sum += Long_val (*p);
   for (intnat i = 1; i <= n; i++)
      sum += Long_val (before[i]);
   for (intnat i = 2; i < n + 2; i++)
      sum += Long_val (two_before[i]);
   return Val_long (sum);
}

/* The block behind v is w, or the other way round: from one to the other by all that C can do. */
value a_neighbours (value v, value w)
{
   const ptrdiff_t apart = (char *) w - (char *) v;
   const ptrdiff_t fields = &Field (w, 0) - &Field (v, 0);
   intnat sum = 0;
   for (intnat i = 0; i < (intnat) Wosize_val (w); i++) {
      value *p = &Field (v, i);
      keep (&p);
      sum += Long_val (*(value *) ((char *) p + apart)) + Long_val (p[fields]);
   }
   return Val_long (sum);
}

/* Blocks with their headers, word by word: that of one lies behind another. */
static noinline intnat sum_from (const header_t *p, mlsize_t n)
{
   intnat sum = 0;
   for (; n > 0; n--)
      sum += *p++ & 0xFF;
   return sum;
}

value a_whole (value v, value w)
{
   CAMLparam1 (v);
   const header_t *of_v = (header_t *) Hp_val (v), *of_w = (header_t *) Hp_val (w);
   intnat sum = sum_from (of_v, Whsize_val (v)) - sum_from (of_w, Whsize_val (w));
   caml_alloc_string (8);
   of_v = (header_t *) Hp_val (v);
   sum += sum_from (of_v, Whsize_val (v));
   CAMLreturn (Val_long (sum));
}

value a_whole_list (value list)
{
   intnat sum = 0;
   for (; list != Val_emptylist; list = Field (list, 1)) {
      const header_t *p = (header_t *) Hp_val (Field (list, 0));
      keep (&p);
      sum += sum_from (p, Whsize_hd (*p));
   }
   return Val_long (sum);
}

/* Several in one array of roots, all taken at one place, and again after the GC may have run. */
value a_whole_array (value list)
{
   CAMLparam1 (list);
   CAMLlocalN (v, 4);
   intnat sum = 0;
   for (int i = 0; i < 4; i++, list = Field (list, 1))
      v[i] = Field (list, 0);
   caml_alloc_string (8);
   for (int i = 0; i < 4; i++) {
      const header_t *p = (header_t *) Hp_val (v[i]);
      keep (&p);
      sum += sum_from (p, Whsize_hd (*p));
   }
   CAMLreturn (Val_long (sum));
}

/* A variable that holds one block after the other, in a root and out of it. */
value a_whole_turns (value v, value w)
{
   CAMLparam2 (v, w);
   CAMLlocal1 (turn);
   intnat sum = 0;
   for (int i = 0; i < 6; i++) {
      turn = i % 2 ? v : w;
      const header_t *p = (header_t *) Hp_val (turn);
      keep (&p);
      sum += sum_from (p, Whsize_hd (*p));
      if (i == 3)
         caml_alloc_string (8);
   }
   CAMLreturn (Val_long (sum));
}

/* One block is made two by a pointer that runs through it, as a library copies values. */
value a_carved (value unit)
{
   value v = caml_alloc (5, Abstract_tag);
   header_t *p = (header_t *) Hp_val (v);
   const header_t pair[] = { (*p & 0x300) + (2 << 10), Val_int (1), Val_int (2) };
   for (int i = 0; i < 2; i++) {
      memcpy (p, pair, sizeof pair);
      keep (&p);
      if (*p != pair[0])
         abort ();
      p += 3;
      keep (&p);
   }
   for (p = (header_t *) v; p < (header_t *) v + 5; p++) {
      keep (&p);
      if (*p == 0)
         abort ();
   }
   return v;
}

/* Several arrays in one loop, of which compilers may reach one from another. */
value a_together (value s, value t, value u)
{
   const intnat n = caml_string_length (s);
   const char *from = String_val (s), *other = String_val (t);
   unsigned char *to = Bytes_val (u);
   for (intnat i = 0; i < n; i++)
      to[i] = from[i] ^ other[i];
   for (intnat i = n; i-- > 0;)
      to[n - 1 - i] ^= from[n - 1 - i] ^ other[n - 1 - i];
   return u;
}

value a_floats_together (value a, value b, value c)
{
   double *x = (double *) a, *y = (double *) b, *z = (double *) c;
   for (intnat i = 0, n = Wosize_val (a); i < n; i++)
      z[i] = 2 * x[i] + y[i];
   for (intnat i = 1, n = Wosize_val (a); i <= n; i++)
      Store_double_field (c, i - 1, Double_field (a, i - 1) + Double_field (b, i - 1) + Double_field (c, i - 1));
   return c;
}

/* A cursor that goes through several strings. */
value a_cursor (value strings)
{
   intnat sum = 0;
   for (intnat i = 0; i < (intnat) Wosize_val (strings); i++)
      for (const char *p = String_val (Field (strings, i)); *p != '\0'; p++)
         sum += *p;
   return Val_long (sum);
}

/* The header, and the bytes behind the characters. */
value a_around (value s, value i)
{
   const intnat n = caml_string_length (s);
   return Val_bool (Hd_val (s) == ((header_t *) s)[Long_val (i) - 1] && Tag_val (s) == String_tag
                    && Byte (s, n) == '\0' && Byte_u (s, Bosize_val (s) - 1) == Bosize_val (s) - 1 - n);
}

/* Words, whether aligned or not, of the data of a bigarray. */
value a_words (value a)
{
   const unsigned char *data = Caml_ba_data_val (a);
   const intnat n = Caml_ba_array_val (a)->dim[0];
   uint64_t sum = 0, word;
   for (intnat i = 0; i + 8 <= n; i++) {
      memcpy (&word, data + i, sizeof word);
      sum ^= word;
   }
   keep (&sum);
   return Val_long (n);
}

/* ---- Addresses of C's that lead nowhere ---- */

static sigjmp_buf out;
static void jump_out (int sig)
{
   siglongjmp (out, 1);
}

struct packed { char c; uint64_t n; } __attribute__ ((packed));

static noinline void *nowhere (intnat n)
{
   void *p = (void *) (n - 1);
   keep (&p);
   return p;
}

/* A stub that has got unit, false and a few numbers, and whose C code fails in its own ways. */
value a_nowhere (value unit, value no, value three, value five, value which)
{
   struct sigaction catch = { .sa_handler = jump_out, .sa_flags = SA_NODEFER }, before;
   volatile intnat sum = 0;
   sigaction (SIGSEGV, &catch, &before);
   if (sigsetjmp (out, 1) == 0)
      switch (Int_val (which)) {
      case 0: sum = ((char *) nowhere (1))[1]; break;
      case 1: sum = *((char *) nowhere (1) + 3); break;
      case 2: sum = strlen ((char *) nowhere (1) + 1); break;
      case 3: sum = ((struct packed *) nowhere (1))->n; break;
      case 4: sum = ((struct packed *) nowhere (1))[Int_val (three)].n; break;
      case 5: sum = ((intnat *) nowhere (1))[Long_val (five)]; break;
      case 6: sum = ((char *) nowhere (1))[three]; break;
      case 7: ((char *) nowhere (1))[7] = 'x'; break;
      case 8: sum = *(char *) nowhere (2); break;
      default: memcpy (nowhere (1), "hello", Int_val (five)); break;
      }
   sigaction (SIGSEGV, &before, NULL);
   return Val_long (sum);
}

/* Small numbers that are indices. */
static const intnat squares[8] = { 0, 1, 4, 9, 16, 25, 36, 49 };

value a_indices (value i, value j)
{
   const char *text = "0123456789abcdef";
   intnat sum = squares[Int_val (i)] + squares[Long_val (j)] + text[Int_val (i)] + text[i] + text[(uintnat) j >> 1];
   return Val_long (sum);
}

/* ---- Doubles and words ---- */

/* Blocks that may hold doubles: custom, abstract, strings. */
static intnat hash_point (value v)
{
   return 42;
}

static struct custom_operations point_operations = {
   "rules.point", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};
static struct custom_operations other_operations = { .identifier = "rules.other" };
static struct custom_operations nameless_operations = { .hash = hash_point };

value a_point (value unit)
{
   value v = caml_alloc_custom (&point_operations, 2 * sizeof (double), 0, 1);
   double *d = Data_custom_val (v);
   d[0] = 1.5;
   d[1] = 2.5;
   return v;
}

value a_point_sum (value v)
{
   const double *d = Data_custom_val (v);
   return caml_copy_double (d[0] + d[1] + *(double *) &Field (v, 1));
}

/* Made by hand: cleared first, its operations are changed twice. */
value a_by_hand (value unit)
{
   value v = caml_alloc_small (3, Custom_tag);
   memset ((void *) v, 0, Bosize_val (v));
   Custom_ops_val (v) = &point_operations;
   keep ((void *) v);
   Custom_ops_val (v) = &other_operations;
   keep ((void *) v);
   Custom_ops_val (v) = &nameless_operations;
   keep ((void *) v);
   Custom_ops_val (v) = &point_operations;
   ((double *) Data_custom_val (v))[0] = 3.5;
   return v;
}

/* A copy of all of it, and numbers that look like headers before and in the payload. */
value a_copied (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_custom (&point_operations, 2 * sizeof (double), 0, 1);
   memcpy ((void *) copy, (void *) v, Bosize_val (v));
   ((intnat *) Data_custom_val (copy))[0] = (1 << 10) + Custom_tag;
   ((intnat *) Data_custom_val (copy))[1] = 5;
   CAMLreturn (Val_long (((intnat *) Data_custom_val (copy))[1]));
}

value a_in_string (value s)
{
   double d = *(const double *) String_val (s);
   d += ((const double *) String_val (s))[0];
   keep (&d);
   return Val_unit;
}

/* An array of integers holds doubles for a while. */
value a_scratch (value ints, value x)
{
   double *d = (double *) ints, sum = 0;
   const intnat n = Wosize_val (ints);
   for (intnat i = 0; i < n; i++)
      Store_double_field (ints, i, Double_val (x) + Long_val (Field (ints, i)));
   for (intnat i = 0; i < n; i++)
      sum += d[i] + Double_field (ints, i);
   for (intnat i = 0; i < n; i++)
      Field (ints, i) = Val_long ((intnat) Double_field (ints, i));
   return caml_copy_double (sum);
}

/* A block is wiped, with all that it has, when it is dead. */
static void wipe (value v)
{
   memset ((void *) v, 0, Bosize_val (v));
}

static struct custom_operations secret_operations = { .identifier = "rules.secret", .finalize = wipe };

value a_secret (value unit)
{
   value v = caml_alloc_custom (&secret_operations, 2 * sizeof (intnat), 0, 1);
   ((intnat *) Data_custom_val (v))[1] = 42;
   return v;
}

/* NULL, and a number of bytes that was an argument: it is not the argument that leads nowhere. */
value a_search_nowhere (value n)
{
   struct sigaction catch = { .sa_handler = jump_out, .sa_flags = SA_NODEFER }, before;
   sigaction (SIGSEGV, &catch, &before);
   volatile int found = 0;
   if (sigsetjmp (out, 1) == 0)
      found = memrchr (nowhere (1), 'x', Unsigned_long_val (n)) != NULL; /* begins at the end */
   sigaction (SIGSEGV, &before, NULL);
   return Val_bool (found);
}

/* Its tag is changed when it is full. */
value a_retagged (value unit)
{
   value v = caml_alloc_small (2, 0);
   Field (v, 0) = Field (v, 1) = Val_unit;
   keep ((void *) v);
   ((double *) v)[0] = 1.5;
   ((double *) v)[1] = 2.5;
   Tag_val (v) = Double_array_tag;
   return v;
}

/* The bits of doubles, as numbers and for comparison. */
value a_bits (value a, value f)
{
   CAMLparam2 (a, f);
   CAMLlocal1 (bits);
   const intnat first = Field (a, 0);
   bits = caml_copy_int64 (first);
   caml_callback (f, Val_long (first & 0xFFFF));
   caml_callback (f, Val_long (first));
   caml_callback (f, bits);
   caml_callback (f, Val_long (first == Field (a, 1)));
   CAMLreturn (bits);
}

intnat a_bits_unboxed (value a)
{
   return Field (a, 0);
}

value a_bits_unboxed_bytecode (value a)
{
   return caml_copy_int64 (Field (a, 0));
}

/* A large number beside an array of floats. */
value a_large (value a, value f, value n)
{
   CAMLparam3 (a, f, n);
   intnat first = Field (a, 0);
   keep (&first);
   caml_callback (f, n);
   first = Field (a, 0);
   keep (&first);
   CAMLreturn (caml_callback (f, n));
}

/* Fields, two at a time and converted, as compilers do it with the registers of doubles. */
value a_pairs (value a, value b, value c)
{
   double d[4];
   value copy[4];
   for (int i = 0; i < 4; i++)
      d[i] = (double) Long_val (Field (a, i));
   copy[0] = Field (b, 1);
   copy[1] = Field (c, 0);
   copy[2] = Field (a, 0);
   copy[3] = Field (c, 1);
   keep (copy);
   Field (c, 0) = copy[1];
   Field (c, 1) = copy[3];
   keep (d);
   return Val_long ((intnat) (d[0] + d[3]));
}

/* An index that was there before the GC ran, in an address that is made afterwards: an immediate is never old. The sum
   begins with the index, as clang does it for Store_field. */
value a_old_index (value i, value in_root)
{
   CAMLparam1 (in_root);
   CAMLlocal1 (pair);
   pair = caml_alloc_tuple (2);
   keep (&i);
   caml_alloc_string (8);
   uintptr_t at = ((uintptr_t) i << 2) & ~(uintptr_t) 7;
   keep (&at);
   at += pair;
   Store_field (pair, 1, *(value *) at);
   caml_alloc_string (8);
   value j = in_root;
   caml_alloc_string (8);
   at = ((uintptr_t) j << 2) & ~(uintptr_t) 7;
   at += pair;
   caml_modify ((value *) at, Val_int (5));
   CAMLreturn (Field (pair, 1));
}

/* ---- Closures ---- */

/* Code is compared, printed, and copied to another closure. */
value a_closure (value f)
{
   CAMLparam1 (f);
   CAMLlocal2 (copy, address);
   address = caml_copy_nativeint (Code_val (f) != NULL);
   copy = caml_alloc_small (Wosize_val (f), Closure_tag);
   for (mlsize_t i = 0; i < Wosize_val (f); i++)
      Field (copy, i) = Field (f, i);
   address = caml_copy_nativeint (Field (f, 0));
   CAMLreturn (caml_callback (copy, Val_int (Code_val (copy) == Code_val (f))));
}
