/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trace folder of one run: made before it, gathered and removed after it.
   Knows traces; knows nothing of Valgrind. */
#ifndef RUNNER_FOLDER_H
#define RUNNER_FOLDER_H

#include "trace.h"

#include <signal.h>
#include <stdbool.h>

typedef struct {
   char* name;      /* absolute; owned */
   bool  temporary; /* made by us, to be removed */
} Folder;

/* Makes the folder `wanted`, or a temporary one when it is NULL. False after one
   line on stderr when it cannot be used: it holds the traces of another run, or
   cannot be written to. */
bool folder_make(Folder* f, const char* wanted);

/* Removes the folder and the files in it when it is temporary. */
void folder_remove(Folder* f);

/* Reads the traces once no process of them runs any more, or after `seconds`, or
   when *stop becomes true. Processes that are followed no further (exec, exit) are
   not waited for. Returns the number of those that still run, with one line on
   stderr about each. `ts` is initialised here. */
unsigned folder_gather(const Folder* f, double seconds, const volatile sig_atomic_t* stop, Traces* ts);

/* Copies the logs that Valgrind left in the folder to stderr, from the first line
   that Valgrind says itself ("valgrind: ..."), or all of them with `whole`. How
   many lines that was. */
unsigned folder_show_logs(const Folder* f, bool whole);

#endif
