/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots that hold no value when a GC point is reached. */
#include "values.h"

/* A local variable that is set after the first allocation. */
value bad_badroot_begin (value unit)
{
   value name;
   memset (&name, 0x52, sizeof name);
   Begin_roots1 (name);
   caml_alloc_string (8);                                    /* BUG badroot_begin use UninitialisedRoot */
   name = Val_unit;
   End_roots ();
   return Val_unit;
}

value good_badroot_begin (value unit)
{
   value name;
   memset (&name, 0x52, sizeof name);
   name = Val_unit;
   Begin_roots1 (name);
   caml_alloc_string (8);
   name = Val_unit;
   End_roots ();
   return Val_unit;
}

/* One of two, and the other is in use. */
value bad_badroot_second (value unit)
{
   intnat n;
   value first, second;
   memset (&second, 0x52, sizeof second);
   first = caml_copy_string ("first");
   Begin_roots2 (first, second);
   second = caml_copy_string ("second");                     /* BUG badroot_second use UninitialisedRoot */
   n = caml_string_length (first) + caml_string_length (second);
   End_roots ();
   return Val_long (n);
}

value good_badroot_second (value unit)
{
   intnat n;
   value first, second;
   first = second = Val_unit;
   Begin_roots2 (first, second);
   first = caml_copy_string ("first");
   second = caml_copy_string ("second");
   n = caml_string_length (first) + caml_string_length (second);
   End_roots ();
   return Val_long (n);
}

/* An array, of which one element is set: https://github.com/xavierleroy/camlidl/pull/29 */
value bad_badroot_array (value v)
{
   CAMLparam1 (v);
   value args[3];
   memset (args, 0x5a, sizeof args);
   args[0] = v;
   CAMLxparamN (args, 3);
   caml_copy_int64 (1);                                      /* BUG badroot_array use UninitialisedRoot */
   args[1] = args[2] = Val_unit;
   CAMLreturn (Val_long (caml_string_length (args[0])));
}

value good_badroot_array (value v)
{
   CAMLparam1 (v);
   value args[3];
   memset (args, 0x5a, sizeof args);
   args[0] = v;
   args[1] = args[2] = Val_unit;
   CAMLxparamN (args, 3);
   caml_copy_int64 (1);
   CAMLreturn (Val_long (caml_string_length (args[0])));
}

/* Memory of malloc. */
struct watch { int id; value callback; };

value bad_badroot_global (value f)
{
   CAMLparam1 (f);
   struct watch *watch = malloc (sizeof *watch);
   memset (watch, 0x5a, sizeof *watch);
   caml_register_global_root (&watch->callback);
   caml_alloc (3, 0);                                        /* BUG badroot_global use UninitialisedRoot */
   watch->callback = f;
   intnat n = Long_val (caml_callback (watch->callback, Val_int (1)));
   caml_remove_global_root (&watch->callback);
   free (watch);
   CAMLreturn (Val_long (n));
}

value good_badroot_global (value f)
{
   CAMLparam1 (f);
   struct watch *watch = malloc (sizeof *watch);
   memset (watch, 0x5a, sizeof *watch);
   caml_register_global_root (&watch->callback);
   watch->callback = f;
   caml_alloc (3, 0);
   intnat n = Long_val (caml_callback (watch->callback, Val_int (1)));
   caml_remove_global_root (&watch->callback);
   free (watch);
   CAMLreturn (Val_long (n));
}

/* The slot of a generational root is read when it is registered. */
value bad_badroot_generational (value unit)
{
   struct watch *watch = malloc (sizeof *watch);
   memset (watch, 0x5a, sizeof *watch);
   caml_register_generational_global_root (&watch->callback); /* BUG badroot_generational use UninitialisedRoot */
   watch->callback = Val_unit;
   caml_remove_generational_global_root (&watch->callback);
   free (watch);
   return Val_unit;
}

value good_badroot_generational (value unit)
{
   struct watch *watch = malloc (sizeof *watch);
   memset (watch, 0x5a, sizeof *watch);
   watch->callback = Val_unit;
   caml_register_generational_global_root (&watch->callback);
   caml_remove_generational_global_root (&watch->callback);
   free (watch);
   return Val_unit;
}

/* The other member of a union. */
union cell { intnat number; value v; };

value bad_badroot_union (value unit)
{
   union cell cell;
   cell.number = 82;
   Begin_roots1 (cell.v);
   caml_copy_string ("union");                               /* BUG badroot_union use UninitialisedRoot */
   cell.v = Val_unit;
   End_roots ();
   return Val_unit;
}

value good_badroot_union (value unit)
{
   union cell cell;
   cell.v = Val_long (82);
   Begin_roots1 (cell.v);
   caml_copy_string ("union");
   cell.v = Val_unit;
   End_roots ();
   return Val_unit;
}

/* Reached in another function, and by way of OCaml code. */
static noinline intnat call (value f)
{
   CAMLparam1 (f);
   CAMLreturnT (intnat, Long_val (caml_callback (f, Val_int (1))));
}

value bad_badroot_caller (value f)
{
   CAMLparam1 (f);
   value result;
   memset (&result, 0x52, sizeof result);
   CAMLxparam1 (result);
   intnat n = call (f);                                      /* BUG badroot_caller use UninitialisedRoot */
   result = Val_long (n);
   CAMLreturn (result);
}

value good_badroot_caller (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (result);
   intnat n = call (f);
   result = Val_long (n);
   CAMLreturn (result);
}

/* NULL in a global root: of 4.x it is let pass. In a local one it is always. */
static value empty_root;

/* BUG badroot_null only 5.x: 4.x allows NULL */
value bad_badroot_null (value unit)
{
   (void) unit;
   empty_root = 0;
   caml_register_global_root (&empty_root);
   value text = caml_alloc_string (8);                       /* BUG badroot_null use UninitialisedRoot */
   keep (text);
   caml_remove_global_root (&empty_root);
   return Val_unit;
}

value good_badroot_null (value unit)
{
   CAMLparam1 (unit);
   CAMLlocal1 (nothing);
   nothing = 0;
   empty_root = Val_unit;
   caml_register_global_root (&empty_root);
   value text = caml_alloc_string (8);
   keep (text);
   caml_remove_global_root (&empty_root);
   CAMLreturn (Val_unit);
}

/* An encoded exception in a local root, which is looked at too late. */
value bad_badroot_exn (value f)
{
   CAMLparam1 (f);
   CAMLlocal2 (result, text);
   result = caml_callback_exn (f, Val_unit);
   text = caml_copy_string ("called");                       /* BUG badroot_exn use UninitialisedRoot */
   if (Is_exception_result (result))
      text = Val_unit;
   result = Val_unit;
   CAMLreturn (text);
}

value good_badroot_exn (value f)
{
   CAMLparam1 (f);
   CAMLlocal2 (result, text);
   result = caml_callback_exn (f, Val_unit);
   int failed = Is_exception_result (result);
   if (failed)
      result = Extract_exception (result);
   text = caml_copy_string ("called");
   if (failed)
      text = Val_unit;
   CAMLreturn (text);
}
