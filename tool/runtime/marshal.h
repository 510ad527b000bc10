/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values that OCaml has marshalled (runtime/extern.c, caml/intext.h), read without a heap of
   OCaml's. Nothing in the input is trusted. Pure. */
#ifndef SC_MARSHAL_H
#define SC_MARSHAL_H

#include "base/base.h"

typedef struct Marshalled Marshalled;

/* A word of a marshalled value: odd for an integer, as in OCaml, else an object. */
typedef UWord Item;

/* Reads the value at the start of `bytes`, which must outlive it; `*used` is how many bytes it
   takes. NULL when it is damaged, or holds what cannot be read (closures). */
Marshalled* SC_(unmarshal)(const UChar* bytes, SizeT size, SizeT* used);
void        SC_(marshalled_delete)(Marshalled* m);

/* The bytes that the value at the start of `bytes` takes, read or not; 0 when it is damaged. */
SizeT SC_(marshalled_size)(const UChar* bytes, SizeT size);

Item SC_(marshalled_root)(const Marshalled* m);

/* Field `i` of a block; the integer 0 when there is none. */
Item SC_(marshalled_field)(const Marshalled* m, Item block, UWord i);

/* How many fields; 0 when it is no block. */
UWord SC_(marshalled_fields)(const Marshalled* m, Item block);

/* The bytes of a string, without a NUL behind them; NULL when it is none. */
const HChar* SC_(marshalled_string)(const Marshalled* m, Item string, SizeT* length);

/* 0 when it is no integer. */
Word SC_(marshalled_int)(Item item);

#endif
