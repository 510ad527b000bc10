/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Correct (or harmless) stubs that look like what the rules forbid. None of them may be found.

   The rows of the list of correct stubs, and where each is tested. Without a folder: here; P is ../provenance/correct,
   C the folder ../correct, F ../fork, B ../bindings.

   Roots and frames
     CAMLparam0 without CAMLreturn                      P c_param0
     CAMLparam in a nested block                        P c_nested_block
     frames left by an exception or longjmp             P c_raise, c_raise_through, c_longjmp; c_raise_from_callback
     immediates and what is read before the GC point    P c_read_before, c_immediate_unlocked
     a fresh value, returned or stored at once          P c_fresh, c_store_fresh
     roots that hold 0, unit, immediates                P c_empty_roots; c_null_roots, c_null_locals, c_modified_root
     a root on the stack, live                          P c_stack_root; c_stack_root_plain, c_stack_root_helpers,
                                                        c_stack_root_callback, c_stack_root_exception, c_thread_root,
                                                        c_coroutine_root
     registered before initialised                      P c_early_root; c_late_root, c_late_roots
     direct assignment to a global root                 P c_plain_root, c_generational_root; c_assigned_root,
                                                        c_prepared_root
     removed by a finaliser                             P c_rooted_box; c_finalised_root
     registered twice                                   c_root_twice, c_root_twice_removed
   Values in registers, on the stack, in C memory
     stale copies that nobody uses                      P c_stale_copies, c_refreshed, c_loose, c_reuse
     comparison with a constant                         P c_compare
     addresses parked in a C structure                  P c_parked, c_parked_again
     data of bigarrays, structures of malloc            P c_bigarray, c_object; c_unlocked_loop
     an immediate read without the lock                 P c_immediate_unlocked; c_unlocked_loop
     named values, Atom (0), black blocks, NULL         P c_never_moves, c_atom; c_named_cell, c_atoms, c_outside,
                                                        c_outside_large, c_null
   Stores
     direct stores into a new block                     P c_fresh_fields, c_fresh_tuple; c_small_largest,
                                                        c_tuple_largest, c_tuple_of_new
     immediates over immediates                         P c_store_immediate; c_immediates, c_floats
     caml_alloc_shr of a no-scan block                  P c_alloc_shr; c_shr_raw
     words that are no values for a while               P c_scratch; c_scratch_new, c_scratch_sorted
     raw words in Custom and Abstract payloads          P c_raw_words; c_raw_custom, c_raw_later, c_sorted_abstract
   Ownership
     explicit close and finaliser                       C s2_close, flag; c_handle, c_flagged
     a C object shared by custom blocks                 C s1_share; c_shared
     a second release that does nothing                 B camlzip; c_stream
     managed bigarrays                                  C ba; c_managed
     finalisers after a fork                            F stale, crowd; fork_and_finalise (correct.ml)
   Calls
     [@@noalloc] with a happy path                      P c_noalloc, c_unboxed; c_noalloc_*
     return caml_check_urgent_gc (result)               P c_alloc_shr; c_shr_initialised, c_urgent
     caml_alloc_custom_mem with any sizes               P c_object; c_custom_mem
     naked pointers on 4.x                              P c_naked; c_naked_field, c_naked_local, c_naked_global */
#include "values.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include <caml/bigarray.h>
#include <caml/hash.h>
#include <caml/intext.h>
#include <caml/weak.h>

extern void caml_minor_collection (void);
extern value caml_string_equal (value, value);
extern void caml_ba_finalize (value);
extern value caml_hash (value, value, value, value);

/* ---- Roots and frames ---- */

/* Row: roots that hold NULL (before OCaml 5), unit, immediates. All kinds of both, over collections. */
static value nothing[4] = { no_value, Val_unit, Val_int (7), no_value };

value c_null_roots (value unit)
{
   value here = no_value;
   caml_register_global_root (&nothing[0]);
   caml_register_global_root (&nothing[1]);
   caml_register_generational_global_root (&nothing[2]);
   caml_register_generational_global_root (&nothing[3]);
   caml_register_generational_global_root (&here);
   caml_minor_collection ();
   caml_alloc_string (8);
   nothing[0] = Val_unit;
   nothing[1] = no_value;
   caml_minor_collection ();
   caml_remove_generational_global_root (&here);
   for (int i = 0; i < 2; i++) {
      caml_remove_global_root (&nothing[i]);
      caml_remove_generational_global_root (&nothing[i + 2]);
   }
   return unit;
}

/* Row: the same of local roots. */
value c_null_locals (value v)
{
   CAMLparam1 (v);
   CAMLlocal3 (null, one, later);
   CAMLlocalN (table, 5);
   value *own = calloc (3, sizeof (value));
   CAMLxparamN (own, 3);
   null = 0;
   one = Val_int (1);
   table[2] = 0;
   caml_minor_collection ();
   own[1] = v;
   caml_alloc_string (8);
   later = own[1];
   intnat n = caml_string_length (later);
   CAMLdrop;
   free (own);
   return Val_long (n);
}

/* Row: the same; a generational root that is changed by the runtime's function. */
static value changing = no_value;

value c_modified_root (value v)
{
   CAMLparam1 (v);
   caml_register_generational_global_root (&changing);
   caml_modify_generational_global_root (&changing, v);
   caml_alloc_string (8);
   intnat n = caml_string_length (changing);
   caml_modify_generational_global_root (&changing, Val_unit);
   caml_minor_collection ();
   caml_modify_generational_global_root (&changing, no_value);
   caml_alloc_string (8);
   caml_remove_generational_global_root (&changing);
   CAMLreturn (Val_long (n));
}

/* Row: a root on the stack. A plain one. */
value c_stack_root_plain (value v)
{
   value here = v, copy;
   caml_register_global_root (&here);
   copy = caml_alloc_string (8);
   here = copy;
   caml_minor_collection ();
   intnat n = caml_string_length (here);
   caml_remove_global_root (&here);
   return Val_long (n);
}

/* Row: a root on the stack. It is the caller's, registered and removed by what he calls. */
static noinline void hold_slot (value *slot)
{
   caml_register_generational_global_root (slot);
}

static noinline void drop_slot (value *slot)
{
   caml_alloc_string (8);
   caml_remove_generational_global_root (slot);
}

value c_stack_root_helpers (value v)
{
   struct { long id; value v[3]; } session = { 1, { v, Val_unit, v } };
   hold_slot (&session.v[0]);
   hold_slot (&session.v[1]);
   hold_slot (&session.v[2]);
   caml_minor_collection ();
   intnat n = caml_string_length (session.v[0]) + caml_string_length (session.v[2]);
   for (int i = 0; i < 3; i++)
      drop_slot (&session.v[i]);
   return Val_long (n);
}

/* Row: a root on the stack. OCaml is called, and calls this stub again. */
value c_stack_root_callback (value f, value depth)
{
   value here = f;
   caml_register_generational_global_root (&here);
   intnat n = 1;
   if (Int_val (depth) > 0)
      n += Long_val (caml_callback (here, Val_int (Int_val (depth) - 1)));
   caml_remove_generational_global_root (&here);
   return Val_long (n);
}

/* Row: a root on the stack. It is removed before the exception of a callback goes on. */
value c_stack_root_exception (value f)
{
   value here = f;
   caml_register_global_root (&here);
   value result = caml_callback_exn (here, Val_unit);
   caml_remove_global_root (&here);
   if (Is_exception_result (result))
      caml_raise (Extract_exception (result));
   return result;
}

/* Row: registered before initialised. What lies there is no value. */
value c_late_root (value v)
{
   static value slot = 0x1234568;
   value here = (value) 0xdeadbeefdeadbee8ull;
   slot = 0x1234568;
   keep (&here);
   caml_register_global_root (&here);
   caml_register_global_root (&slot);
   here = v;
   slot = v;
   caml_alloc_string (8);
   intnat n = caml_string_length (here) + caml_string_length (slot);
   caml_remove_global_root (&here);
   caml_remove_global_root (&slot);
   return Val_long (n);
}

/* Row: the same, of a table. */
value c_late_roots (value v)
{
   CAMLparam1 (v);
   value *table = malloc (10 * sizeof (value));
   memset (table, 0xA8, 10 * sizeof (value));
   for (int i = 0; i < 10; i++)
      caml_register_global_root (&table[i]);
   for (int i = 0; i < 10; i++)
      table[i] = i % 2 ? v : Val_int (i);
   caml_minor_collection ();
   intnat n = 0;
   for (int i = 0; i < 10; i++) {
      n += Is_block (table[i]) ? caml_string_length (table[i]) : 0;
      caml_remove_global_root (&table[i]);
   }
   free (table);
   CAMLreturn (Val_long (n));
}

/* Row: direct assignment to a global root, of blocks, immediates and NULL by turns. */
static value assigned = 0;

value c_assigned_root (value v)
{
   CAMLparam1 (v);
   intnat n = 0;
   caml_register_global_root (&assigned);
   for (int i = 0; i < 20; i++) {
      assigned = i % 4 == 0 ? no_value : i % 4 == 1 ? Val_int (i) : i % 4 == 2 ? v : caml_copy_string ("new");
      caml_alloc_string (i == 10 ? 4000 : 8);
      if (assigned != 0 && Is_block (assigned))
         n += caml_string_length (assigned);
   }
   assigned = Val_unit;
   caml_remove_global_root (&assigned);
   CAMLreturn (Val_long (n));
}

