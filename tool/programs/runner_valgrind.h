/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Valgrind as a child: where the tool is, whether Valgrind fits it, the run, its
   signals. Knows nothing of traces. */
#ifndef RUNNER_VALGRIND_H
#define RUNNER_VALGRIND_H

#include <signal.h>
#include <stdbool.h>

/* Becomes true when a signal that ends programs arrived here. */
extern volatile sig_atomic_t runner_interrupted;

/* The version of Valgrind that the tool was built for, "3.19.0"; empty: unknown. */
const char* built_for(void);

/* The folder to give to Valgrind as VALGRIND_LIB. NULL after one line on stderr.
   The caller frees it. */
char* find_tool_folder(void);

/* Can `program` be run (looked for on PATH as a shell does)? Otherwise one line
   on stderr and false. */
bool program_can_run(const char* program);

/* Is there a Valgrind, of the version that the tool was built for? Otherwise one
   line on stderr and false. Costs a run of `valgrind --version`: 4 ms. */
bool valgrind_fits(void);

/* Runs Valgrind with `argv` (argv[0] is set here) and waits for it; its standard
   streams are ours. Signals sent to us are passed on. The result is a status of
   waitpid, or -1 after one line on stderr. */
int run_valgrind(char** argv, const char* tool_folder);

#endif
