/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that are no values, where OCaml or the GC takes them for values. */
#include "values.h"

/* An argument of an OCaml function, which ignores it. */
value bad_novalue_argument (value f)
{
   CAMLparam1 (f);
   caml_callback (f, (value) 42);                            /* BUG novalue_argument use NotAValue definite */
   CAMLreturn (Val_unit);
}

value good_novalue_argument (value f)
{
   CAMLparam1 (f);
   caml_callback (f, Val_int (42));
   CAMLreturn (Val_unit);
}

/* Stored into a block that OCaml has. */
/* BUG novalue_modify ends 5.x: caml_modify reads the header of what it stores */
value bad_novalue_modify (value v)
{
   CAMLparam1 (v);
   caml_modify (&Field (v, 0), (value) 82);                  /* BUG novalue_modify use NotAValue definite */
   caml_modify (&Field (v, 0), Val_unit);
   CAMLreturn (Val_unit);
}

value good_novalue_modify (value v)
{
   CAMLparam1 (v);
   caml_modify (&Field (v, 0), Val_int (82));
   caml_modify (&Field (v, 0), Val_unit);
   CAMLreturn (Val_unit);
}

/* The same in the minor heap, by the usual macro. */
value bad_novalue_store (value v, value by)
{
   CAMLparam2 (v, by);
   int n = 10 * Int_val (by);
   Store_field (v, 0, n);                                    /* BUG novalue_store use NotAValue definite */
   Store_field (v, 0, Val_int (n));
   CAMLreturn (Val_unit);
}

value good_novalue_store (value v, value by)
{
   CAMLparam2 (v, by);
   int n = 10 * Int_val (by);
   Store_field (v, 0, Val_int (n));
   CAMLreturn (Val_unit);
}

/* In a fresh block, which the GC may scan. */
value bad_novalue_fresh (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, name);
   pair = caml_alloc (2, 0);
   Field (pair, 0) = 6;                                      /* BUG novalue_fresh use NotAValue definite */
   name = caml_copy_string ("name");                         /* BUG novalue_fresh use NotAValue definite */
   Store_field (pair, 0, Val_int (6));
   Store_field (pair, 1, name);
   CAMLreturn (pair);
}

value good_novalue_fresh (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal2 (pair, name);
   pair = caml_alloc (2, 0);
   Field (pair, 0) = Val_int (6);
   name = caml_copy_string ("name");
   Store_field (pair, 1, name);
   CAMLreturn (pair);
}

/* In a fresh block that is returned. OCaml ignores it. */
value bad_novalue_point (value x, value y)
{
   CAMLparam2 (x, y);
   CAMLlocal1 (point);
   point = caml_alloc_small (2, 0);
   Field (point, 0) = 2 * Long_val (x);                      /* BUG novalue_point use NotAValue definite */
   Field (point, 1) = 2 * Long_val (y);                      /* BUG novalue_point use NotAValue definite */
   CAMLreturn (point);                                       /* BUG novalue_point use NotAValue definite */
}                                                            /* BUG novalue_point use NotAValue definite */

value good_novalue_point (value x, value y)
{
   CAMLparam2 (x, y);
   CAMLlocal1 (point);
   point = caml_alloc_small (2, 0);
   Field (point, 0) = Val_long (2 * Long_val (x));
   Field (point, 1) = Val_long (2 * Long_val (y));
   CAMLreturn (point);
}

/* An exception that caml_callback_exn returns is marked in the last bits of its address. Stored: */
value bad_novalue_exn_stored (value f, value v)
{
   CAMLparam2 (f, v);
   value result = caml_callback_exn (f, Val_unit);
   caml_modify (&Field (v, 0), result);                      /* BUG novalue_exn_stored use NotAValue definite */
   caml_modify (&Field (v, 0), Val_unit);
   CAMLreturn (Val_unit);
}

