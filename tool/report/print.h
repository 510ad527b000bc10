/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The printer of documents, for people and as XML. */
#ifndef SC_PRINT_H
#define SC_PRINT_H

#include "report/document.h"

/* Prints `d` to Valgrind's log, or as the inside of an <error> to its XML. */
void SC_(print_document)(const Document* d);

#endif
