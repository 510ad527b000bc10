/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all stubs of this folder include.

   For each case NAME there is a stub bad_NAME, which breaks a rule, and its twin good_NAME, which differs only in what
   makes it right. A comment `BUG NAME ROLE' stands on each line that the finding must name: its origin, the GC point
   (gc) and the use. The mark of the use also tells the kind, and `definite' where it is not latent. One of several
   marks with one role is enough. */
#ifndef VALUES_H
#define VALUES_H

#define CAML_NAME_SPACE
#include <stdlib.h>
#include <string.h>
#include <caml/alloc.h>
#include <caml/callback.h>
#include <caml/custom.h>
#include <caml/fail.h>
#include <caml/memory.h>
#include <caml/mlvalues.h>
#include <caml/signals.h>
#include <caml/threads.h>
#include <caml/version.h>

/* OCaml 5 wants to be told how to collect. */
#if OCAML_VERSION >= 50000 && defined CAML_INTERNALS
#undef Alloc_small
#define Alloc_small(result, words, tag) Alloc_small_with_reserved (result, words, tag, Alloc_small_enter_GC, 0)
#endif

/* What stands for no value at all, in the heap or in a global root. */
#define no_value (OCAML_VERSION < 50000 ? (value) 0 : Val_unit)

/* The address of C memory as a value: OCaml 5 wants its lowest bit set. */
#define naked_value(p) ((value) (p) | (OCAML_VERSION >= 50000))
#define naked_address(v) ((void *) ((v) & ~(value) 1))

/* The compiler must really write what p points to, and must not know it afterwards. */
#define keep(p) __asm__ volatile ("" : : "r" (p) : "memory")

#define noinline __attribute__ ((noinline))

/* registry.c: a C library that keeps a callback and its user data. */
void registry_set (void (*callback) (void *data), void *data);
void registry_fire (void);

#endif