value good_novalue_exn_stored (value f, value v)
{
   CAMLparam2 (f, v);
   value result = caml_callback_exn (f, Val_unit);
   if (Is_exception_result (result))
      result = Extract_exception (result);
   caml_modify (&Field (v, 0), result);
   caml_modify (&Field (v, 0), Val_unit);
   CAMLreturn (Val_unit);
}

/* Passed on: */
value bad_novalue_exn_passed (value f, value g)
{
   CAMLparam2 (f, g);
   value result = caml_callback_exn (f, Val_unit);
   caml_callback (g, result);                                /* BUG novalue_exn_passed use NotAValue definite */
   CAMLreturn (Val_unit);
}

value good_novalue_exn_passed (value f, value g)
{
   CAMLparam2 (f, g);
   value result = caml_callback_exn (f, Val_unit);
   if (Is_exception_result (result))
      result = Extract_exception (result);
   caml_callback (g, result);
   CAMLreturn (Val_unit);
}

/* Returned: */
value bad_novalue_exn_returned (value f)
{
   CAMLparam1 (f);
   value result = caml_callback_exn (f, Val_unit);
   CAMLreturn (result);                                      /* BUG novalue_exn_returned use NotAValue definite */
}                                                            /* BUG novalue_exn_returned use NotAValue definite */

value good_novalue_exn_returned (value f)
{
   CAMLparam1 (f);
   value result = caml_callback_exn (f, Val_unit);
   if (Is_exception_result (result))
      result = Extract_exception (result);
   CAMLreturn (result);
}

/* The address of memory that was freed. While it is not, 4.13 allows it. */
/* BUG novalue_freed only 4.x: OCaml 5 allows none, see novalue_naked */
value bad_novalue_freed (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   char *p = malloc (64);
   keep (p);
   box = caml_alloc (1, 0);
   Field (box, 0) = (value) p;
   free (p);
   caml_alloc_string (8);                                    /* BUG novalue_freed use NotAValue definite */
   Store_field (box, 0, Val_unit);
   CAMLreturn (Val_unit);
}

value good_novalue_freed (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   char *p = malloc (64);
   keep (p);
   box = caml_alloc (1, 0);
   Field (box, 0) = (value) p;
   caml_alloc_string (8);
   Store_field (box, 0, Val_unit);
   free (p);
   CAMLreturn (Val_unit);
}

/* A number that has no room in an immediate value: one in an abstract block may be anything. */
value bad_novalue_mask (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (mask);
   mask = caml_alloc (1, 0);
   Field (mask, 0) = (value) (0x5a5a5a5a5a5a5a00 + 2 * Long_val (n)); /* BUG novalue_mask use NotAValue definite */
   caml_copy_double (1.0);                                   /* BUG novalue_mask use NotAValue definite */
   Store_field (mask, 0, Val_unit);
   CAMLreturn (Val_unit);
}

value good_novalue_mask (value n)
{
   CAMLparam1 (n);
   CAMLlocal1 (mask);
   mask = caml_alloc (1, Abstract_tag);
   Field (mask, 0) = (value) (0x5a5a5a5a5a5a5a00 + 2 * Long_val (n));
   caml_copy_double (1.0);
   CAMLreturn (Val_unit);
}

/* A number as an int, and boxed. */
value bad_novalue_boxed (value f, value n)
{
   CAMLparam2 (f, n);
   CAMLlocal1 (boxed);
   intnat size = 1000 * Long_val (n);
   caml_callback2 (f, n, (value) size);                      /* BUG novalue_boxed use NotAValue definite */
   CAMLreturn (Val_unit);
}

value good_novalue_boxed (value f, value n)
{
   CAMLparam2 (f, n);
   CAMLlocal1 (boxed);
   intnat size = 1000 * Long_val (n);
   boxed = caml_copy_nativeint (size);
   caml_callback2 (f, n, boxed);
   CAMLreturn (Val_unit);
}

/* The address of C memory, and NULL, which 4.x allows. */
/* BUG novalue_naked only 5.x: 4.x allows addresses of C memory */
value bad_novalue_naked (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   static int number[4];
   box = caml_alloc_small (1, 0);
   Field (box, 0) = (value) number;
   caml_alloc_string (8);                                    /* BUG novalue_naked use NotAValue definite */
   Store_field (box, 0, Val_unit);
   CAMLreturn (Val_unit);
}

