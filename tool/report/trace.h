/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trace: one JSON object per line, docs/trace-format.md. Each record is
   written by one write(2) with O_APPEND, so that nothing that was found is lost
   when the process is killed. Does nothing without --trace-dir. A full disk
   costs one warning, never the run. */
#ifndef SC_TRACE_H
#define SC_TRACE_H

#include "report/document.h"

/* Makes the folder when it is missing, writes nothing yet. NULL, or one line on
   why it cannot be used. The `first` process of a run wants a folder without
   traces. */
const HChar* SC_(trace_init)(const HChar* dir, Bool first);

Bool SC_(trace_is_written)(void);

/* Opens the file of this process (lineage path) and writes its first record. */
void SC_(trace_begin_process)(void);

void SC_(trace_finding)(const Document* d);
void SC_(trace_fork)(Stamp when, const HChar* child_path, ExeContext* where);
void SC_(trace_exec)(Stamp when, const HChar* file, Bool followed);
void SC_(trace_exec_failed)(Stamp when, const HChar* file, UWord errnum);
void SC_(trace_compaction)(Stamp when, UInt number, ExeContext* where);
void SC_(trace_warning)(Stamp when, const HChar* text);
void SC_(trace_refused)(const HChar* why);
/* A number with a name: a counter, or how often a finding (by hash) was seen. */
typedef struct {
   const HChar* name;
   ULong        number;
} Named;

typedef struct {
   Int     status;    /* < 0: unknown (a signal, or nobody said) */
   UInt    inherited; /* findings of the ancestors before this process's birth */
   XArray* findings;  /* of Named */
   XArray* counters;  /* of Named */
} ExitFacts;

void SC_(trace_exit)(const ExitFacts* facts);

#endif
