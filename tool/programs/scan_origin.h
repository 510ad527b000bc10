/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who brings a C primitive: the runtime, a standard library, or someone else. */
#ifndef SCAN_ORIGIN_H
#define SCAN_ORIGIN_H

#include "scan_elf.h"

/* The origin of the function `symbol` that OCaml code calls. */
Origin origin_of_symbol(const ElfImage *image, const ElfSymbol *symbol);

/* The same where only the name is known (bytecode): a stub that is called caml_...
   passes for the runtime's. */
Origin origin_of_name(const char *name);

/* "runtime", "unix", "threads", "str", "C library", "stub". */
const char *origin_name(Origin origin);

#endif
