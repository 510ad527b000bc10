/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file's bytes, and what kind of file they are by their first bytes. */
#ifndef SCAN_FILE_H
#define SCAN_FILE_H

#include "scan.h"

/* Maps the regular file `path`. NULL, or why it cannot be read (constant text or
   strerror's). The caller unmaps. */
const char *file_map(const char *path, Bytes *bytes);
void        file_unmap(Bytes bytes);

/* Is it an ELF file of any sort? */
bool file_is_elf(Bytes bytes);

/* A name for a file that is neither ELF nor bytecode: "is empty", "is a Mach-O
   file", ... Constant text. */
const char *file_foreign(Bytes bytes);

#endif
