/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explains a kind of finding, or a message of glibc's allocator. The pages are
   docs/kinds/KIND.md; knows nothing of traces nor of Valgrind. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdio.h>

/* Writes the page of `what`: a kind, its id, or a message that contains one of
   glibc's. NULL lists the kinds. 0, or -1 when nothing is known about it: then
   one line on that is on stderr. */
int explain(FILE* out, const char* what);

/* Writes what a message of glibc's allocator usually means in an OCaml program,
   and the kind to read about next. NULL when the message is not known. */
const char* explain_message(FILE* out, const char* message);

#endif
