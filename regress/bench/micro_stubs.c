/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs of micro.ml, one for each kind of crossing. */
#include <stdlib.h>
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <caml/alloc.h>
#include <caml/callback.h>
#include <caml/custom.h>
#include <caml/signals.h>

value bench_noop(value v)
{
   return v;
}

value bench_pair(value a, value b)
{
   CAMLparam2(a, b);
   CAMLlocal1(p);
   p = caml_alloc_tuple(2);
   Store_field(p, 0, a);
   Store_field(p, 1, b);
   CAMLreturn(p);
}

value bench_copy_string(value unit)
{
   (void)unit;
   return caml_copy_string("sixteen letters.");
}

value bench_callback(value f, value v)
{
   return caml_callback(f, v);
}

value bench_blocking(value unit)
{
   caml_enter_blocking_section();
   caml_leave_blocking_section();
   return unit;
}

static void finalize(value v)
{
   free(*(void **)Data_custom_val(v));
}

static struct custom_operations ops = {
   .identifier = "stubcheck.bench",
   .finalize = finalize,
   .compare = custom_compare_default,
   .hash = custom_hash_default,
   .serialize = custom_serialize_default,
   .deserialize = custom_deserialize_default,
   .compare_ext = custom_compare_ext_default,
   .fixed_length = custom_fixed_length_default,
};

value bench_buffer(value size)
{
   value v = caml_alloc_custom(&ops, sizeof(void *), 1, 100);
   *(void **)Data_custom_val(v) = malloc(Long_val(size) + 1);
   return v;
}
