/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OCaml bytecode: files of it, and the interpreters that have it linked in. */
#ifndef SCAN_BYTECODE_H
#define SCAN_BYTECODE_H

#include "scan_elf.h"

/* Reads the trailer and the section table at the end of `file`. True when there
   is bytecode (`code` is filled and `rt->version` set by its magic number);
   false with `*why` NULL when there is none, else why it cannot be read. */
bool bytecode_read(Bytes file, Bytecode *code, Runtime *rt, const char **why);

/* Takes the primitives of an interpreter from caml_names_of_builtin_cprim. */
void bytecode_read_table(const ElfImage *image, Bytecode *code);

#endif