/* Row: ... to a generational one before it is registered, and after it is removed. */
static value prepared;

value c_prepared_root (value v)
{
   CAMLparam1 (v);
   intnat n = 0;
   for (int i = 0; i < 3; i++) {
      prepared = v;
      caml_register_generational_global_root (&prepared);
      caml_minor_collection ();
      n += caml_string_length (prepared);
      caml_remove_generational_global_root (&prepared);
      prepared = 0;
   }
   CAMLreturn (Val_long (n));
}

/* Row: removed by a finaliser, or, as OCaml 5 forbids that, left to be removed later. Roots of both kinds, of which one is empty; the finaliser also frees their memory. */
struct listener { value plain, generational, empty; char *name; struct listener *next; };
static struct listener *to_remove;

#define Listener_val(v) (*(struct listener **) Data_custom_val (v))

static void finalise_listener (value box)
{
   struct listener *l = Listener_val (box);
#if OCAML_VERSION < 50000
   caml_remove_global_root (&l->plain);
   caml_remove_generational_global_root (&l->generational);
   caml_remove_generational_global_root (&l->empty);
   caml_stat_free (l->name);
   free (l);
#else
   l->next = to_remove;
   to_remove = l;
#endif
}

static struct custom_operations listener_operations = {
   "rules.listener", finalise_listener, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_finalised_root (value v)
{
   CAMLparam1 (v);
   value box = caml_alloc_custom (&listener_operations, sizeof (struct listener *), 1, 10);
   struct listener *l = malloc (sizeof *l);
   l->plain = v;
   l->generational = v;
   l->empty = no_value;
   l->name = caml_stat_strdup ("listener");
   caml_register_global_root (&l->plain);
   caml_register_generational_global_root (&l->generational);
   caml_register_generational_global_root (&l->empty);
   Listener_val (box) = l;
   CAMLreturn (box);
}

value c_listener_value (value box)
{
   return Listener_val (box)->plain;
}

/* Row: registered twice, removed once. */
static value registered;

value c_root_twice (value v)
{
   CAMLparam1 (v);
   registered = v;
   caml_register_global_root (&registered);
   caml_register_global_root (&registered);
   caml_alloc_string (8);
   intnat n = caml_string_length (registered);
   caml_remove_global_root (&registered);
   registered = 0;
   CAMLreturn (Val_long (n));
}

/* Row: registered twice, removed twice. */
value c_root_twice_removed (value v)
{
   CAMLparam1 (v);
   registered = v;
   caml_register_generational_global_root (&registered);
   caml_register_generational_global_root (&registered);
   caml_alloc_string (8);
   intnat n = caml_string_length (registered);
   caml_remove_generational_global_root (&registered);
   caml_remove_generational_global_root (&registered);
   registered = 0;
   CAMLreturn (Val_long (n));
}

/* One address is a root of one kind and then of the other, in memory of malloc and of mmap that is given back. */
value c_root_again (value v)
{
   CAMLparam1 (v);
   intnat n = 0;
   for (int i = 0; i < 4; i++) {
      value *slot = i < 2 ? malloc (sizeof (value))
                          : mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      *slot = v;
      if (i % 2 == 0)
         caml_register_global_root (slot);
      else
         caml_register_generational_global_root (slot);
      caml_alloc_string (8);
      n += caml_string_length (*slot);
      if (i % 2 == 0)
         caml_remove_global_root (slot);
      else
         caml_remove_generational_global_root (slot);
      if (i < 2)
         free (slot);
      else
         munmap (slot, 4096);
   }
   caml_minor_collection ();
   CAMLreturn (Val_long (n));
}

/* Memory without roots: beside one that has a root, and one whose root has been removed. */
value c_no_roots (value v)
{
   CAMLparam1 (v);
   struct { value v; char text[24]; } *a = malloc (sizeof *a), *b = malloc (sizeof *b);
   char *between = malloc (16);
   a->v = b->v = v;
   caml_register_generational_global_root (&a->v);
   caml_register_generational_global_root (&b->v);
   between = realloc (between, 100000);
   free (between);
   caml_remove_generational_global_root (&a->v);
   a = realloc (a, 100000);
   caml_alloc_string (8);
   intnat n = caml_string_length (b->v);
   caml_remove_generational_global_root (&b->v);
   free (a);
   free (b);
   CAMLreturn (Val_long (n));
}

/* Static and thread-local roots that stay to the end of the program. */
static value for_ever = 0;
static __thread value in_thread = 0;

/* Roots in C memory that stay to the end of the program, whose address somebody has, in whatever shape. */
struct cell { struct cell *next; value v; };

static struct cell *cells, **inner_cells;
static value *last_slot[3];
static pthread_key_t cell_key;

static struct cell *kept_cell (value v)
{
   struct cell *c = malloc (sizeof *c);
   c->next = NULL;
   c->v = v;
   caml_register_global_root (&c->v);
   return c;
}

value c_kept_cell (value v, value how, value number)
{
   CAMLparam3 (v, how, number);
   CAMLlocal1 (result);
   const int i = Int_val (number);
   struct cell *c = kept_cell (v);
   switch (Int_val (how)) {
   case 0: CAMLreturn (caml_copy_nativeint ((intnat) c));
   case 1: CAMLreturn (Val_long ((intnat) c));
   case 2: CAMLreturn ((value) c | 1);
   case 3:
      result = caml_alloc_string (sizeof c);
      memcpy (Bytes_val (result), &c, sizeof c);
      CAMLreturn (result);
   case 4:
      result = caml_ba_alloc_dims (CAML_BA_INT64 | CAML_BA_C_LAYOUT, 1, NULL, (intnat) 1);
      *(struct cell **) Caml_ba_data_val (result) = c;
      CAMLreturn (result);
   case 5:
      c->next = cells;
      cells = c;
      keep (&cells);
      break;
   case 6:
      last_slot[i] = &c->v;
      keep (last_slot);
      break;
   case 7:
      if (!inner_cells)
         inner_cells = malloc (3 * sizeof *inner_cells);
      inner_cells[i] = c;
      keep (inner_cells);
      break;
   case 8:
      if (i == 0)
         pthread_key_create (&cell_key, NULL);
      c->next = pthread_getspecific (cell_key);
      pthread_setspecific (cell_key, c);
      break;
   case 9: /* the one that is for nobody to remove */
      if (i > 0) {
         caml_remove_global_root (&c->v);
         free (c);
      }
   }
   CAMLreturn (Val_unit);
}

/* Unboxed results: any word, also one that would be no value. */
intnat c_unboxed_number (value i)
{
   static const intnat numbers[] = { 0, 2, 6, 42, 1000, 0x5a5a5a5a5a5a5a00, -8, 1 << 20 };
   return numbers[Int_val (i)];
}

value c_unboxed_number_bytecode (value i)
{
   return caml_copy_int64 (c_unboxed_number (i));
}

value c_unboxed_native_bytecode (value i)
{
   return caml_copy_nativeint (c_unboxed_number (i));
}

value c_untagged_bytecode (value i)
{
   return Val_long (c_unboxed_number (i));
}

double c_unboxed_double (value i)
{
   return (double) c_unboxed_number (i);
}

value c_unboxed_double_bytecode (value i)
{
   return caml_copy_double (c_unboxed_double (i));
}

/* Immediates that are stored directly: over immediates, in the minor heap, in a new block, where the GC does not look. */
value c_immediates_direct (value counters, value young, value abstract)
{
   CAMLparam3 (counters, young, abstract);
   CAMLlocal1 (new);
   for (mlsize_t i = 0; i < Wosize_val (counters); i++)
      Field (counters, i) = Val_long (Long_val (Field (counters, i)) + 1);
   Field (young, 0) = Val_unit;
   Field (abstract, 0) = Val_unit;
   new = caml_alloc_shr (300, 0);
   for (int i = 0; i < 300; i++)
      Field (new, i) = Val_long (i);
   CAMLreturn (new);
}

value c_abstract_address (value v)
{
   CAMLparam1 (v);
   value abstract = caml_alloc (1, Abstract_tag);
   Field (abstract, 0) = (value) &Field (v, 0);
   CAMLreturn (abstract);
}

value c_for_ever (value v)
{
   if (for_ever == 0) {
      for_ever = v;
      in_thread = v;
      caml_register_generational_global_root (&for_ever);
      caml_register_global_root (&in_thread);
   }
   caml_alloc_string (8);
   return Val_long (caml_string_length (for_ever) + caml_string_length (in_thread));
}

/* The exception of a callback goes on through two stubs, with roots, tables and the old macros. */
value c_raise_from_callback (value f, value v)
{
   CAMLparam2 (f, v);
   CAMLlocalN (table, 3);
   table[0] = table[2] = v;
   table[1] = caml_callback2 (f, table[0], table[2]);
   CAMLreturn (table[1]);
}

value c_old_macros (value f, value v)
{
   value result = Val_unit;
   Begin_roots3 (f, v, result)
      result = caml_callback_exn (f, v);
      if (!Is_exception_result (result))
         caml_alloc_string (8);
   End_roots ();
   if (Is_exception_result (result))
      return Val_long (-1);
   return Val_long (caml_string_length (v));
}

static noinline intnat length_in_roots (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_string (caml_string_length (v));
   strcpy ((char *) Bytes_val (copy), String_val (v));
   CAMLreturnT (intnat, caml_string_length (copy) + caml_string_length (v));
}

static noinline void nothing_in_roots (value v)
{
   CAMLparam1 (v);
   caml_alloc_string (8);
   CAMLreturn0;
}

value c_returns (value v)
{
   CAMLparam1 (v);
   nothing_in_roots (v);
   CAMLreturn (Val_long (length_in_roots (v)));
}

/* ---- Values in registers, on the stack, in C memory ---- */

/* Row: named values. The address of the cell is kept for ever. */
value c_named_cell (value v)
{
   CAMLparam1 (v);
   static const value *cell;
   if (!cell)
      cell = caml_named_value ("rules.correct");
   caml_minor_collection ();
   value result = caml_callback (*cell, v);
   caml_alloc_string (8);
   CAMLreturn (caml_callback (*cell, Val_long (Long_val (result) + 1)));
}

/* Row: Atom (0), in fields and roots. */
static value atom_root;

value c_atoms (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (block, old);
   value atom = Atom (0);
   atom_root = Atom (0);
   caml_register_generational_global_root (&atom_root);
   old = caml_alloc_shr (2, 0);
   caml_initialize (&Field (old, 0), atom);
   Field (old, 1) = Atom (0);
   block = caml_alloc (2, 0);
   Store_field (block, 0, atom);
   Store_field (block, 1, caml_alloc (0, 0));
   caml_remove_generational_global_root (&atom_root);
   CAMLreturn (block);
}

/* Row: black blocks outside the heap, read, put into fields and roots, returned, and written to while they are built.
   Static ones, and one in memory of malloc that stays. */
static struct { header_t header; value field[2]; } outside = { Caml_out_of_heap_header (2, 0), { 0, Val_int (2) } };
static struct { header_t header; char text[8]; } outside_text = {
   Caml_out_of_heap_header (1, String_tag), "fixed\0\0\2"
};

value c_outside (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (block, fixed);
   static header_t *made;
   outside.field[0] = (value) &outside_text.text;
   fixed = (value) &outside.field;
   block = caml_alloc_small (2, 0);
   Field (block, 0) = fixed;
   Field (block, 1) = Field (fixed, 0);
   caml_minor_collection ();
   if (!made) {
      made = malloc (3 * sizeof (value));
      made[0] = Caml_out_of_heap_header (2, 0);
   }
   value m = Val_hp (made);
   Field (m, 0) = fixed;
   Field (m, 1) = Val_int (3);
   Store_field (block, 1, m);
   caml_alloc_string (8);
   CAMLreturn (block);
}

/* Row: NULL, in a local root; in a field, an array, as a result and an argument before OCaml 5. */
value c_null (value was)
{
   CAMLparam1 (was);
   CAMLlocal2 (block, none);
   none = 0;
   block = caml_alloc_small (2, 0);
   Field (block, 0) = no_value;
   Field (block, 1) = no_value;
   caml_minor_collection ();
   Store_field (block, 0, none == 0 ? no_value : was);
   Store_field (block, 1, no_value);
   caml_alloc_string (8);
   CAMLreturn (Field (block, 1));
}

/* Row: memory outside the heap, and an immediate, without the lock; in a loop, with enough of both names. */
value c_unlocked_loop (value ba, value n)
{
   CAMLparam2 (ba, n);
   intnat sum = 0;
   int *data = Caml_ba_data_val (ba);
   for (int i = 0; i < 50; i++) {
      if (i % 2) caml_release_runtime_system (); else caml_enter_blocking_section ();
      sum += data[i % 4] + Int_val (n);
      if (i % 2) caml_acquire_runtime_system (); else caml_leave_blocking_section ();
      if (i % 10 == 0) caml_process_pending_actions ();
      caml_alloc_string (i);
   }
   CAMLreturn (Val_long (sum));
}

/* Row: black blocks, Atom (0) and cells of named values, without the lock. */
value c_never_moves_unlocked (value unit)
{
   CAMLparam1 (unit);
   value fixed = (value) &outside.field, atom = Atom (0);
   const value *cell = caml_named_value ("rules.correct");
   caml_release_runtime_system ();
   intnat n = Long_val (Field (fixed, 1)) + Wosize_val (atom) + (*cell != 0);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_long (n));
}

