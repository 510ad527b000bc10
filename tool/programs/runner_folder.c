/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trace folder: nothing in it is ever overwritten, and only a folder that we
   made ourselves is removed. */
#include "runner_folder.h"
#include "merge.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define POLL_NS       20000000 /* 20 ms between two looks at the processes */
#define FIRST_SIGN    1.0      /* seconds that a forked child has to begin its trace */

/* ---- Names ---- */

static bool ends_with(const char* name, const char* end)
{
   size_t n = strlen(name), m = strlen(end);
   return n > m && strcmp(name + n - m, end) == 0;
}

static int is_trace(const struct dirent* entry)
{
   return ends_with(entry->d_name, ".jsonl");
}

static int is_log(const struct dirent* entry)
{
   return strncmp(entry->d_name, "valgrind.", 9) == 0 && ends_with(entry->d_name, ".log");
}

static int is_file(const struct dirent* entry)
{
   return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* Calls `act` with the name of each file that is selected, in order. False when
   the folder cannot be read. */
static bool each_file(const char* folder, int (*select)(const struct dirent*),
                      void (*act)(const char* file, void* context), void* context)
{
   struct dirent** entries;
   int n = scandir(folder, &entries, select, alphasort);
   if (n < 0)
      return false;
   for (int i = 0; i < n; i++) {
      char* file;
      if (asprintf(&file, "%s/%s", folder, entries[i]->d_name) < 0)
         abort();
      act(file, context);
      free(file);
      free(entries[i]);
   }
   free(entries);
   return true;
}

static void count(const char* file, void* context)
{
   (void)file;
   ++*(unsigned*)context;
}

static void remove_file(const char* file, void* context)
{
   (void)context;
   unlink(file);
}

/* ---- Before the run ---- */

static bool make_temporary(Folder* f)
{
   const char* tmp = getenv("TMPDIR");
   if (asprintf(&f->name, "%s/stubcheck.XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp") < 0)
      abort();
   f->temporary = true;
   if (mkdtemp(f->name) != NULL)
      return true;
   warn("no folder for the traces (%s)", f->name);
   free(f->name);
   return false;
}

bool folder_make(Folder* f, const char* wanted)
{
   unsigned traces = 0;
   *f = (Folder){ 0 };
   if (wanted == NULL)
      return make_temporary(f);
   bool made = mkdir(wanted, 0777) == 0;
   if (!made && errno != EEXIST)
      warn("trace folder %s", wanted);
   else if (!each_file(wanted, is_trace, count, &traces) || access(wanted, W_OK | X_OK) != 0)
      warn("trace folder %s", wanted);
   else if (traces > 0)
      warnx("trace folder %s holds the traces of another run: name a new one, or remove them", wanted);
   else
      f->name = realpath(wanted, NULL); // the program may change its working folder
   return f->name != NULL;
}

void folder_remove(Folder* f)
{
   if (f->temporary) {
      each_file(f->name, is_file, remove_file, NULL);
      if (rmdir(f->name) != 0)
         warn("%s", f->name);
   }
   free(f->name);
   f->name = NULL;
}

/* ---- After the run ---- */

/* Does the process run? A zombie does not: nobody may ever wait for it. */
static bool runs(json_int_t pid)
{
   char  name[64], line[512] = "";
   snprintf(name, sizeof name, "/proc/%lld/stat", (long long)pid);
   FILE* stream = fopen(name, "r");
   if (stream == NULL)
      return false;
   size_t n = fread(line, 1, sizeof line - 1, stream);
   line[n] = '\0';
   fclose(stream);
   const char* name_end = strrchr(line, ')'); // the command's name may hold anything
   return name_end != NULL && strncmp(name_end, ") Z", 3) != 0 && strncmp(name_end, ") X", 3) != 0;
}

static json_int_t running_pid(const Process* p)
{
   json_int_t pid = member_int(p->trace->header, "pid", 0);
   return p->end_kind == END_UNKNOWN && pid > 0 && runs(pid) ? pid : 0;
}

static double seconds_now(void)
{
   struct timespec t;
   clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* How many processes of the traces still run; tells about them with `tell`.
   *newborn: a child was forked and has not begun its trace. */
static unsigned still_running(const Traces* ts, bool tell, bool* newborn)
{
   Merged   m;
   unsigned n = 0;
   merge(&m, ts);
   for (size_t i = 0; i < m.process_count; i++) {
      json_int_t pid = running_pid(&m.processes[i]);
      n += pid > 0;
      if (pid > 0 && tell)
         warnx("process %s (pid %lld) still runs: what it does from now on is not in the report",
               m.processes[i].name, (long long)pid);
   }
   *newborn = json_array_size(m.untraced) > 0;
   merge_free(&m);
   return n;
}

unsigned folder_gather(const Folder* f, double seconds, const volatile sig_atomic_t* stop, Traces* ts)
{
   const struct timespec pause = { 0, POLL_NS };
   double start = seconds_now();
   for (;;) {
      bool newborn;
      traces_init(ts);
      traces_read(ts, f->name);
      unsigned n       = still_running(ts, false, &newborn);
      double   elapsed = seconds_now() - start;
      bool     wait    = n > 0 || (newborn && elapsed < FIRST_SIGN);
      if (!wait || elapsed >= seconds || *stop)
         return n > 0 ? still_running(ts, true, &newborn) : 0;
      traces_free(ts);
      nanosleep(&pause, NULL);
   }
}

typedef struct {
   bool     whole;
   unsigned lines;
} LogView;

static void show_log(const char* file, void* context)
{
   LogView* view     = context;
   bool     showing  = view->whole;
   char*    line     = NULL;
   size_t   capacity = 0;
   FILE*    stream   = fopen(file, "r");
   while (stream != NULL && getline(&line, &capacity, stream) > 0) {
      showing = showing || strncmp(line, "valgrind: ", 10) == 0 || strstr(line, ": Assertion '") != NULL;
      if (showing) {
         fputs(line, stderr);
         view->lines++;
      }
   }
   free(line);
   if (stream != NULL)
      fclose(stream);
}

unsigned folder_show_logs(const Folder* f, bool whole)
{
   LogView view = { whole, 0 };
   each_file(f->name, is_log, show_log, &view);
   return view.lines;
}
