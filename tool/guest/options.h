/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tool's command-line options. */
#ifndef SC_OPTIONS_H
#define SC_OPTIONS_H

#include "base/base.h"

typedef struct {
   const HChar* trace_dir;      /* --trace-dir=DIR, or NULL */
   Long         freelist_bytes; /* --freelist-vol=N */
   Bool         leaks;          /* --leaks=yes */
   Bool         c_memory;       /* --c-memory=yes */
   Bool         portability;    /* --portability=yes */
   Bool         root_leaks;     /* --root-leaks=yes */
   Bool         described_heap; /* --heap=described: no OCaml is expected */
   Bool         values;         /* --values=no: tags are not followed */
   Bool         latent;         /* --latent=no: definite findings only */
   Bool         print_may_gc;   /* --debug-may-gc=yes */
} Options;

extern Options SC_(options);

/* For VG_(needs_command_line_options). */
Bool SC_(process_option)(const HChar* arg);
void SC_(print_usage)(void);
void SC_(print_debug_usage)(void);

#endif
