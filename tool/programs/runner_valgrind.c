/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starting Valgrind. The program must not notice us: it keeps the standard
   streams, the terminal, the process group and the dispositions of signals. */
#include "runner_valgrind.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef STUBCHECK_VALGRIND_VERSION
#define STUBCHECK_VALGRIND_VERSION ""
#endif

#define TOOL_FILE "stubcheck-amd64-linux"

volatile sig_atomic_t runner_interrupted = 0;

const char* built_for(void)
{
   return STUBCHECK_VALGRIND_VERSION;
}

/* ---- The tool ---- */

static bool holds_tool(const char* folder)
{
   char* file;
   if (asprintf(&file, "%s/" TOOL_FILE, folder) < 0)
      abort();
   bool found = access(file, R_OK) == 0;
   free(file);
   return found;
}

/* The folder .in_place/ beside the running program: a build tree. */
static char* in_place_folder(void)
{
   char    self[PATH_MAX];
   char*   folder;
   ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
   if (n <= 0)
      return NULL;
   self[n] = '\0';
   *strrchr(self, '/') = '\0';
   if (asprintf(&folder, "%s/.in_place", self) < 0)
      abort();
   return folder;
}

char* find_tool_folder(void)
{
   char* folder = getenv("STUBCHECK_LIBEXECDIR");
   if (folder != NULL) {
      if (holds_tool(folder))
         return strdup(folder);
      warnx("no " TOOL_FILE " in %s (from STUBCHECK_LIBEXECDIR)", folder);
      return NULL;
   }
   folder = in_place_folder();
   if (folder != NULL && holds_tool(folder))
      return folder;
   free(folder);
#ifdef STUBCHECK_LIBEXECDIR
   if (holds_tool(STUBCHECK_LIBEXECDIR))
      return strdup(STUBCHECK_LIBEXECDIR);
   warnx("no " TOOL_FILE " in %s: install stubcheck again, or set STUBCHECK_LIBEXECDIR", STUBCHECK_LIBEXECDIR);
#else
   warnx("no " TOOL_FILE " found: set STUBCHECK_LIBEXECDIR to the folder that holds it");
#endif
   return NULL;
}

/* ---- The program ---- */

/* 0, or why this file cannot be run. */
static int cannot_run(const char* file)
{
   struct stat st;
   if (stat(file, &st) != 0)
      return errno;
   if (S_ISDIR(st.st_mode))
      return EISDIR;
   return access(file, X_OK) == 0 ? 0 : errno;
}

/* The same for a name without a slash: the first that can be run on PATH counts. */
static int cannot_run_on_path(const char* program)
{
   const char* path  = getenv("PATH");
   int         error = ENOENT;
   for (const char* p = path != NULL ? path : "/bin:/usr/bin"; error != 0;) {
      size_t n = strcspn(p, ":");
      char*  file;
      if (asprintf(&file, "%.*s/%s", n > 0 ? (int)n : 1, n > 0 ? p : ".", program) < 0)
         abort();
      int e = cannot_run(file);
      if (e == 0 || e == EACCES)
         error = e;
      free(file);
      if (p[n] == '\0')
         break;
      p += n + 1;
   }
   return error;
}

bool program_can_run(const char* program)
{
   int error = strchr(program, '/') != NULL ? cannot_run(program) : cannot_run_on_path(program);
   if (error != 0)
      warnx("%s cannot be run: %s", program, strerror(error));
   return error == 0;
}

/* ---- Valgrind ---- */

static const char* valgrind_command(void)
{
   const char* command = getenv("STUBCHECK_VALGRIND");
   return command != NULL ? command : "valgrind";
}

bool valgrind_fits(void)
{
   const char* command = valgrind_command();
   char        line[128] = "";
   char*       shell;
   if (!program_can_run(command))
      return false;
   if (*built_for() == '\0')
      return true;
   // the name goes through the environment: no quoting needed
   setenv("STUBCHECK_VALGRIND_COMMAND", command, 1);
   shell = "exec \"$STUBCHECK_VALGRIND_COMMAND\" --version";
   FILE* stream = popen(shell, "re");
   unsetenv("STUBCHECK_VALGRIND_COMMAND");
   if (stream != NULL) {
      if (fgets(line, sizeof line, stream) == NULL)
         line[0] = '\0';
      pclose(stream);
   }
   line[strcspn(line, "\n")] = '\0';
   const char* version = strncmp(line, "valgrind-", 9) == 0 ? line + 9 : line;
   if (strcmp(version, built_for()) == 0)
      return true;
   warnx("Valgrind is %s, but stubcheck was built for %s: build it again, or set STUBCHECK_VALGRIND",
         *version != '\0' ? version : "of an unknown version", built_for());
   return false;
}

static const int passed_on[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2 };
#define PASSED_ON_COUNT (sizeof passed_on / sizeof passed_on[0])

static volatile pid_t child; /* 0 while there is none; set with the signals blocked */

/* A signal from the terminal reaches the whole process group, the program too;
   one that was sent to us alone is passed on. */
static void on_signal(int number, siginfo_t* info, void* context)
{
   (void)context;
   if (number != SIGUSR1 && number != SIGUSR2)
      runner_interrupted = 1;
   if (info->si_code != SI_KERNEL && child > 0)
      kill(child, number);
}

/* A signal that is ignored (nohup) stays ignored, for us and for the program. */
static void catch_signals(void)
{
   for (size_t i = 0; i < PASSED_ON_COUNT; i++) {
      struct sigaction old, new = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART };
      sigaction(passed_on[i], NULL, &old);
      if (old.sa_handler != SIG_IGN)
         sigaction(passed_on[i], &new, NULL);
   }
}

/* Waits for the child itself; others that we may have inherited are not ours. */
static int wait_for_child(void)
{
   int status;
   while (waitpid(child, &status, 0) < 0)
      if (errno != EINTR) {
         warn("waiting for valgrind");
         return -1;
      }
   child = 0;
   runner_interrupted = 0; // what comes from now on concerns only us
   return status;
}

int run_valgrind(char** argv, const char* tool_folder)
{
   sigset_t blocked, before;
   argv[0] = (char*)valgrind_command();
   sigemptyset(&blocked);
   for (size_t i = 0; i < PASSED_ON_COUNT; i++)
      sigaddset(&blocked, passed_on[i]);
   sigprocmask(SIG_BLOCK, &blocked, &before);
   catch_signals();
   pid_t pid = fork();
   if (pid == 0) {
      for (size_t i = 0; i < PASSED_ON_COUNT; i++) {
         // a handler must not run between here and the exec
         struct sigaction now;
         sigaction(passed_on[i], NULL, &now);
         if (now.sa_handler != SIG_IGN)
            signal(passed_on[i], SIG_DFL);
      }
      sigprocmask(SIG_SETMASK, &before, NULL);
      setenv("VALGRIND_LIB", tool_folder, 1);
      execvp(argv[0], argv);
      warn("%s", argv[0]);
      _exit(127);
   }
   child = pid;
   sigprocmask(SIG_SETMASK, &before, NULL);
   if (pid < 0) {
      warn("fork");
      return -1;
   }
   return wait_for_child();
}
