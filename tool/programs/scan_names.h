/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of names, and memory that is there or ends the program. */
#ifndef SCAN_NAMES_H
#define SCAN_NAMES_H

#include "scan.h"

/* As calloc and reallocarray; no memory ends the program with status 2. Callers
   ask for no more than a small multiple of the file's size. */
void *checked_calloc(size_t count, size_t size);
void *checked_realloc(void *old, size_t count, size_t size);

/* Appends `name`, which the list does not own. */
void names_add(Names *names, const char *name);

/* Appends the NUL-terminated strings of `b`; what follows the last NUL is left out. */
void names_split(Names *names, Bytes b);
void names_free(Names *names);

#endif
