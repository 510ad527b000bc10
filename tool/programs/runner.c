/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stubcheck: runs a program under Valgrind with the tool, gathers the traces of
   all its processes, prints one report. Options and exit statuses are here; what
   is not an option of ours goes to Valgrind unchanged. */
#include "explain.h"
#include "merge.h"
#include "names.h"
#include "runner_folder.h"
#include "runner_valgrind.h"
#include "show.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#ifndef STUBCHECK_VERSION
#define STUBCHECK_VERSION "(unknown version)"
#endif

#define NOT_CHECKED 2 /* exit status */

typedef struct {
   const char* trace_dir;
   bool        keep_trace;
   bool        live;
   bool        json;
   bool        own_log; /* the user said where Valgrind's own messages go */
   bool        quiet;
   int         error_exitcode;
   double      wait;
   const char* output;
   char**      valgrind_options; /* borrowed from argv */
   int         valgrind_option_count;
   char**      program; /* NULL-terminated; the rest of argv */
} Settings;

static const char help[] =
   "Usage: stubcheck [OPTION...] PROGRAM [ARGUMENT...]\n"
   "       stubcheck --explain [KIND|ID|MESSAGE]\n"
   "Runs an OCaml program under Valgrind and names the C stub that broke a rule.\n"
   "\n"
   "  --trace-dir=DIR      write the traces of all processes to DIR and keep them\n"
   "  --keep-trace         keep the temporary trace folder and say where it is\n"
   "  --error-exitcode=N   exit status when something was found (default 99; 0: the program's own)\n"
   "  --format=text|json   what to print at the end (default text)\n"
   "  --output=FILE        print it to FILE instead of the standard error\n"
   "  --live               show each process's own report while it runs, too\n"
   "  --wait=SECONDS       how long to wait for processes that outlive the program (default 5)\n"
   "  --explain [WHAT]     explain a kind of finding or a message of glibc; without WHAT, list the kinds\n"
   "  --help, --version\n"
   "  --                   end of the options\n"
   "All other options go to Valgrind (--trace-children=yes, --suppressions=FILE, --leaks=yes, ...).\n"
   "\n"
   "The exit status is the program's own (128+N when signal N killed it), 99 when any process has a\n"
   "finding, 2 when the program could not be checked.\n";

/* ---- Options ---- */

/* The value of "--name=value"; NULL when `arg` is another option. */
static const char* value_of(const char* arg, const char* name)
{
   size_t n = strlen(name);
   return strncmp(arg, name, n) == 0 && arg[n] == '=' ? arg + n + 1 : NULL;
}

static double number(const char* option, const char* text, double max)
{
   char*  end;
   double n = strtod(text, &end);
   if (end == text || *end != '\0' || !(n >= 0 && n <= max))
      errx(NOT_CHECKED, "%s needs a number from 0 to %g, not '%s'", option, max, text);
   return n;
}

/* Takes an option with a value; false when it is not ours. */
static bool take_value(Settings* s, const char* arg)
{
   const char* v;
   if ((v = value_of(arg, "--trace-dir")) != NULL)
      s->trace_dir = v;
   else if ((v = value_of(arg, "--error-exitcode")) != NULL)
      s->error_exitcode = (int)number("--error-exitcode", v, 255);
   else if ((v = value_of(arg, "--wait")) != NULL)
      s->wait = number("--wait", v, 3600);
   else if ((v = value_of(arg, "--output")) != NULL)
      s->output = v;
   else if ((v = value_of(arg, "--format")) != NULL) {
      if (strcmp(v, "text") != 0 && strcmp(v, "json") != 0)
         errx(NOT_CHECKED, "--format is text or json, not '%s'", v);
      s->json = strcmp(v, "json") == 0;
   } else if (value_of(arg, "--tool") != NULL)
      errx(NOT_CHECKED, "stubcheck runs its own tool: call valgrind for another one (%s)", arg);
   else
      return false;
   return true;
}

/* Takes an option without a value; false when it is not ours. May exit. */
static bool take_flag(Settings* s, const char* arg, const char* next)
{
   if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
      fputs(help, stdout);
      exit(0);
   }
   if (strcmp(arg, "--version") == 0) {
      printf("stubcheck %s (built for Valgrind %s)\n", STUBCHECK_VERSION, built_for());
      exit(0);
   }
   if (strcmp(arg, "--explain") == 0)
      exit(explain(stdout, next) == 0 ? 0 : NOT_CHECKED);
   if (value_of(arg, "--explain") != NULL)
      exit(explain(stdout, value_of(arg, "--explain")) == 0 ? 0 : NOT_CHECKED);
   if (strcmp(arg, "--keep-trace") == 0)
      s->keep_trace = true;
   else if (strcmp(arg, "--live") == 0)
      s->live = true;
   else
      return false;
   return true;
}

static void give_to_valgrind(Settings* s, char* arg)
{
   static const char* const logs[] = { "--log-file", "--log-fd", "--log-socket", "--xml" };
   for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
      const char* v = value_of(arg, logs[i]);
      if (v != NULL && strcmp(v, "no") != 0)
         s->own_log = true;
   }
   if (strcmp(arg, "-q") == 0 || strcmp(arg, "--quiet") == 0)
      s->quiet = true;
   s->valgrind_options[s->valgrind_option_count++] = arg;
}

