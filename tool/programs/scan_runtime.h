/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which OCaml runtime an ELF file carries or wants. */
#ifndef SCAN_RUNTIME_H
#define SCAN_RUNTIME_H

#include "scan_elf.h"

/* Fills `rt` from the symbols of `image`; dynamic symbols suffice. */
void runtime_recognise(const ElfImage *image, const ElfFacts *facts, Runtime *rt);

/* Is it the symbol that begins the code of a compilation unit:
   camlFoo__code_begin, camlFoo.code_begin? And the one that ends it? */
bool runtime_code_begin(const char *symbol);
bool runtime_code_end(const char *symbol);

/* Is it the runtime's own assembly, which stands between such symbols too? */
bool runtime_own_code(const char *symbol);

#endif
