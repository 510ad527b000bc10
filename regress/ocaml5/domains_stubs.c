/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Correct stubs, called by several domains, threads and fibers at a time. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <caml/alloc.h>
#include <caml/callback.h>
#include <caml/custom.h>
#include <caml/threads.h>
#include <stdlib.h>
#include <string.h>

value d_pair (value a, value b)
{
   CAMLparam2 (a, b);
   CAMLlocal1 (r);
   r = caml_alloc_tuple (2);
   Store_field (r, 0, a);
   Store_field (r, 1, b);
   CAMLreturn (r);
}

value d_apply (value f, value x)
{
   CAMLparam2 (f, x);
   CAMLlocal1 (r);
   r = caml_callback (f, x);
   CAMLreturn (d_pair (r, x));
}

static void fin (value v) { free (*(void **) Data_custom_val (v)); }
static struct custom_operations ops = { "dom.res", fin, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default };

value d_res (value n)
{
   value v = caml_alloc_custom (&ops, sizeof (void *), 0, 1);
   *(void **) Data_custom_val (v) = malloc (Int_val (n));
   return v;
}

value d_release (value u)
{
   caml_release_runtime_system ();
   caml_acquire_runtime_system ();
   return u;
}

/* Neither needs a root: their arguments are given on at once. */
value d_down (value f, value n) { return caml_callback (f, n); }
