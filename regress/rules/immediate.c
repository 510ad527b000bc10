/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Immediates that are used as addresses. The stubs survive it: a handler jumps out. */
#include "values.h"
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf out;
static struct sigaction before;

static void jump_out (int sig)
{
   siglongjmp (out, 1);
}

static noinline void catch_faults (void)
{
   struct sigaction catch = { .sa_handler = jump_out, .sa_flags = SA_NODEFER };
   sigaction (SIGSEGV, &catch, &before);
}

static noinline value end_with (value v)
{
   sigaction (SIGSEGV, &before, NULL);
   return v;
}

#define Survives (catch_faults (), sigsetjmp (out, 1) == 0)

/* None. */
value bad_immediate_option (value v)
{
   if (Survives)
      return end_with (Field (v, 0));                        /* BUG immediate_option use WrongBlockKind definite */
   return end_with (Val_int (7));
}

value good_immediate_option (value v)
{
   if (Survives)
      return end_with (Is_block (v) ? Field (v, 0) : Val_int (7));
   return end_with (Val_int (8));
}

/* The tail of the empty list. */
value bad_immediate_list (value unit, value list)
{
   if (Survives)
      return end_with (Val_bool (Field (list, 1) == Val_emptylist)); /* BUG immediate_list use WrongBlockKind definite */
   return end_with (Val_true);
}

value good_immediate_list (value unit, value list)
{
   if (Survives)
      return end_with (Val_bool (list == Val_emptylist || Field (list, 1) == Val_emptylist));
   return end_with (Val_false);
}

/* The characters of an integer. */
value bad_immediate_char (value v)
{
   if (Survives)
      return end_with (Val_int (String_val (v)[0]));         /* BUG immediate_char use WrongBlockKind definite */
   return end_with (Val_int (3));
}

value good_immediate_char (value v)
{
   if (Survives)
      return end_with (Is_long (v) ? Val_int (3) : Val_int (String_val (v)[0]));
   return end_with (Val_int (4));
}

/* libc gets it. */
value bad_immediate_strlen (value v)
{
   if (Survives)
      return end_with (Val_long (strlen (String_val (v))));  /* BUG immediate_strlen use WrongBlockKind definite */
   return end_with (Val_int (0));
}

value good_immediate_strlen (value v)
{
   if (Survives)
      return end_with (Is_long (v) ? Val_int (0) : Val_long (strlen (String_val (v))));
   return end_with (Val_int (1));
}

value bad_immediate_memcpy (value v)
{
   char copy[8] = "";
   if (Survives)
      memcpy (copy, String_val (v), Long_val (Val_int (5)) + (copy[0] != 0)); /* BUG immediate_memcpy use WrongBlockKind definite */
   keep (copy);
   return end_with (Val_int (1));
}

value good_immediate_memcpy (value v)
{
   char copy[8] = "";
   if (Survives && Is_block (v))
      memcpy (copy, String_val (v), Long_val (Val_int (5)) + (copy[0] != 0));
   keep (copy);
   return end_with (Val_int (1));
}

/* A field of a pair: no constructor with an argument. */
value bad_immediate_field (value pair)
{
   if (Survives) {
      value shape = Field (pair, 1);
      return end_with (Field (shape, 0));                    /* BUG immediate_field use WrongBlockKind definite */
   }
   return end_with (Val_int (5));
}

value good_immediate_field (value pair)
{
   if (Survives) {
      value shape = Field (pair, 1);
      return end_with (Is_block (shape) ? Field (shape, 0) : Val_int (5));
   }
   return end_with (Val_int (6));
}

/* An int where the type of the external says int64. */
value bad_immediate_int64 (value v)
{
   if (Survives)
      return end_with (Val_long (Int64_val (v)));            /* BUG immediate_int64 use WrongBlockKind definite */
   return end_with (Val_int (12));
}

value good_immediate_int64 (value v)
{
   if (Survives)
      return end_with (Is_long (v) ? Val_int (12) : Val_long (Int64_val (v)));
   return end_with (Val_int (13));
}

/* Its tag: before Is_block is asked. */
value bad_immediate_tag (value v)
{
   if (Survives)
      return end_with (Val_bool (Tag_val (v) == 0 && Is_block (v))); /* BUG immediate_tag use WrongBlockKind definite */
   return end_with (Val_false);
}

value good_immediate_tag (value v)
{
   if (Survives)
      return end_with (Val_bool (Is_block (v) && Tag_val (v) == 0));
   return end_with (Val_true);
}

/* What OCaml has answered. */
value bad_immediate_result (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (answer);
   answer = caml_callback (f, Val_unit);
   if (Survives)
      answer = Field (answer, 0);                            /* BUG immediate_result use WrongBlockKind definite */
   else
      answer = Val_int (9);
   CAMLreturn (end_with (answer));
}

value good_immediate_result (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (answer);
   answer = caml_callback (f, Val_unit);
   if (Survives && Is_block (answer))
      answer = Field (answer, 0);
   else
      answer = Val_int (9);
   CAMLreturn (end_with (answer));
}

/* In a root, over an allocation. */
value bad_immediate_rooted (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (text);
   text = caml_alloc_string (4000);
   if (Survives)
      text = caml_copy_string (String_val (v));              /* BUG immediate_rooted use WrongBlockKind definite */
   CAMLreturn (end_with (Val_int (4)));
}

value good_immediate_rooted (value v)
{
   CAMLparam1 (v);
   CAMLlocal1 (text);
   text = caml_alloc_string (4000);
   if (Survives)
      text = Is_long (v) ? Val_unit : caml_copy_string (String_val (v));
   CAMLreturn (end_with (Val_int (4)));
}

/* Written to. */
value bad_immediate_written (value v)
{
   if (Survives)
      Field (v, 0) = Val_int (1);                            /* BUG immediate_written use WrongBlockKind definite */
   return end_with (Val_int (2));
}

value good_immediate_written (value v)
{
   if (Survives && Is_block (v))
      Field (v, 0) = Val_int (1);
   return end_with (Val_int (2));
}

/* ---- Words that are no addresses: characters and doubles, taken for fields ---- */

/* The list of strings is expected, and a string comes. */
value bad_immediate_word (value v)
{
   if (Survives)
      return end_with (Val_bool (Field (Field (v, 0), 0) == Val_int (1))); /* BUG immediate_word use WrongBlockKind definite */
   return end_with (Val_true);
}

value good_immediate_word (value v)
{
   if (Survives && Tag_val (v) < No_scan_tag)
      return end_with (Val_bool (Field (Field (v, 0), 0) == Val_int (1)));
   return end_with (Val_true);
}

/* An array of floats instead of one of strings. libc reads there. */
value bad_immediate_floats (value a)
{
   if (Survives)
      return end_with (Val_bool (atoi (String_val (Field (a, 1))) == 1)); /* BUG immediate_floats use WrongBlockKind definite */
   return end_with (Val_true);
}

value good_immediate_floats (value a)
{
   if (Survives && Tag_val (a) != Double_array_tag)
      return end_with (Val_bool (atoi (String_val (Field (a, 1))) == 1));
   return end_with (Val_true);
}

/* The name in a record, which is the name. The runtime reads there. */
value bad_immediate_name (value v)
{
   if (Survives)
      return end_with (Val_bool (caml_named_value (String_val (Field (v, 0))) != NULL)); /* BUG immediate_name use WrongBlockKind definite */
   return end_with (Val_true);
}

value good_immediate_name (value v)
{
   if (Survives)
      return end_with (Val_bool (caml_named_value (String_val (v)) == NULL));
   return end_with (Val_false);
}
