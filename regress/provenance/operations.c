/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs that the runtime calls: the operations of custom blocks, each with a value that was kept for it. */
#include <caml/intext.h>
#include "values.h"

struct kept { value finalize, compare, hash, serialize, deserialize; };

/* These two operations also run in other cases. */
static struct kept bad = { .finalize = Val_unit, .serialize = Val_unit };
static struct kept good = { .finalize = Val_unit, .serialize = Val_unit };
static volatile intnat sink;

static void bad_do_finalize (value box)
{
   if (Is_block (bad.finalize))
      sink = Wosize_val (bad.finalize);                      /* BUG op_finalize use UnregisteredRoot definite */
}

static int bad_do_compare (value a, value b)
{
   return Wosize_val (bad.compare) - 3;                      /* BUG op_compare use UnregisteredRoot */
}

static intnat bad_do_hash (value box)
{
   return Wosize_val (bad.hash);                             /* BUG op_hash use UnregisteredRoot */
}

static void bad_do_serialize (value box, uintnat *bsize_32, uintnat *bsize_64)
{
   intnat n = 0;
   if (Is_block (bad.serialize))
      n = Wosize_val (bad.serialize);                        /* BUG op_serialize use UnregisteredRoot */
   caml_serialize_int_8 (n);
   *bsize_32 = *bsize_64 = 8;
}

static uintnat bad_do_deserialize (void *to)
{
   *(int64_t *) to = caml_deserialize_sint_8 ()
                     + Wosize_val (bad.deserialize);         /* BUG op_deserialize use UnregisteredRoot */
   return 8;
}

static struct custom_operations bad_operations = {
   "provenance.bad", bad_do_finalize, bad_do_compare, bad_do_hash, bad_do_serialize, bad_do_deserialize,
   custom_compare_ext_default, custom_fixed_length_default
};

static void good_do_finalize (value box)
{
   if (Is_block (good.finalize))
      sink = Wosize_val (good.finalize);                    
}

static int good_do_compare (value a, value b)
{
   return Wosize_val (good.compare) - 3;
}

static intnat good_do_hash (value box)
{
   return Wosize_val (good.hash);
}

static void good_do_serialize (value box, uintnat *bsize_32, uintnat *bsize_64)
{
   intnat n = 0;
   if (Is_block (good.serialize))
      n = Wosize_val (good.serialize);
   caml_serialize_int_8 (n);
   *bsize_32 = *bsize_64 = 8;
}

static uintnat good_do_deserialize (void *to)
{
   *(int64_t *) to = caml_deserialize_sint_8 ()
                     + Wosize_val (good.deserialize);
   return 8;
}

static struct custom_operations good_operations = {
   "provenance.good", good_do_finalize, good_do_compare, good_do_hash, good_do_serialize, good_do_deserialize,
   custom_compare_ext_default, custom_fixed_length_default
};

value bad_box (value unit)
{
   caml_register_custom_operations (&bad_operations);
   return caml_alloc_custom (&bad_operations, 8, 0, 1);
}

value good_box (value unit)
{
   caml_register_custom_operations (&good_operations);
   return caml_alloc_custom (&good_operations, 8, 0, 1);
}

value bad_op_finalize (value v)                              /* BUG op_finalize origin */
{
   bad.finalize = v;                                         /* BUG op_finalize origin */
   return Val_unit;
}

value good_op_finalize (value v)
{
   good.finalize = v;
   caml_register_generational_global_root (&good.finalize);
   return Val_unit;
}

value bad_op_compare (value v)                               /* BUG op_compare origin */
{
   bad.compare = v;                                          /* BUG op_compare origin */
   return Val_unit;
}

value good_op_compare (value v)
{
   good.compare = v;
   caml_register_generational_global_root (&good.compare);
   return Val_unit;
}

value bad_op_hash (value v)                                  /* BUG op_hash origin */
{
   bad.hash = v;                                             /* BUG op_hash origin */
   return Val_unit;
}

value good_op_hash (value v)
{
   good.hash = v;
   caml_register_generational_global_root (&good.hash);
   return Val_unit;
}

value bad_op_serialize (value v)                             /* BUG op_serialize origin */
{
   bad.serialize = v;                                        /* BUG op_serialize origin */
   return Val_unit;
}

value good_op_serialize (value v)
{
   good.serialize = v;
   caml_register_generational_global_root (&good.serialize);
   return Val_unit;
}

value bad_op_deserialize (value v)                           /* BUG op_deserialize origin */
{
   bad.deserialize = v;                                      /* BUG op_deserialize origin */
   return Val_unit;
}

value good_op_deserialize (value v)
{
   good.deserialize = v;
   caml_register_generational_global_root (&good.deserialize);
   return Val_unit;
}

/* The last size that a finaliser saw. */
value last_finalized (value unit)
{
   return Val_long (sink);
}
