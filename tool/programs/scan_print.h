/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows what was found. */
#ifndef SCAN_PRINT_H
#define SCAN_PRINT_H

#include "scan.h"

#include <jansson.h>

/* Prints one file to standard output; `all`: every primitive by name, not only
   the stubs. */
void print_text(const Scan *scan, bool all);

/* The same as a JSON object, which the caller releases. */
json_t *print_json(const Scan *scan);

/* The JSON object of a file that cannot be read. */
json_t *print_json_error(const char *path, const char *why);

#endif