value good_novalue_naked (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   static int number[4];
   box = caml_alloc_small (1, 0);
   Field (box, 0) = (value) number | 1;
   caml_alloc_string (8);
   CAMLreturn (Val_int (*(int *) (Field (box, 0) & ~(value) 1)));
}

/* BUG novalue_null only 5.x: 4.x allows NULL */
value bad_novalue_null (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   box = caml_alloc_some (0);                                /* BUG novalue_null use NotAValue definite */
   Store_field (box, 0, Val_unit);
   CAMLreturn (Val_unit);
}

value good_novalue_null (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (box);
   box = caml_alloc_some (Val_none);
   CAMLreturn (Val_unit);
}

/* Results. What OCaml code then does with them shows that they are no unboxed numbers. A number that is stored:
   https://github.com/ocaml/dune/pull/14285 (there, a set of flags) */
value bad_result_stored (value n)
{
   return 2 * Long_val (n);                                  /* BUG result_stored use NotAValue definite */
}                                                            /* BUG result_stored use NotAValue definite */

value good_result_stored (value n)
{
   return Val_long (2 * Long_val (n));
}

/* Kept in a variable over the call of another stub. */
value bad_result_kept (value n)
{
   CAMLparam1 (n);
   intnat size = 1000 * Long_val (n);
   CAMLreturn (size);                                        /* BUG result_kept use NotAValue definite */
}                                                            /* BUG result_kept use NotAValue definite */

value good_result_kept (value n)
{
   CAMLparam1 (n);
   intnat size = 1000 * Long_val (n);
   CAMLreturn (Val_long (size));
}

/* Passed on to a function of the runtime, which prints half of it. */
value bad_result_printed (value text)
{
   return caml_string_length (text) & ~1;                    /* BUG result_printed use NotAValue definite */
}                                                            /* BUG result_printed use NotAValue definite */

value good_result_printed (value text)
{
   return Val_long (caml_string_length (text) & ~1);
}

/* In the environment of a closure. */
static noinline int next_id (void)
{
   static int id = 98;
   return id += 2;
}

/* BUG result_closure ends 5.x-bytecode: the GC reads a header below what is left on the interpreter's stack */
value bad_result_closure (value unit)
{
   (void) unit;
   return next_id ();                                        /* BUG result_closure use NotAValue definite */
}                                                            /* BUG result_closure use NotAValue definite */

value good_result_closure (value unit)
{
   (void) unit;
   return Val_int (next_id ());
}

/* A function without a result, whose unit ends in a queue: https://github.com/inhabitedtype/bigstringaf/pull/56 */
static intnat copy (char *to, const char *from, intnat n)
{
   memcpy (to, from, n);
   keep (to);
   return n;
}

/* It does return something, whatever becomes of it. */
static intnat (*volatile copy_bytes) (char *to, const char *from, intnat n) = copy;

void bad_result_void (value from, value n)
{
   char to[8];
   copy_bytes (to, String_val (from), Long_val (n));
}                                                            /* BUG result_void use NotAValue definite */

value good_result_void (value from, value n)
{
   char to[8];
   copy_bytes (to, String_val (from), Long_val (n));
   return Val_unit;
}

/* The address of what has been freed. While it is not, 4.13 allows it. */
static noinline void *of_connection (void *c)
{
   return c;
}

/* BUG result_freed only 4.x: OCaml 5 allows no address of C memory */
value bad_result_freed (value unit)
{
   char *c = malloc (64);
   (void) unit;
   keep (c);
   free (c);
   return (value) of_connection (c);                         /* BUG result_freed use NotAValue definite */
}                                                            /* BUG result_freed use NotAValue definite */

value good_result_freed (value unit)
{
   static char connection[64];
   (void) unit;
   return (value) of_connection (connection);
}
