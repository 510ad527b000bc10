/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types, as far as it matters for OCaml's values. */
#ifndef DWARF_TYPE_H
#define DWARF_TYPE_H

#include <elfutils/libdw.h>

typedef enum {
   TYPE_VALUE,   /* value, by whatever other names */
   TYPE_POINTER,
   TYPE_INTEGER, /* passed in a general register: other integers, enumerations */
   TYPE_DOUBLE,  /* passed in a vector register */
   TYPE_OTHER    /* structures, long double, nothing that is known */
} TypeClass;

/* Of the variable or parameter. */
TypeClass type_class(Dwarf_Die* variable);

#endif
