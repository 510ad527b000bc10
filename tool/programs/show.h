/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a merged run, as text for people or as one JSON document. Knows no
   options of programs and reads no files. */
#ifndef SHOW_H
#define SHOW_H

#include "merge.h"

#include <stdio.h>

typedef struct {
   bool stable; /* without what differs between two runs: pids, addresses */
   bool tree;   /* the process tree, when there is more than one process */
   bool quiet;  /* findings and refusals only */
} ShowOptions;

void show_text(FILE* out, const Merged* m, const ShowOptions* options);
void show_json(FILE* out, const Merged* m, const ShowOptions* options);

/* `text` with its addresses and pids dotted out. The caller frees it. */
char* without_addresses(const char* text);

#endif
