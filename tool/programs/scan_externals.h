/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C primitives that OCaml code of an ELF file calls. */
#ifndef SCAN_EXTERNALS_H
#define SCAN_EXTERNALS_H

#include "scan_elf.h"

/* Reads the native code of `image`. The caller frees. */
void externals_of_code(const ElfImage *image, Externals *out);

/* The primitives named by bytecode. The caller frees. */
void externals_of_names(const Names *names, Externals *out);

void externals_free(Externals *externals);

/* How many of that origin. */
size_t externals_count(const Externals *externals, Origin origin);

#endif
