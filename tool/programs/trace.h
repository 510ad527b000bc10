/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads trace files (docs/trace-format.md). Knows the lines of one file and what
   can be wrong with them; knows nothing of findings, nor of other processes. Bad
   input never stops the reading: each trouble becomes one line in `problems`. */
#ifndef TRACE_H
#define TRACE_H

#include <jansson.h>
#include <stddef.h>

typedef struct {
   char*   file;    /* its name, for messages */
   char*   run;     /* the folder it is in: all traces of one run share it */
   char*   path;    /* process path, "1.2!1" */
   json_t* header;  /* the `process` record; an empty object when it is missing */
   json_t* records; /* array of the other records, in the file's order */
} Trace;

typedef struct {
   Trace*  items; /* in process tree order, run by run; owned */
   size_t  count;
   json_t* problems; /* array of lines for the user; owned */
} Traces;

/* Starts an empty set. traces_free gives everything back. */
void traces_init(Traces* ts);
void traces_free(Traces* ts);

/* Adds all *.jsonl of a folder, or one file. Ends with no trace added and a line
   in `problems` when there is nothing to read. */
void traces_read(Traces* ts, const char* folder_or_file);

/* The members of a record, with a default for a missing member or one of the
   wrong type. Strings are borrowed from the record. */
const char* member_string(const json_t* record, const char* name, const char* missing);
json_int_t  member_int(const json_t* record, const char* name, json_int_t missing);
int         record_is(const json_t* record, const char* kind);

/* The order of process paths: a parent before its children, children in the
   order of their numbers, what a process became by exec after its children. */
int path_compare(const char* a, const char* b);

#endif
