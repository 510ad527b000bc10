/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs that give the lock away while a collection is asked for; no other thread runs. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/memory.h>
#include <caml/alloc.h>
#include <caml/threads.h>

/* Asks, and runs nothing (caml/signals.h, caml/minor_gc.h, for the runtime's own use). */
extern void caml_request_minor_gc (void);

value rl_bad (value v)
{
   caml_request_minor_gc ();
   caml_release_runtime_system ();
   caml_acquire_runtime_system ();
   return Val_bool (caml_string_length (v) == 3);   /* BUG: v is no root */
}

value rl_good (value v)
{
   CAMLparam1 (v);
   caml_request_minor_gc ();
   caml_release_runtime_system ();
   caml_acquire_runtime_system ();
   CAMLreturn (Val_bool (caml_string_length (v) == 3));
}
