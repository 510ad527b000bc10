/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stubcheck-report: merges the traces of a run and prints them. Only options and
   exit statuses here; the work is in trace, merge and show. */
#include "merge.h"
#include "names.h"
#include "show.h"
#include "trace.h"

#include <argp.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#ifndef STUBCHECK_VERSION
#define STUBCHECK_VERSION "(unknown version)"
#endif

#define CANNOT 2 /* exit status: nothing could be read, or the options are wrong */

typedef struct {
   Traces      traces;
   Filter      filter;
   ShowOptions show;
   bool        json;
   const char* output;
   unsigned    inputs;
} Settings;

enum { OPTION_FORMAT = 256, OPTION_KIND, OPTION_PROCESS, OPTION_MIN_CERTAINTY, OPTION_DEFINITE_ONLY,
       OPTION_OUTPUT, OPTION_NO_TREE, OPTION_STABLE };

static const struct argp_option options[] = {
   { "format", OPTION_FORMAT, "text|json", 0, "What to print (default: text)", 0 },
   { "kind", OPTION_KIND, "KIND,...", 0, "Only findings of these kinds (DoubleFree or SC302)", 0 },
   { "process", OPTION_PROCESS, "PATH,...", 0, "Only what was seen in these processes (1.2)", 0 },
   { "min-certainty", OPTION_MIN_CERTAINTY, "latent|definite", 0, "Only findings at least this certain", 0 },
   { "definite-only", OPTION_DEFINITE_ONLY, NULL, 0, "The same as --min-certainty=definite", 0 },
   { "output", OPTION_OUTPUT, "FILE", 0, "Write to FILE instead of the standard output", 0 },
   { "no-tree", OPTION_NO_TREE, NULL, 0, "Leave the process tree out", 0 },
   { "stable", OPTION_STABLE, NULL, 0, "Leave out what differs between two runs: pids and addresses", 0 },
   { 0 }
};

/* Appends the parts of "a,b,c". */
static void append_names(json_t* array, const char* list)
{
   while (*list != '\0') {
      size_t n = strcspn(list, ",");
      if (n > 0)
         json_array_append_new(array, json_stringn(list, n));
      list += n + (list[n] == ',');
   }
}

static error_t parse_option(int key, char* arg, struct argp_state* state)
{
   Settings* s = state->input;
   switch (key) {
   case OPTION_FORMAT:
      if (strcmp(arg, "text") != 0 && strcmp(arg, "json") != 0)
         argp_error(state, "--format is text or json, not '%s'", arg);
      s->json = strcmp(arg, "json") == 0;
      break;
   case OPTION_KIND:
      append_names(s->filter.kinds, arg);
      break;
   case OPTION_PROCESS:
      append_names(s->filter.processes, arg);
      break;
   case OPTION_MIN_CERTAINTY:
      if (strcmp(arg, "latent") != 0 && strcmp(arg, "definite") != 0)
         argp_error(state, "--min-certainty is latent or definite, not '%s'", arg);
      s->filter.definite_only = strcmp(arg, "definite") == 0;
      break;
   case OPTION_DEFINITE_ONLY:
      s->filter.definite_only = true;
      break;
   case OPTION_OUTPUT:
      s->output = arg;
      break;
   case OPTION_NO_TREE:
      s->show.tree = false;
      break;
   case OPTION_STABLE:
      s->show.stable = true;
      break;
   case ARGP_KEY_ARG:
      traces_read(&s->traces, arg);
      s->inputs++;
      break;
   case ARGP_KEY_END:
      if (s->inputs == 0)
         argp_error(state, "no trace folder and no trace file given");
      break;
   default:
      return ARGP_ERR_UNKNOWN;
   }
   return 0;
}

static const struct argp parser = {
   .options  = options,
   .parser   = parse_option,
   .args_doc = "TRACE_DIR|FILE...",
   .doc      = "Merges the traces that stubcheck wrote with --trace-dir: one finding per cause, with the "
               "processes it was seen in.\vThe exit status is 0 when something could be read, whatever "
               "was found, and 2 when nothing could be read.",
};

static int print(const Settings* s, const Merged* m)
{
   FILE* out = s->output != NULL ? fopen(s->output, "w") : stdout;
   if (out == NULL) {
      warn("%s", s->output);
      return CANNOT;
   }
   (s->json ? show_json : show_text)(out, m, &s->show);
   bool failed = ferror(out);
   if (fclose(out) != 0 || failed) {
      warn("%s", s->output != NULL ? s->output : "standard output");
      return CANNOT;
   }
   return 0;
}

static int run(const Settings* s)
{
   Merged  m;
   size_t  i;
   json_t* line;
   int     status = CANNOT;
   merge(&m, &s->traces);
   merge_filter(&m, &s->filter);
   names_tell(&m);
   json_array_foreach(s->traces.problems, i, line)
      warnx("%s", json_string_value(line));
   if (s->traces.count > 0)
      status = print(s, &m);
   else
      warnx("nothing could be read");
   merge_free(&m);
   return status;
}

int main(int argc, char** argv)
{
   Settings s = { .filter = { .kinds = json_array(), .processes = json_array() },
                  .show = { .tree = true } };
   argp_program_version   = "stubcheck-report " STUBCHECK_VERSION;
   argp_err_exit_status   = CANNOT;
   traces_init(&s.traces);
   argp_parse(&parser, argc, argv, 0, NULL, &s);
   int status = run(&s);
   traces_free(&s.traces);
   json_decref(s.filter.kinds);
   json_decref(s.filter.processes);
   return status;
}