/* The enclosing block of a function that has been defined with others. */
value c_infix (value f)
{
   CAMLparam1 (f);
   value block = f;
   if (Tag_val (f) == Infix_tag)
      block = f - Infix_offset_val (f);
   intnat n = Tag_val (block) == Closure_tag ? (intnat) Wosize_val (block) : -1;
   n += Code_val (f) == NULL;
   caml_alloc_string (8);
   CAMLreturn (Val_bool (n > 0 && caml_callback (f, Val_int (1)) == Val_int (2)));
}

/* Frames of roots that are made by hand, on the stack and in memory of malloc. */
value c_hand_made_roots (value v)
{
   value *table = malloc (4 * sizeof (value));
   struct caml__roots_block here, *there = malloc (sizeof *there);
   for (int i = 0; i < 4; i++)
      table[i] = i % 2 ? v : Val_int (i);
   here.next = Caml_state->local_roots;
   here.ntables = 1;
   here.nitems = 1;
   here.tables[0] = &v;
   there->next = &here;
   there->ntables = 1;
   there->nitems = 4;
   there->tables[0] = table;
   Caml_state->local_roots = there;
   caml_minor_collection ();
   caml_alloc_string (8);
   intnat n = caml_string_length (v) + caml_string_length (table[3]);
   Caml_state->local_roots = here.next;
   free (there);
   free (table);
   return Val_long (n);
}

/* Addresses as numbers: stored in a payload after a GC point, returned untagged, unboxed arguments and results. */
value c_number_in_payload (value v)
{
   CAMLparam1 (v);
   CAMLlocal2 (abstract, custom);
   uintnat id = (uintnat) v;
   caml_alloc_string (8);
   abstract = caml_alloc (2, Abstract_tag);
   Field (abstract, 0) = id;
   custom = caml_copy_nativeint (id);
   *(uintnat *) Data_custom_val (custom) = id;
   CAMLreturn (abstract);
}

intnat c_address_untagged (value v)
{
   const char *second = String_val (v) + 2;
   return (intnat) second;
}

value c_address_untagged_bytecode (value v)
{
   return Val_long (c_address_untagged (v));
}

intnat c_old_address_untagged (value v)
{
   intnat address = (intnat) v;
   caml_alloc_string (8);
   return address;
}

value c_old_address_untagged_bytecode (value v)
{
   return Val_long (c_old_address_untagged (v));
}

intnat c_address_argument (intnat address)
{
   caml_alloc_string (8);
   return address >> 3;
}

value c_address_argument_bytecode (value address)
{
   return caml_copy_nativeint (c_address_argument (Nativeint_val (address)));
}

double c_compare_unboxed (value v, value d)
{
   CAMLparam1 (d);
   caml_alloc_string (8);
   double result = Double_val (d);
   if (v == Val_int (0))
      result += 1.0;
   CAMLreturnT (double, result);
}

value c_compare_unboxed_bytecode (value v, value d)
{
   return caml_copy_double (c_compare_unboxed (v, d));
}

/* ---- Stores ---- */

/* Row: direct stores into a new block. The largest of the minor heap. */
value c_small_largest (value v)
{
   CAMLparam1 (v);
   value block = caml_alloc_small (256, 0);
   for (int i = 0; i < 256; i++)
      Field (block, i) = v;
   CAMLreturn (block);
}

value c_tuple_largest (value v)
{
   CAMLparam1 (v);
   value block = caml_alloc_tuple (256);
   for (int i = 255; i >= 0; i--)
      Field (block, i) = v;
   CAMLreturn (block);
}

/* Row: the same; each new block is filled before the next one is made. */
value c_tuple_of_new (value v)
{
   CAMLparam1 (v);
   CAMLlocal3 (pair, some, list);
   list = Val_emptylist;
   for (int i = 0; i < 10; i++) {
      some = caml_alloc_small (1, 0);
      Field (some, 0) = v;
      pair = caml_alloc_tuple (2);
      Field (pair, 0) = Val_int (i);
      Field (pair, 1) = some;
      value cons = caml_alloc_small (2, Tag_cons);
      Field (cons, 0) = pair;
      Field (cons, 1) = list;
      list = cons;
   }
   CAMLreturn (list);
}

/* Row: immediates over immediates, in an old block, one by one and in bulk. */
static int by_word (const void *a, const void *b)
{
   const intnat x = *(const intnat *) a, y = *(const intnat *) b;
   return x < y ? -1 : x > y;
}

value c_immediates (value ints)
{
   CAMLparam1 (ints);
   const mlsize_t n = Wosize_val (ints);
   caml_alloc_string (8);
   for (mlsize_t i = 0; i < n; i++)
      Field (ints, i) = Val_long (n - i);
   qsort ((void *) ints, n, sizeof (value), by_word);
   memmove (&Field (ints, 1), &Field (ints, 0), (n - 1) * sizeof (value));
   Field (ints, 0) += 2;
   caml_alloc_string (8);
   CAMLreturn (Val_unit);
}

/* Row: the same, in blocks that the stub has made some time ago, small and large. */
value c_immediates_later (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (small, large);
   small = caml_alloc (3, 0);
   large = caml_alloc (300, 0);
   caml_minor_collection ();
   for (int i = 0; i < 300; i++)
      Field (large, i) = Val_int (i);
   caml_alloc_string (8);
   Field (small, 0) = Field (large, 1);
   Field (small, 1) = Val_none;
   Field (small, 2) = Val_emptylist;
   CAMLreturn (small);
}

