/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kind of code is at an address. The map is filled once per ELF object
   (object.h) and asked once per superblock. Knows nothing of ELF or Valgrind's
   debug information: pure, unit-tested. */
#ifndef SC_CODE_CLASS_H
#define SC_CODE_CLASS_H

#include "base/base.h"

typedef enum {
   CODE_UNKNOWN = 0, /* no object that we know of is mapped there */
   CODE_OCAML,       /* between ...code_begin and ...code_end */
   CODE_RUNTIME,     /* libasmrun, libthreadsnat: trusted */
   CODE_NEUTRAL,     /* libc, libm, libstdc++: no transitions, but values pass through */
   CODE_LINK,        /* ld.so, PLT, Valgrind's preloads: the same, and registers that hold
                        values come out as they went in, but that of the result */
   CODE_STUB         /* everything else, third-party libraries included */
} CodeClass;

void      SC_(code_class_set)(Addr lo, Addr hi, CodeClass c);
void      SC_(code_class_unset)(Addr lo, Addr hi); /* the object was unmapped */
CodeClass SC_(code_class)(Addr a);

#endif
