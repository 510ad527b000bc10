/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The payload of a custom block begins behind its operations. The buggy stubs put these back before anybody looks. */
#include "values.h"

static int things[8];

static struct custom_operations thing_operations = {
   "rules.thing", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static noinline value repair (value v)
{
   Custom_ops_val (v) = &thing_operations;
   return v;
}

value operations_new (value unit)
{
   value v = caml_alloc_custom (&thing_operations, 2 * sizeof (void *), 0, 1);
   *(int **) Data_custom_val (v) = things;
   ((int **) Data_custom_val (v))[1] = things + 1;
   return v;
}

/* The pointer of a new block. */
value bad_operations_new (value unit)
{
   value v = caml_alloc_custom (&thing_operations, sizeof (int *), 0, 1);
   *(int **) v = things;                                     /* BUG operations_new use WrongBlockKind definite */
   return repair (v);
}

value good_operations_new (value unit)
{
   value v = caml_alloc_custom (&thing_operations, sizeof (int *), 0, 1);
   *(int **) Data_custom_val (v) = things;
   return repair (v);
}

/* The pointer is set to NULL when the thing is closed: which field is it? The one before was tried first in
   https://github.com/ocaml/ocaml/issues/13108 */
value bad_operations_close (value v)
{
   Field (v, 0) = (value) NULL;                              /* BUG operations_close use WrongBlockKind definite */
   repair (v);
   return Val_int (1);
}

value good_operations_close (value v)
{
   Field (v, 1) = (value) NULL;
   repair (v);
   return Val_int (1);
}

/* The payload is a structure. */
struct counter { intnat count, step; };

value bad_operations_struct (value v)
{
   ((struct counter *) v)->count = 7;                        /* BUG operations_struct use WrongBlockKind definite */
   repair (v);
   return Val_int (7);
}

value good_operations_struct (value v)
{
   ((struct counter *) Data_custom_val (v))->count = 7;
   repair (v);
   return Val_int (7);
}

/* The same, copied whole. */
value bad_operations_copied (value v)
{
   const struct counter c = { 8, 1 };
   keep (&c);
   memcpy ((void *) v, &c, sizeof c);                        /* BUG operations_copied use WrongBlockKind definite */
   repair (v);
   return Val_int (8);
}

value good_operations_copied (value v)
{
   const struct counter c = { 8, 1 };
   keep (&c);
   memcpy (Data_custom_val (v), &c, sizeof c);
   repair (v);
   return Val_int (8);
}

/* An immediate, as if it were a record's. */
value bad_operations_field (value v, value n)
{
   Field (v, 0) = n;                                         /* BUG operations_field use WrongBlockKind definite */
   repair (v);
   return n;
}

value good_operations_field (value v, value n)
{
   Field (v, 1) = n;
   repair (v);
   return n;
}

/* A number of OCaml's. */
value bad_operations_int64 (value v)
{
   const intnat operations = Field (v, 0);
   keep (&operations);
   *(int64_t *) v = 12;                                      /* BUG operations_int64 use WrongBlockKind definite */
   keep ((void *) v);
   Field (v, 0) = operations;
   return Val_int (12);
}

value good_operations_int64 (value v)
{
   const intnat operations = Field (v, 0);
   keep (&operations);
   Int64_val (v) = 12;
   keep ((void *) v);
   Field (v, 0) = operations;
   return Val_long (Int64_val (v));
}