/* Row: the same of floats. */
value c_floats (value floats)
{
   CAMLparam1 (floats);
   double *d = (double *) floats;
   for (mlsize_t i = 0; i < Wosize_val (floats) / Double_wosize; i++) {
      d[i] *= 2.0;
      Store_double_flat_field (floats, i, Double_flat_field (floats, i) + 1.0);
   }
   caml_alloc_string (8);
   CAMLreturn (Val_unit);
}

static struct custom_operations raw_operations = {
   "rules.raw", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

/* Row: caml_alloc_shr and raw initialisation of no-scan blocks of each kind. */
value c_shr_raw (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal4 (text, floats, abstract, custom);
   text = caml_alloc_shr (2, String_tag);
   Field (text, 0) = 0x4141414141414142;
   Field (text, 1) = (value) 7 << 56;
   floats = caml_alloc_shr (300, Double_array_tag);
   for (int i = 0; i < 300; i++)
      ((double *) floats)[i] = i;
   abstract = caml_alloc_shr (4, Abstract_tag);
   memset ((void *) abstract, 0xA5, 4 * sizeof (value));
   abstract = caml_alloc_shr (300, Abstract_tag); /* nothing has to be written */
   custom = caml_alloc_shr (3, Custom_tag);
   Field (custom, 0) = (value) &raw_operations;
   Field (custom, 1) = (value) 0x8888888888888888ull;
   Field (custom, 2) = 0x10;
   caml_minor_collection ();
   CAMLreturn (caml_check_urgent_gc (text));
}

/* caml_initialize of all fields of a block of the major heap, in any order. */
value c_shr_initialised (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (block);
   block = caml_alloc_shr (600, 0);
   for (int i = 599; i >= 0; i--)
      caml_initialize (&Field (block, i), i % 3 ? v : Val_int (i));
   block = caml_check_urgent_gc (block);
   caml_modify (&Field (block, 0), v);
   CAMLreturn (block);
}

/* Fields that are filled in bulk: by memcpy, by the compiler's copy of a structure, by string instructions, by bytes,
   by vectors. */
value c_filled_memcpy (value v)
{
   CAMLparam1 (v);
   CAMLlocalN (from, 12);
   for (int i = 0; i < 12; i++)
      from[i] = i % 2 ? v : Val_int (i);
   value block = caml_alloc_small (12, 0);
   memcpy ((void *) block, from, 12 * sizeof (value));
   CAMLreturn (block);
}

struct three { value a, b, c; };
struct twenty { value v[20]; };

value c_filled_structure (value v)
{
   CAMLparam1 (v);
   CAMLlocal2 (small, large);
   struct three three;
   struct twenty twenty;
   small = caml_alloc_small (3, 0);
   three = (struct three) { v, Val_int (1), v };
   *(struct three *) small = three;
   large = caml_alloc_small (20, 0);
   for (int i = 0; i < 20; i++)
      twenty.v[i] = i == 19 ? small : v;
   *(struct twenty *) large = twenty;
   caml_alloc_string (8);
   CAMLreturn (large);
}

value c_filled_movsb (value v)
{
   CAMLparam1 (v);
   CAMLlocal3 (bytes, words, same);
   value from[9];
   void *to, *at;
   size_t n = sizeof from;
   bytes = caml_alloc_small (9, 0);
   for (int i = 0; i < 9; i++)
      from[i] = v;
   to = (void *) bytes, at = from;
   __asm__ volatile ("rep movsb" : "+D" (to), "+S" (at), "+c" (n) : : "memory");
   words = caml_alloc_small (9, 0);
   for (int i = 0; i < 9; i++)
      from[i] = i ? v : bytes;
   to = (void *) words, at = from, n = 9;
   __asm__ volatile ("rep movsq" : "+D" (to), "+S" (at), "+c" (n) : : "memory");
   same = caml_alloc_small (9, 0);
   to = (void *) same, n = 9;
   __asm__ volatile ("rep stosq" : "+D" (to), "+c" (n) : "a" (words) : "memory");
   caml_alloc_string (8);
   CAMLreturn (same);
}

value c_filled_bytes (value v)
{
   CAMLparam1 (v);
   value block = caml_alloc_small (2, 0), from[2] = { v, Val_int (5) };
   volatile char *to = (volatile char *) block;
   for (size_t i = 0; i < sizeof from; i++)
      to[i] = ((volatile char *) from)[i];
   CAMLreturn (block);
}

value c_filled_vectors (value unit)
{
   CAMLparam1 (unit);
   value ints = caml_alloc_small (64, 0);
   for (int i = 0; i < 64; i++)
      Field (ints, i) = Val_int (1);
   CAMLreturn (ints);
}

/* The same of a larger block of the major heap, from words that are no young blocks. */
value c_filled_shr (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (block);
   value from[300];
   for (int i = 0; i < 300; i++)
      from[i] = i % 2 ? Atom (0) : Val_int (i);
   block = caml_alloc_shr (300, 0);
   memcpy ((void *) block, from, sizeof from);
   block = caml_check_urgent_gc (block);
   CAMLreturn (block);
}

/* Row: words that are no values for a while, in a new block. */
value c_scratch_new (value unit)
{
   CAMLparam1 (unit);
   value ints = caml_alloc_small (6, 0);
   for (int i = 0; i < 6; i++)
      Field (ints, i) = 8 * ((i * 5) % 6);
   qsort ((void *) ints, 6, sizeof (value), by_word);
   for (int i = 0; i < 6; i++)
      Field (ints, i) = Val_long (Field (ints, i));
   CAMLreturn (ints);
}

/* Row: the same; libc works with them, and functions of the runtime that do not run the GC. */
value c_scratch_sorted (value ints, value text)
{
   CAMLparam2 (ints, text);
   const mlsize_t n = Wosize_val (ints);
   caml_alloc_string (8);
   for (mlsize_t i = 0; i < n; i++)
      Field (ints, i) = Long_val (Field (ints, i)) * (value) caml_string_length (text);
   qsort ((void *) ints, n, sizeof (value), by_word);
   const value *cell = caml_named_value ("rules.correct");
   for (mlsize_t i = 0; i < n; i++)
      Field (ints, i) = Val_long (Field (ints, i) + (cell == NULL));
   caml_alloc_string (8);
   CAMLreturn (Val_unit);
}

/* Row: raw words in payloads. A custom block, of each shape, and written again in its old age. */
value c_raw_custom (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   box = caml_alloc_custom (&raw_operations, 6 * sizeof (value), 0, 1);
   value *words = Data_custom_val (box);
   words[0] = 0;
   words[1] = 0x1235;
   words[2] = 0x1236;
   words[3] = (value) 0xdeadbeefdeadbee8ull;
   words[4] = (value) words;
   words[5] = (value) &raw_operations;
   caml_alloc_string (8);
   CAMLreturn (box);
}

value c_raw_later (value box, value abstract)
{
   CAMLparam2 (box, abstract);
   caml_alloc_string (8);
   value *words = Data_custom_val (box);
   for (int i = 0; i < 6; i++)
      words[i] = (value) 0xdeadbeefdeadbee0ull + i;
   Field (abstract, 0) = (value) &words;
   Field (abstract, 1) = box; /* an address that nobody uses */
   memset ((void *) abstract, 0x58, 2 * sizeof (value));
   caml_alloc_string (8);
   CAMLreturn (Val_unit);
}

/* Row: the same of an abstract block, that libc sorts. */
struct item { int key; char text[8]; };

static int by_key (const void *a, const void *b)
{
   return ((const struct item *) a)->key - ((const struct item *) b)->key;
}

value c_sorted_abstract (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (small, large);
   small = caml_alloc (24, Abstract_tag);
   large = caml_alloc (600, Abstract_tag);
   for (int k = 0; k < 2; k++) {
      struct item *items = (struct item *) (k ? large : small);
      const int n = (k ? 600 : 24) * sizeof (value) / sizeof *items;
      for (int i = 0; i < n; i++) {
         items[i].key = i * 7 % n;
         snprintf (items[i].text, sizeof items[i].text, "%d", i);
      }
      qsort (items, n, sizeof *items, by_key);
   }
   caml_alloc_string (8);
   CAMLreturn (small);
}

/* Strings of C where there may be some: in strings, empty ones, raw memory, and for a while in an array of integers and
   one of floats. They are long, so that they are no values by chance. */
static noinline intnat both_lengths (char *text, const char *source)
{
   strcpy (text, source);
   keep (text);
   return strlen (text) + (strcmp (text, source) == 0);
}

value c_strings (value string, value abstract, value box, value ints, value floats)
{
   CAMLparam5 (string, abstract, box, ints, floats);
   static const char source[] = "a text for a while";
   intnat n = strlen (String_val (caml_alloc_string (0)));
   value saved[3];
   n += strlen (String_val (string));
   n += both_lengths ((char *) abstract, source) + both_lengths (Data_custom_val (box), source);
   memcpy (saved, (void *) ints, sizeof saved);
   n += both_lengths ((char *) ints, source);
   memcpy ((void *) ints, saved, sizeof saved);
   n += both_lengths ((char *) floats, source);
   for (int i = 0; i < 3; i++)
      Store_double_flat_field (floats, i, i);
   CAMLreturn (Val_long (n + (caml_named_value ((char *) abstract) == NULL)));
}

/* Functions with a limit read nothing when it is 0: what is no block, or no string, will do. */
value c_limited (value v, value limit)
{
   char copy[8] = "copy";
   strncpy (copy, String_val (v), Long_val (limit));
   keep (copy);
   return Val_long (strlen (copy) + strncmp (copy, String_val (v), Long_val (limit)) + strnlen (String_val (v), Long_val (limit)));
}

/* Bytes of blocks of all kinds, that are compared, added up, searched and written out. */
value c_bytes_of_blocks (value a, value b)
{
   const unsigned char *bytes = (const unsigned char *) a;
   unsigned sum = 0;
   int null = open ("/dev/null", O_WRONLY);
   for (mlsize_t i = 0; i < Bosize_val (a); i++)
      sum = sum * 31 + bytes[i];
   keep (&sum);
   intnat n = memcmp ((void *) a, (void *) b, Bosize_val (a)) == 0;
   n += memchr ((void *) a, 5, Bosize_val (a)) != NULL;
   n += write (null, (void *) a, Bosize_val (a)) == (ssize_t) Bosize_val (a);
   close (null);
   return Val_long (n);
}

/* What accessors of the wrong kind do, and these do right, by the same instructions: immediates of any size and
   doubles that are kept in bytes; */
value c_immediates_in_bytes (value bytes, value n)
{
   Field (bytes, 0) = n;
   keep ((void *) bytes);
   return Field (bytes, 0);
}

value c_double_in_bytes (value bytes, value x)
{
   *(double *) Bytes_val (bytes) = Double_val (x);
   keep ((void *) bytes);
   return Val_bool (Double_val (bytes) == Double_val (x));
}

/* a custom block that is copied by words, whatever its payload is; the parts of one, whose type is not asked for; */
value c_copied_custom (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (copy);
   copy = caml_alloc_small (Wosize_val (v), Custom_tag);
   for (mlsize_t i = 0; i < Wosize_val (v); i++)
      Field (copy, i) = Field (v, i);
   CAMLreturn (copy);
}

value c_payload_of_custom (value v)
{
   return Val_long (*(int32_t *) Data_custom_val (v) + (Caml_ba_data_val (v) != NULL));
}

/* the address of a block as an integer, and fields as the bytes and words that they are. */
value c_address_of_block (value v)
{
   return Val_long (Long_val (v));
}

value c_parts_of_fields (value v)
{
   return Val_long (((int *) v)[0] + Byte_u (v, 1) + Int64_val (v));
}

/* New strings of any length, filled to the last byte and the zero behind it. */
static noinline value filled_string (intnat how, intnat n)
{
   static const char source[] = "0123456789012345678901234567890123456789";
   char text[sizeof source];
   int ends[2];
   memcpy (text, source, n);
   text[n] = 0;
   value s = caml_alloc_string (n);
   char *to = (char *) Bytes_val (s);
   switch (how) {
   case 0: strcpy (to, text); break;
   case 1: snprintf (to, n + 1, "%s", text); break;
   case 2: sprintf (to, "%s", text); break;
   case 3: memcpy (to, text, n); break;
   case 4: memcpy (to, text, n + 1); break;
   case 5: strncpy (to, text, n); break;
   case 6: memset (to, 'x', n); break;
   case 7: for (int i = 0; i < n; i++) to[i] = text[i]; break;
   case 8: *stpcpy (to, text) = 0; break;
   case 9:
      if (pipe (ends) != 0 || write (ends[1], text, n) != n || read (ends[0], to, n) != n)
         abort ();
      close (ends[0]);
      close (ends[1]);
      break;
   case 10: to[0] = 0; strcat (to, text); break;
   case 11: memmove (to, text, n); break;
   default: {
      FILE *f = fmemopen (text, sizeof text, "r");
      if (fread (to, 1, n, f) != n)
         abort ();
      fclose (f);
   }
   }
   return s;
}

value c_filled_strings (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (all);
   all = caml_alloc (13 * 25, 0);
   for (int how = 0; how < 13; how++)
      for (int n = 0; n < 25; n++)
         Store_field (all, how * 25 + n, filled_string (how, n));
   CAMLreturn (all);
}

/* ... and long ones, of the major heap. */
value c_filled_long (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (a, b);
   a = caml_alloc_string (5000);
   memset (Bytes_val (a), 'a', 5000);
   b = caml_alloc_string (5007);
   snprintf ((char *) Bytes_val (b), 5008, "%s%.7s", String_val (a), "bbbbbbb");
   CAMLreturn (b);
}

value c_empty_string (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (a, b);
   a = caml_alloc_string (0);
   b = caml_alloc_initialized_string (0, "");
   CAMLreturn (Val_long (caml_string_length (a) + strlen (String_val (a)) + caml_string_length (b)));
}

/* Blocks of any tag and size, and tags that are changed afterwards. */
value c_tags (value v)
{
   CAMLparam1 (v);
   CAMLlocal5 (all, a, b, c, d);
   a = caml_alloc (2, 5);
   Store_field (a, 1, v);
   b = caml_alloc (1, Double_tag);
   Store_double_val (b, 1.5);
   c = caml_alloc (0, 12);
   d = caml_alloc_small (2, 0);
   Field (d, 0) = v;
   Field (d, 1) = a;
   Tag_val (d) = 7;
   all = caml_alloc (6, 0);
   Store_field (all, 0, a);
   Store_field (all, 1, b);
   Store_field (all, 2, c);
   Store_field (all, 3, d);
   a = caml_alloc_small (3, 1);
   Hd_hp (Hp_val (a)) = (Hd_val (a) & ~(header_t) 0xFF) | Abstract_tag;
   Field (a, 0) = 0x1230;
   Store_field (all, 4, a);
   b = caml_alloc (300, 3);
   Store_field (b, 299, v);
   Store_field (all, 5, b);
   CAMLreturn (all);
}

/* An object of OCaml's, and floats in a record. */
value c_float_record (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (a, b);
   a = caml_alloc (2, Double_array_tag);
   Store_double_flat_field (a, 0, 1.0);
   Store_double_flat_field (a, 1, 2.0);
   b = caml_alloc_float_array (3);
   memset ((void *) b, 0, 3 * sizeof (double));
   caml_alloc_string (8);
   CAMLreturn (a);
}

/* A block that is allocated and dropped: as it came, half filled, and with words that are no values. */
value c_dropped (value v)
{
   CAMLparam1 (v);
   caml_alloc_small (3, 0);
   caml_alloc_string (8);
   value half = caml_alloc_small (3, 0);
   Field (half, 0) = v;
   caml_alloc_string (8);
   value raw = caml_alloc_small (2, 0);
   Field (raw, 0) = Field (raw, 1) = 0x10;
   caml_minor_collection ();
   CAMLreturn (Val_unit);
}

/* Blocks that need not be filled: numbers, strings, raw memory, custom blocks without a finaliser. */
value c_unfilled (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (all);
   all = caml_alloc (6, 0);
   Store_field (all, 0, caml_alloc_string (20));
   Store_field (all, 1, caml_alloc_small (4, Abstract_tag));
   Store_field (all, 2, caml_alloc_small (2, Double_array_tag));
   Store_field (all, 3, caml_alloc_custom (&raw_operations, 24, 0, 1));
   Store_field (all, 4, caml_alloc (300, Abstract_tag));
   Store_field (all, 5, caml_alloc_shr (300, Abstract_tag));
   CAMLreturn (all);
}

/* A block that is stored before it is filled, with no GC point between. */
value c_stored_first (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (parent);
   parent = caml_alloc (1, 0);
   value child = caml_alloc_small (2, 0);
   Store_field (parent, 0, child);
   Field (child, 0) = v;
   Field (child, 1) = Val_int (1);
   CAMLreturn (parent);
}

/* Bytes and half words that are what was there before: where the last minor collection left them. */
static noinline value block_by_bytes (void)
{
   const value from[2] = { Val_int (5), Val_int (6) };
   value block = caml_alloc_small (2, 0);
   volatile char *to = (volatile char *) block;
   for (size_t i = 0; i < sizeof from; i++)
      to[i] = ((const volatile char *) from)[i];
   return block;
}

value c_same_bytes (value unit)
{
   for (int i = 0; i < 3; i++) {
      caml_minor_collection ();
      block_by_bytes ();
   }
   caml_minor_collection ();
   return block_by_bytes ();
}

static noinline value block_by_halves (void)
{
   value block = caml_alloc_small (2, 0);
   volatile int32_t *to = (volatile int32_t *) block;
   to[0] = Val_int (5), to[1] = 0, to[2] = Val_int (6), to[3] = 0;
   return block;
}

value c_same_halves (value unit)
{
   for (int i = 0; i < 3; i++) {
      caml_minor_collection ();
      block_by_halves ();
   }
   caml_minor_collection ();
   return block_by_halves ();
}

/* The tag and the fields of the block before, when the next one has been allocated (just below it in memory). */
value c_tag_before (value v)
{
   CAMLparam1 (v);
   CAMLlocal2 (first, second);
   first = caml_alloc_small (2, 0);
   Field (first, 0) = v;
   Field (first, 1) = Val_int (1);
   second = caml_alloc_small (2, 0);
   Field (second, 0) = first;
   Field (second, 1) = Val_int (2);
   Tag_val (first) = 5;
   CAMLreturn (second);
}

value c_fields_before (value v)
{
   CAMLparam1 (v);
   CAMLlocal2 (first, second);
   first = caml_alloc_small (2, 0);
   Field (first, 0) = Val_int (0);
   Field (first, 1) = Val_int (0);
   second = caml_alloc_small (1, 0);
   Field (second, 0) = first;
   for (int i = 0; i < 2; i++)
      Field (first, i) = Val_int (i + 1);
   CAMLreturn (second);
}

/* Two halves of one buffer, each a string that is filled to its end. */
value c_strings_before (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal3 (a, b, all);
   a = caml_alloc_string (16);
   b = caml_alloc_string (15);
   memset (Bytes_val (a), 'a', 16);
   memset (Bytes_val (b), 'b', 15);
   all = caml_alloc_small (2, 0);
   Field (all, 0) = a;
   Field (all, 1) = b;
   CAMLreturn (all);
}

/* Row: black blocks outside the heap. A large one, whose fields are set by caml_modify. */
static struct { header_t header; value field[200]; } outside_large = { Caml_out_of_heap_header (200, 0), { 0 } };

value c_outside_large (value unit)
{
   value v = (value) &outside_large.field;
   for (int i = 0; i < 200; i++)
      Field (v, i) = Val_int (i);
   Store_field (v, 1, Val_int (100));
   Store_field (v, 199, Val_int (100));
   return v;
}

/* A lazy value that is known, and an object. */
value c_forward (value v)
{
   CAMLparam1 (v);
   value lazy = caml_alloc_small (1, Forward_tag);
   Field (lazy, 0) = v;
   CAMLreturn (lazy);
}

/* ---- Ownership ---- */

/* Row: explicit close and finaliser, guarded by NULL. */
struct handle { int refs, fd; char name[24]; };

#define Handle_val(v) (*(struct handle **) Data_custom_val (v))

static void finalise_handle (value box)
{
   struct handle *h = Handle_val (box);
   if (h && --h->refs == 0)
      free (h);
   Handle_val (box) = NULL;
}

static struct custom_operations handle_operations = {
   "rules.handle", finalise_handle, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_handle (struct custom_operations *operations)
{
   struct handle *h = calloc (1, sizeof *h);
   h->refs = 1;
   value box = caml_alloc_custom (operations, sizeof h, 0, 1);
   Handle_val (box) = h;
   return box;
}

value c_handle (value unit)
{
   return new_handle (&handle_operations);
}

value c_handle_close (value box)
{
   CAMLparam1 (box);
   finalise_handle (box);
   if (Handle_val (box) == NULL)
      CAMLreturn (Val_true);
   CAMLreturn (Val_false);
}

/* Row: a C object shared by two custom blocks. */
value c_shared (value box)
{
   CAMLparam1 (box);
   value other = caml_alloc_custom (&handle_operations, sizeof (struct handle *), 0, 1);
   Handle_val (other) = Handle_val (box);
   Handle_val (other)->refs++;
   CAMLreturn (other);
}

value c_handle_refs (value box)
{
   return Val_int (Handle_val (box)->refs);
}

/* Row: explicit close, guarded by OCaml's flag: the function that closes is the finaliser's too, and is called once. */
value c_flagged (value unit)
{
   return new_handle (&raw_operations);
}

value c_flagged_close (value box)
{
   free (Handle_val (box));
   Handle_val (box) = NULL;
   caml_alloc_string (8);
   return Val_unit;
}

/* Row: an owner whose second release function does nothing, as deflateEnd after deflateEnd. */
struct stream { char *state; };

#define Stream_val(v) (*(struct stream **) Data_custom_val (v))

static noinline int stream_end (struct stream *s)
{
   if (s->state == NULL)
      return -2;
   free (s->state);
   s->state = NULL;
   return 0;
}

static void finalise_stream (value box)
{
   stream_end (Stream_val (box));
   free (Stream_val (box));
}

static struct custom_operations stream_operations = {
   "rules.stream", finalise_stream, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_stream (value unit)
{
   struct stream *s = malloc (sizeof *s);
   s->state = malloc (100);
   value box = caml_alloc_custom_mem (&stream_operations, sizeof s, 100 + sizeof *s);
   Stream_val (box) = s;
   return box;
}

value c_stream_end (value box)
{
   return Val_bool (stream_end (Stream_val (box)) == 0);
}

/* Row: managed bigarrays. OCaml takes parts of them, and all die with the last. */
value c_managed (value unit)
{
   double *data = malloc (16 * sizeof (double));
   for (int i = 0; i < 16; i++)
      data[i] = i;
   return caml_ba_alloc_dims (CAML_BA_FLOAT64 | CAML_BA_C_LAYOUT | CAML_BA_MANAGED, 1, data, (intnat) 16);
}

/* ... or a finaliser of the stub's own takes the place of the runtime's. */
static void finalise_array (value ba)
{
   free (Caml_ba_data_val (ba));
   caml_ba_finalize (ba);
}

value c_managed_otherwise (value unit)
{
   CAMLparam1 (unit);
   static struct custom_operations operations;
   value ba = caml_ba_alloc_dims (CAML_BA_FLOAT64 | CAML_BA_C_LAYOUT | CAML_BA_EXTERNAL, 1, calloc (16, 8),
                                  (intnat) 16);
   operations = *Custom_ops_val (ba);
   operations.identifier = "rules.array";
   operations.finalize = finalise_array;
   Custom_ops_val (ba) = &operations;
   CAMLreturn (ba);
}

value c_external (value unit)
{
   static double data[16];
   return caml_ba_alloc_dims (CAML_BA_FLOAT64 | CAML_BA_C_LAYOUT | CAML_BA_EXTERNAL, 1, data, (intnat) 16);
}

/* Live strings of malloc beside freed ones: libc reads them by whole vectors. */
value c_neighbours (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   enum { N = 100 };
   static char *texts[N];
   intnat n = 0;
   box = caml_alloc (N, 0);
   for (int i = 0; i < N; i++) {
      value h = new_handle (&handle_operations);
      Store_field (box, i, h);
      texts[i] = malloc (1 + i % 10);
      memset (texts[i], 'a', i % 10);
      texts[i][i % 10] = 0;
   }
   for (int i = 0; i < N; i += 2)
      finalise_handle (Field (box, i));
   for (int i = 1; i < N; i++) {
      char copy[16];
      keep (texts[i]);
      n += strlen (texts[i]) + (strchr (texts[i], 'b') != NULL) + strnlen (texts[i], 1000);
      n += strcmp (texts[i], texts[i - 1]) == 0 ? 1 : 0;
      n += memchr (texts[i], 0, 16) == NULL;
      strcpy (copy, texts[i]);
      n += strlen (copy);
   }
   for (int i = 0; i < N; i++)
      free (texts[i]);
   CAMLreturn (Val_long (n));
}

/* C memory that a finaliser has freed: its address is compared, printed and forgotten. */
static struct handle *last_made;

value c_remember (value box)
{
   last_made = Handle_val (box);
   return Val_unit;
}

value c_compare_freed (value unit)
{
   char text[32];
   snprintf (text, sizeof text, "%p", (void *) last_made);
   int was = last_made != NULL && text[0] != 0;
   struct handle *forgotten = last_made;
   keep (&forgotten);
   last_made = NULL;
   return Val_bool (was && forgotten != NULL);
}

/* An old finalised block: caml_alloc_final. */
static void free_final (value v)
{
   free ((void *) Field (v, 1));
}

value c_final (value unit)
{
   value v = caml_alloc_final (2, free_final, 0, 1);
   Field (v, 1) = (value) malloc (8);
   return v;
}

/* Row: finalisers after a fork (with correct.ml). */
value c_fork (value unit)
{
   return Val_int (fork ());
}

value c_wait (value pid)
{
   int status = 0;
   caml_enter_blocking_section ();
   waitpid (Int_val (pid), &status, 0);
   caml_leave_blocking_section ();
   return Val_int (status);
}

value c_exit (value unit)
{
   _exit (0);
}

/* ---- Calls ---- */

/* Row: [@@noalloc], whose other path raises, */
value c_noalloc_raise (value v, value i)
{
   if (Long_val (i) < 0)
      caml_invalid_argument ("index");
   return Val_int (Byte_u (v, Long_val (i)));
}

/* allocates, */
value c_noalloc_allocate (value n)
{
   if (Long_val (n) > 1000)
      return caml_copy_string ("many");
   return Val_long (Long_val (n) + 1);
}

/* gives the lock away, */
value c_noalloc_release (value n)
{
   if (Long_val (n) > 1000) {
      caml_release_runtime_system ();
      usleep (1);
      caml_acquire_runtime_system ();
   }
   return Val_unit;
}

/* calls back; */
value c_noalloc_callback (value f)
{
   return Is_block (f) && Tag_val (f) != Closure_tag ? caml_callback (f, Val_unit) : Val_int (3);
}

/* or calls functions of the runtime that do none of it. */
value c_noalloc_runtime (value block, value text)
{
   static value root;
   char *copy = caml_stat_strdup (String_val (text)), *more = caml_stat_alloc_noexc (100);
   copy = caml_stat_resize (copy, 200);
   root = block;
   caml_register_generational_global_root (&root);
   caml_modify (&Field (block, 0), text);
   caml_modify_generational_global_root (&root, Val_unit);
   caml_remove_generational_global_root (&root);
   intnat n = caml_string_length (text) + (caml_named_value ("rules.correct") != NULL)
              + Long_val (caml_string_equal (text, Field (block, 0)))
              + (caml_hash (Val_int (10), Val_int (10), Val_int (0), text) == 0);
   caml_stat_free (copy);
   caml_stat_free (more);
   return Val_long (n);
}

double c_noalloc_unboxed (double d, int64_t n, int32_t k)
{
   return d * n + k;
}

value c_noalloc_unboxed_bytecode (value d, value n, value k)
{
   return caml_copy_double (c_noalloc_unboxed (Double_val (d), Int64_val (n), Int32_val (k)));
}

intnat c_noalloc_ba (value ba)
{
   struct caml_ba_array *b = Caml_ba_array_val (ba);
   return b->dim[0] * 8 + caml_ba_byte_size (b) - caml_ba_num_elts (b) * 8;
}

value c_noalloc_ba_bytecode (value ba)
{
   return Val_long (c_noalloc_ba (ba));
}

/* Row: return caml_check_urgent_gc (result), of an immediate, a new block, an old one. */
value c_urgent (value v, value which)
{
   if (Int_val (which) == 0)
      return caml_check_urgent_gc (Val_unit);
   if (Int_val (which) == 1)
      return caml_check_urgent_gc (v);
   value block = caml_alloc_shr (1, 0);
   caml_initialize (&Field (block, 0), v);
   return caml_check_urgent_gc (block);
}

/* Row: caml_alloc_custom_mem (and caml_alloc_custom) with any sizes. */
value c_custom_mem (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (all);
   static const mlsize_t sizes[] = { 0, 1, 8, 1000, 100000, 1000000000 };
   all = caml_alloc (18, 0);
   for (int i = 0; i < 6; i++) {
      Store_field (all, i, caml_alloc_custom_mem (&raw_operations, 8, sizes[i]));
      Store_field (all, i + 6, caml_alloc_custom (&raw_operations, 16 * i, sizes[i], 1000));
      Store_field (all, i + 12, caml_alloc_custom (&raw_operations, i == 5 ? 4000 : 1, 0, sizes[i]));
   }
   CAMLreturn (all);
}

/* Row: naked pointers (tagged ones with OCaml 5): live memory of malloc in fields, */
struct naked { long n; };

value c_naked_field (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (small, block);
   struct naked *a = malloc (sizeof *a), *b = malloc (sizeof *b);
   a->n = 1;
   b->n = 2;
   small = caml_alloc_small (2, 0);
   Field (small, 0) = naked_value (a);
   Field (small, 1) = (value) a | 1;
   caml_minor_collection ();
   block = caml_alloc_tuple (3);
   Store_field (block, 0, naked_value (a));
   Store_field (block, 1, naked_value (b));
   Store_field (block, 2, small);
   caml_alloc_string (8);
   CAMLreturn (block);
}

value c_naked_read (value block)
{
   CAMLparam1 (block);
   struct naked *a = naked_address (Field (block, 0)), *b = naked_address (Field (block, 1));
   caml_alloc_string (8);
   CAMLreturn (Val_long (a->n + b->n));
}

/* which is forgotten before it is freed, */
value c_naked_free (value block)
{
   CAMLparam1 (block);
   free (naked_address (Field (block, 0)));
   free (naked_address (Field (block, 1)));
   Store_field (block, 0, Val_unit);
   Store_field (block, 1, Val_unit);
   Store_field (Field (block, 2), 0, Val_unit);
   CAMLreturn (Val_unit);
}

/* as a result, an argument and in a local root, */
value c_naked_new (value unit)
{
   struct naked *a = malloc (sizeof *a);
   a->n = 3;
   return naked_value (a);
}

value c_naked_local (value naked)
{
   CAMLparam1 (naked);
   CAMLlocal1 (copy);
   copy = naked;
   caml_minor_collection ();
   ((struct naked *) naked_address (copy))->n++;
   caml_alloc_string (8);
   intnat n = ((struct naked *) naked_address (naked))->n;
   free (naked_address (naked));
   naked = copy = Val_unit;
   CAMLreturn (Val_long (n));
}

/* and in global roots; addresses of static memory, and of the stack. */
static value naked_plain, naked_generational;

value c_naked_global (value unit)
{
   struct naked here = { 5 }, *a = malloc (sizeof *a);
   static struct naked fixed = { 6 };
   naked_plain = naked_value (a);
   naked_generational = naked_value (&fixed);
   caml_register_global_root (&naked_plain);
   caml_register_generational_global_root (&naked_generational);
   caml_minor_collection ();
   free (a);
   naked_plain = naked_value (&here);
   caml_alloc_string (8);
   intnat n = ((struct naked *) naked_address (naked_plain))->n + ((struct naked *) naked_address (naked_generational))->n;
   caml_remove_global_root (&naked_plain);
   caml_remove_generational_global_root (&naked_generational);
   return Val_long (n);
}

/* A callback that calls stubs that call back, to some depth. */
value c_nested (value f, value depth, value text)
{
   CAMLparam3 (f, depth, text);
   CAMLlocal2 (copy, result);
   copy = caml_alloc_string (caml_string_length (text));
   memcpy (Bytes_val (copy), String_val (text), caml_string_length (text));
   if (Int_val (depth) == 0)
      CAMLreturn (copy);
   value arguments[3] = { f, Val_int (Int_val (depth) - 1), copy };
   result = caml_callbackN (f, 3, arguments);
   CAMLreturn (caml_string_length (result) == caml_string_length (text) ? result : text);
}

/* What callbacks give back, and what they raise, in C's hands. */
value c_results (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (exception);
   intnat n = 0;
   for (int i = 0; i < 6; i++) {
      value result = caml_callback_exn (f, Val_int (i));
      if (!Is_exception_result (result)) {
         n += Long_val (result);
         continue;
      }
      exception = Extract_exception (result);
      caml_alloc_string (8);
      n += 100 + Is_block (exception);
   }
   CAMLreturn (Val_long (n));
}

/* Exceptions with fresh arguments. */
value c_raises (value how)
{
   CAMLparam1 (how);
   CAMLlocal1 (argument);
   const value *e = caml_named_value ("rules.exception");
   argument = caml_copy_string ("argument");
   switch (Int_val (how)) {
   case 0: caml_raise_with_arg (*e, argument);
   case 1: caml_raise_with_string (*e, "text");
   case 2: caml_raise_not_found ();
   case 3: caml_failwith ("failure");
   case 4: {
      value box = new_handle (&handle_operations); /* dead with the exception, and freed */
      argument = box;
      caml_raise_end_of_file ();
   }
   default:
      argument = caml_copy_string ("fresh");
      caml_raise_with_arg (*e, argument);
   }
   CAMLreturn (Val_unit);
}

/* An exception after a custom block with a finaliser, that has nothing but its operations, or is filled with the words
   that were there. */
static volatile int empty_finalised;

static void finalise_empty (value v)
{
   empty_finalised++;
}

static struct custom_operations empty_operations = {
   "rules.empty", finalise_empty, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_raise_custom (value how)
{
   CAMLparam1 (how);
   CAMLlocal1 (box);
   caml_minor_collection ();
   box = caml_alloc_custom (&empty_operations, Int_val (how) == 0 ? 0 : 8, 0, 1);
   if (Int_val (how) == 1)
      for (int i = 0; i < 8; i++)
         ((volatile char *) Data_custom_val (box))[i] = 0;
   if (Int_val (how) == 2)
      for (int i = 0; i < 2; i++)
         ((volatile int *) Data_custom_val (box))[i] = 0;
   if (Int_val (how) == 3)
      *(void *volatile *) Data_custom_val (box) = NULL;
   caml_failwith ("custom");
   CAMLreturn (box);
}

/* Operations that raise. (hash may not: caml_hash is called without saving OCaml's registers.) */
static void serialize_raises (value v, uintnat *bsize_32, uintnat *bsize_64)
{
   caml_invalid_argument ("serialize");
}

static int compare_raises (value a, value b)
{
   caml_raise_not_found ();
}

static struct custom_operations raising_operations = {
   "rules.raising", custom_finalize_default, compare_raises, custom_hash_default, serialize_raises,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_raising (value unit)
{
   return caml_alloc_custom (&raising_operations, 8, 0, 1);
}

/* Row: a root on a stack, of a coroutine that waits. */
static ucontext_t main_context, coroutine_context;
static value for_coroutine;

static void run_coroutine (void)
{
   value here = for_coroutine;
   caml_register_generational_global_root (&here);
   swapcontext (&coroutine_context, &main_context);
   caml_alloc_string (8);
   for_coroutine = Val_long (caml_string_length (here));
   caml_remove_generational_global_root (&here);
   swapcontext (&coroutine_context, &main_context);
}

value c_coroutine_root (value v)
{
   CAMLparam1 (v);
   char *stack = malloc (100000);
   getcontext (&coroutine_context);
   coroutine_context.uc_stack.ss_sp = stack;
   coroutine_context.uc_stack.ss_size = 100000;
   coroutine_context.uc_link = NULL;
   makecontext (&coroutine_context, run_coroutine, 0);
   for_coroutine = v;
   swapcontext (&main_context, &coroutine_context);
   caml_minor_collection ();
   caml_alloc_string (8);
   swapcontext (&main_context, &coroutine_context);
   free (stack);
   CAMLreturn (for_coroutine);
}

/* A thread of C that registers, calls back and unregisters, some times. */
static void *call_in_thread (void *arg)
{
   for (int i = 0; i < 5; i++) {
      caml_c_thread_register ();
      caml_c_thread_register (); /* does nothing */
      for (int j = 0; j < 3; j++) {
         caml_acquire_runtime_system ();
         caml_callback (*(value *) arg, Val_int (j));
         caml_release_runtime_system ();
      }
      caml_c_thread_unregister ();
      caml_c_thread_unregister (); /* does nothing */
   }
   return NULL;
}

value c_thread_calls (value f)
{
   CAMLparam1 (f);
   pthread_t threads[2];
   for (int i = 0; i < 2; i++)
      pthread_create (&threads[i], NULL, call_in_thread, &f);
   caml_release_runtime_system ();
   for (int i = 0; i < 2; i++)
      pthread_join (threads[i], NULL);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_unit);
}

/* Row: a root on the stack, of a thread of C. */
static void *root_in_thread (void *arg)
{
   caml_c_thread_register ();
   caml_acquire_runtime_system ();
   value here = *(value *) arg;
   caml_register_generational_global_root (&here);
   value text = caml_copy_string ("in thread");
   caml_callback (here, text);
   caml_release_runtime_system ();
   usleep (100);
   caml_acquire_runtime_system ();
   caml_callback (here, Val_int (0));
   caml_remove_generational_global_root (&here);
   caml_release_runtime_system ();
   caml_c_thread_unregister ();
   return NULL;
}

value c_thread_root (value f)
{
   CAMLparam1 (f);
   pthread_t thread;
   pthread_create (&thread, NULL, root_in_thread, &f);
   for (int i = 0; i < 10; i++) {
      caml_release_runtime_system ();
      usleep (50);
      caml_acquire_runtime_system ();
      caml_alloc_string (8);
   }
   caml_release_runtime_system ();
   pthread_join (thread, NULL);
   caml_acquire_runtime_system ();
   CAMLreturn (Val_unit);
}

/* A custom block all of whose operations do their work: they compare, hash, write and read, and one may raise. */
struct number { int32_t small; int64_t large; double real; };

#define Number_val(v) ((struct number *) Data_custom_val (v))

static int compare_numbers (value a, value b)
{
   const struct number *x = Number_val (a), *y = Number_val (b);
   if (x->small < 0 || y->small < 0)
      caml_failwith ("compare");
   if (x->real != x->real || y->real != y->real) {
      caml_compare_unordered = 1;
      return 1;
   }
   return x->large < y->large ? -1 : x->large > y->large;
}

static int compare_number (value a, value b)
{
   const intnat n = Number_val (a)->large, other = Is_long (b) ? Long_val (b) : 0;
   return Is_long (a) ? Long_val (a) < 0 : n < other ? -1 : n > other;
}

static intnat hash_number (value v)
{
   uint32_t h = caml_hash_mix_int64 (0, Number_val (v)->large);
   h = caml_hash_mix_double (h, Number_val (v)->real);
   return caml_hash_mix_uint32 (h, Number_val (v)->small);
}

static void serialize_number (value v, uintnat *bsize_32, uintnat *bsize_64)
{
   double reals[2] = { Number_val (v)->real, 1.0 };
   caml_serialize_int_4 (Number_val (v)->small);
   caml_serialize_int_8 (Number_val (v)->large);
   caml_serialize_float_8 (Number_val (v)->real);
   caml_serialize_block_float_8 (reals, 2);
   caml_serialize_int_1 (7);
   *bsize_32 = *bsize_64 = sizeof (struct number);
}

static uintnat deserialize_number (void *to)
{
   struct number *n = to;
   double reals[2];
   n->small = caml_deserialize_sint_4 ();
   n->large = caml_deserialize_sint_8 ();
   n->real = caml_deserialize_float_8 ();
   caml_deserialize_block_float_8 (reals, 2);
   if (caml_deserialize_uint_1 () != 7)
      caml_deserialize_error ("number");
   return sizeof *n;
}

static struct custom_operations number_operations = {
   "rules.number", custom_finalize_default, compare_numbers, hash_number, serialize_number, deserialize_number,
   compare_number, custom_fixed_length_default
};

value c_number (value small, value large, value real)
{
   CAMLparam3 (small, large, real);
   static int known;
   if (!known)
      caml_register_custom_operations (&number_operations);
   known = 1;
   value v = caml_alloc_custom (&number_operations, sizeof (struct number), 0, 1);
   Number_val (v)->small = Int_val (small);
   Number_val (v)->large = Long_val (large);
   Number_val (v)->real = Double_val (real);
   CAMLreturn (v);
}

/* A number behind a pointer: read back, it is memory of malloc, that the finaliser frees. */
#define Pointer_val(v) (*(struct number **) Data_custom_val (v))

static void finalise_pointer (value v)
{
   free (Pointer_val (v));
}

static void serialize_pointer (value v, uintnat *bsize_32, uintnat *bsize_64)
{
   caml_serialize_int_8 (Pointer_val (v)->large);
   *bsize_32 = 4;
   *bsize_64 = 8;
}

static uintnat deserialize_pointer (void *to)
{
   struct number *n = malloc (sizeof *n);
   n->large = caml_deserialize_sint_8 ();
   *(struct number **) to = n;
   return sizeof n;
}

static int compare_pointers (value a, value b)
{
   return Pointer_val (a)->large < Pointer_val (b)->large ? -1 : Pointer_val (a)->large > Pointer_val (b)->large;
}

static intnat hash_pointer (value v)
{
   return Pointer_val (v)->large;
}

static struct custom_operations pointer_operations = {
   "rules.pointer", finalise_pointer, compare_pointers, hash_pointer, serialize_pointer, deserialize_pointer,
   custom_compare_ext_default, custom_fixed_length_default
};

value c_pointer (value large)
{
   static int known;
   if (!known)
      caml_register_custom_operations (&pointer_operations);
   known = 1;
   value v = caml_alloc_custom (&pointer_operations, sizeof (struct number *), 0, 1);
   Pointer_val (v) = calloc (1, sizeof (struct number));
   Pointer_val (v)->large = Long_val (large);
   return v;
}

/* A finaliser that works: it writes, locks, closes, and looks at other blocks' C memory. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct worker { struct worker *next; FILE *file; char *text; } *workers;

#define Worker_val(v) (*(struct worker **) Data_custom_val (v))

static void finalise_worker (value v)
{
   struct worker *w = Worker_val (v), **at = &workers;
   pthread_mutex_lock (&mutex);
   while (*at != w)
      at = &(*at)->next;
   *at = w->next;
   pthread_mutex_unlock (&mutex);
   fprintf (w->file, "%s %d\n", w->text, 3);
   fclose (w->file);
   caml_stat_free (w->text);
   caml_stat_free (w);
}

static struct custom_operations worker_operations = {
   "rules.worker", finalise_worker, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

value c_worker (value text)
{
   CAMLparam1 (text);
   value v = caml_alloc_custom (&worker_operations, sizeof (struct worker *), 0, 1);
   struct worker *w = caml_stat_alloc (sizeof *w);
   w->file = fopen ("/dev/null", "w");
   w->text = caml_stat_strdup (String_val (text));
   w->next = workers;
   workers = w;
   Worker_val (v) = w;
   CAMLreturn (v);
}

/* Values passed through varargs, to one who fills a block with them, and to one who adds up what they hold. */
static noinline void fill (value block, ...)
{
   va_list arguments;
   va_start (arguments, block);
   for (mlsize_t i = 0; i < Wosize_val (block); i++)
      Field (block, i) = va_arg (arguments, value);
   va_end (arguments);
}

static noinline intnat lengths (int n, ...)
{
   intnat sum = 0;
   va_list arguments;
   va_start (arguments, n);
   for (int i = 0; i < n; i++) {
      value v = va_arg (arguments, value);
      sum += Is_block (v) ? caml_string_length (v) : Long_val (v);
   }
   va_end (arguments);
   return sum;
}

value c_varargs (value a, value b)
{
   CAMLparam2 (a, b);
   value block = caml_alloc_tuple (9);
   fill (block, a, b, a, b, a, b, a, b, Val_int (lengths (10, a, b, a, b, a, b, a, b, Val_int (1), Val_int (2))));
   CAMLreturn (block);
}

/* Ephemerons (before OCaml 5) and options, by the runtime's functions. */
#if OCAML_VERSION < 50000
value c_ephemeron (value key, value data)
{
   CAMLparam2 (key, data);
   CAMLlocal3 (e, got, some);
   e = caml_ephemeron_create (1);
   caml_ephemeron_set_key (e, 0, key);
   caml_ephemeron_set_data (e, data);
   caml_minor_collection ();
   if (caml_ephemeron_get_key (e, 0, &got) && caml_ephemeron_get_data_copy (e, &some)) {
      some = caml_alloc_some (got);
      CAMLreturn (some);
   }
   CAMLreturn (Val_none);
}
#else
value c_ephemeron (value key, value data)
{
   CAMLparam2 (key, data);
   caml_minor_collection ();
   CAMLreturn (caml_alloc_some (key));
}
#endif

/* Functions of the runtime that make new values from C's. */
value c_makers (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (all);
   const char *names[] = { "a", "bc", "def", NULL };
   static const int flags[] = { 1, 2, 4 };
   all = caml_alloc (8, 0);
   Store_field (all, 0, caml_alloc_sprintf ("%s-%d", "text", 42));
   Store_field (all, 1, caml_copy_string_array (names));
   Store_field (all, 2, caml_copy_int64 (1));
   Store_field (all, 3, caml_copy_int32 (2));
   Store_field (all, 4, caml_copy_nativeint ((intnat) &flags));
   Store_field (all, 5, caml_alloc_initialized_string (2, "a\0b"));
   Store_field (all, 6, caml_alloc_some (Val_int (caml_convert_flag_list (Val_emptylist, (int *) flags))));
   Store_field (all, 7, caml_copy_double (1.0));
   CAMLreturn (all);
}
