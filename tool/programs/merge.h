/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merges the traces of a process tree: the processes, and one finding per cause
   with the processes it was seen in. Knows no output format. Everything here
   borrows from the Traces it was made of, which must live longer. */
#ifndef MERGE_H
#define MERGE_H

#include "trace.h"

#include <stdbool.h>

/* How a process ended, as far as its trace tells. */
typedef enum {
   END_UNKNOWN, /* killed, or still running */
   END_EXIT,    /* `end` is its exit record */
   END_EXEC,    /* `end` is its exec record */
   END_REFUSED  /* `end` is its refused record */
} EndKind;

typedef struct Process {
   const Trace*  trace;
   char*         name;     /* its path; with more than one run, the trace file without ".jsonl"; owned */
   unsigned      depth;    /* in the tree; 0 for a first process */
   unsigned      findings; /* how many findings were seen in it */
   EndKind       end_kind;
   const json_t* end;      /* the record, NULL when unknown */
} Process;

typedef struct {
   size_t     process; /* index in Merged.processes */
   json_int_t event;   /* of the first time in that process, or -1 */
   json_int_t times;
} Occurrence;

typedef struct {
   const json_t* record; /* the first occurrence's, or `named` */
   json_t*       named;  /* the same with names of variables (names.h), or NULL; owned */
   const char*   key;
   Occurrence*   seen;   /* in the order of processes; owned */
   size_t        seen_count;
} Finding;

typedef struct {
   const Traces* traces;
   Process*      processes; /* tree order */
   size_t        process_count;
   Finding*      findings;  /* by first occurrence: process, then event */
   size_t        finding_count;
   unsigned      left_out;  /* findings that the filter took away */
   json_t*       counters;  /* object: name -> sum over all processes */
   json_t*       warnings;  /* array of {process, event, text} */
   json_t*       notes;     /* object: text -> array of process names */
   json_t*       untraced;  /* array of {path, parent, event}: forked, but no trace of it */
   bool          several_runs;
} Merged;

/* Which findings to keep; NULL or empty members keep all. */
typedef struct {
   json_t* kinds;     /* array of kind names or ids */
   json_t* processes; /* array of process names */
   bool    definite_only;
} Filter;

void merge(Merged* m, const Traces* ts);
void merge_free(Merged* m);

/* Takes away what the filter does not keep. Counts of processes follow. */
void merge_filter(Merged* m, const Filter* filter);

/* In how many processes anything was found. */
size_t processes_with_findings(const Merged* m);

/* The process that forked or exec'ed `p`, NULL for a first process. */
const Process* parent_of(const Merged* m, const Process* p);

/* Is it `1`, or what `1` became by exec? */
bool is_first(const Process* p);
/* Did it begin by an exec? */
bool is_execed(const Process* p);

#endif