static void read_options(Settings* s, int argc, char** argv)
{
   int i = 1;
   s->valgrind_options = calloc((size_t)argc + 1, sizeof *s->valgrind_options);
   for (; i < argc && argv[i][0] == '-' && strcmp(argv[i], "--") != 0; i++)
      if (!take_value(s, argv[i]) && !take_flag(s, argv[i], argv[i + 1]))
         give_to_valgrind(s, argv[i]);
   if (i < argc && strcmp(argv[i], "--") == 0)
      i++;
   if (i == argc)
      errx(NOT_CHECKED, "no program given; stubcheck --help tells how to call it");
   s->program = argv + i;
}

/* ---- The run ---- */

/* "--log-file=DIR/valgrind.%p.%n.log": %n, since a program that is exec'ed has
   the pid of the one before. A '%' in the folder's name is doubled. */
static char* log_option(const Folder* f)
{
   char*  option;
   size_t size;
   FILE*  memory = open_memstream(&option, &size);
   fputs("--log-file=", memory);
   for (const char* s = f->name; *s != '\0'; s++)
      fputs(*s == '%' ? "%%" : (char[]){ *s, '\0' }, memory);
   fputs("/valgrind.%p.%n.log", memory);
   fclose(memory);
   return option;
}

/* Runs Valgrind; the result is that of run_valgrind. */
static int run(const Settings* s, const Folder* f, const char* tool_folder)
{
   int    programs = 0, n = 1;
   char*  log   = log_option(f);
   char*  trace = NULL;
   while (s->program[programs] != NULL)
      programs++;
   char** argv = calloc((size_t)(s->valgrind_option_count + programs + 6), sizeof *argv);
   if (asprintf(&trace, "--trace-dir=%s", f->name) < 0)
      abort();
   argv[n++] = "--tool=stubcheck";
   argv[n++] = trace;
   if (!s->live && !s->own_log) {
      argv[n++] = "-q";
      argv[n++] = log;
   }
   for (int i = 0; i < s->valgrind_option_count; i++)
      argv[n++] = s->valgrind_options[i];
   for (int i = 0; i < programs; i++)
      argv[n++] = s->program[i];
   int status = run_valgrind(argv, tool_folder);
   free(argv);
   free(log);
   free(trace);
   return status;
}

static int own_status(int wait_status)
{
   return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/* What became of the first process: its last trace, or NULL. */
static const Process* first_process(const Merged* m)
{
   const Process* last = NULL;
   for (size_t i = 0; i < m->process_count; i++)
      if (is_first(&m->processes[i]))
         last = &m->processes[i];
   return last;
}

/* Did the first process get to its end under Valgrind? A program that a signal
   kills may leave no record of it; one that returns a status always does. */
static bool valgrind_died(const Folder* f, const Process* first, int wait_status)
{
   if (first != NULL && first->end_kind != END_UNKNOWN)
      return false;
   unsigned lines = folder_show_logs(f, first == NULL);
   if (WIFSIGNALED(wait_status) && first != NULL && lines == 0)
      return false;
   if (first == NULL)
      warnx("the program was not checked: Valgrind or its tool did not start (exit status %d)",
            own_status(wait_status));
   else
      warnx("Valgrind ended before the program did (exit status %d): the report is incomplete",
            own_status(wait_status));
   return true;
}

static void print_report(const Settings* s, const Merged* m)
{
   ShowOptions options = { .tree = true, .quiet = s->quiet };
   FILE*       out     = s->output != NULL ? fopen(s->output, "w") : stderr;
   if (out == NULL) {
      warn("%s", s->output);
      out = stderr;
   }
   (s->json ? show_json : show_text)(out, m, &options);
   if (out != stderr && fclose(out) != 0)
      warn("%s", s->output);
}

/* Prints the report; the exit status of stubcheck. */
static int conclude(const Settings* s, const Folder* f, const Traces* ts, int wait_status)
{
   Merged  m;
   size_t  i;
   json_t* line;
   merge(&m, ts);
   names_tell(&m);
   const Process* first = first_process(&m);
   bool           died  = valgrind_died(f, first, wait_status);
   if (ts->count > 0) {
      json_array_foreach(ts->problems, i, line)
         warnx("%s", json_string_value(line));
      print_report(s, &m);
   }
   int status = own_status(wait_status);
   if (m.finding_count > 0 && s->error_exitcode != 0)
      status = s->error_exitcode;
   else if (died || first->end_kind == END_REFUSED)
      status = NOT_CHECKED;
   merge_free(&m);
   return status;
}

int main(int argc, char** argv)
{
   Settings s = { .error_exitcode = 99, .wait = 5 };
   Folder   f;
   Traces   ts;
   read_options(&s, argc, argv);
   char* tool_folder = find_tool_folder();
   if (tool_folder == NULL || !valgrind_fits() || !program_can_run(s.program[0])
       || !folder_make(&f, s.trace_dir))
      return NOT_CHECKED;
   int wait_status = run(&s, &f, tool_folder);
   int status      = NOT_CHECKED;
   if (wait_status != -1) {
      unsigned running = folder_gather(&f, s.wait, &runner_interrupted, &ts);
      status = conclude(&s, &f, &ts, wait_status);
      traces_free(&ts);
      if (f.temporary && (s.keep_trace || running > 0)) {
         warnx("the traces are in %s", f.name);
         f.temporary = false;
      }
   }
   folder_remove(&f);
   free(tool_folder);
   free(s.valgrind_options);
   return status;
}
