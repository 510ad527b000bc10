/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading of traces: files, lines, and tolerance for what is wrong with them. */
#include "trace.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FORMAT 1 /* the version of docs/trace-format.md that is read here */

/* ---- Members of records ---- */

const char* member_string(const json_t* record, const char* name, const char* missing)
{
   const char* s = json_string_value(json_object_get(record, name));
   return s != NULL ? s : missing;
}

json_int_t member_int(const json_t* record, const char* name, json_int_t missing)
{
   const json_t* n = json_object_get(record, name);
   return json_is_integer(n) ? json_integer_value(n) : missing;
}

int record_is(const json_t* record, const char* kind)
{
   return strcmp(member_string(record, "r", ""), kind) == 0;
}

/* ---- Process paths ---- */

/* A number, then ".n" for forks and "!n" for execs. */
static bool is_path(const char* s)
{
   for (;;) {
      if (!isdigit((unsigned char)*s))
         return false;
      while (isdigit((unsigned char)*s))
         s++;
      if (*s == '\0')
         return true;
      if (*s != '.' && *s != '!')
         return false;
      s++;
   }
}

int path_compare(const char* a, const char* b)
{
   for (;;) {
      char* end_a;
      char* end_b;
      unsigned long m = strtoul(a, &end_a, 10), n = strtoul(b, &end_b, 10);
      if (m != n)
         return m < n ? -1 : 1;
      if (*end_a == '\0' || *end_b == '\0' || *end_a != *end_b) {
         /* The end sorts before '.', and that before '!': an exec is the last
            thing a process does. */
         int rank_a = *end_a == '\0' ? 0 : *end_a == '.' ? 1 : 2;
         int rank_b = *end_b == '\0' ? 0 : *end_b == '.' ? 1 : 2;
         return rank_a - rank_b;
      }
      a = end_a + 1;
      b = end_b + 1;
   }
}

static int trace_compare(const void* x, const void* y)
{
   const Trace* a = x;
   const Trace* b = y;
   int runs = strcmp(a->run, b->run);
   return runs != 0 ? runs : path_compare(a->path, b->path);
}

/* ---- The set ---- */

void traces_init(Traces* ts)
{
   *ts = (Traces){ .problems = json_array() };
}

static void trace_clear(Trace* t)
{
   free(t->file);
   free(t->run);
   free(t->path);
   json_decref(t->header);
   json_decref(t->records);
}

void traces_free(Traces* ts)
{
   for (size_t i = 0; i < ts->count; i++)
      trace_clear(&ts->items[i]);
   free(ts->items);
   json_decref(ts->problems);
}

static void problem(Traces* ts, const char* file, const char* format, ...)
   __attribute__((format(printf, 3, 4)));

static void problem(Traces* ts, const char* file, const char* format, ...)
{
   va_list args;
   va_start(args, format);
   json_t* text = json_vsprintf(format, args);
   va_end(args);
   json_array_append_new(ts->problems, json_sprintf("%s: %s", file, json_string_value(text)));
   json_decref(text);
}

/* Takes over what `t` owns, unless its process is there already. */
static void add(Traces* ts, Trace t)
{
   for (size_t i = 0; i < ts->count; i++)
      if (trace_compare(&ts->items[i], &t) == 0) {
         if (strcmp(ts->items[i].file, t.file) != 0)
            problem(ts, t.file, "a second trace of process %s, skipped", t.path);
         trace_clear(&t);
         return;
      }
   ts->items = realloc(ts->items, (ts->count + 1) * sizeof *ts->items);
   if (ts->items == NULL)
      abort();
   ts->items[ts->count++] = t;
}

/* ---- One file ---- */

/* What was wrong in one file; told once, after its last line. */
typedef struct {
   unsigned lines;     /* lines that were not empty */
   unsigned bad;       /* of them: neither JSON nor a record */
   unsigned first_bad; /* its number */
   unsigned headers;
   bool     truncated;
} Faults;

/* Bytes above 0x7f that are not UTF-8 (in argv, in file names) must not cost a
   finding: jansson refuses them, so the second attempt goes without. */
static json_t* parse(char* line, size_t length)
{
   json_t* record = json_loadb(line, length, JSON_ALLOW_NUL, NULL);
   if (record != NULL)
      return record;
   bool changed = false;
   for (size_t i = 0; i < length; i++)
      if ((unsigned char)line[i] >= 0x80) {
         line[i] = '?';
         changed = true;
      }
   return changed ? json_loadb(line, length, JSON_ALLOW_NUL, NULL) : NULL;
}

static void take_line(Trace* t, Faults* f, char* line, size_t length, unsigned number)
{
   bool ended = length > 0 && line[length - 1] == '\n';
   if (strspn(line, " \t\r\n") == length)
      return;
   f->lines++;
   json_t* record = parse(line, length);
   if (record == NULL && !ended) {
      f->truncated = true;
      return;
   }
   if (json_object_get(record, "r") == NULL) {
      if (f->bad++ == 0)
         f->first_bad = number;
      json_decref(record);
      return;
   }
   if (!record_is(record, "process"))
      json_array_append_new(t->records, record);
   else if (f->headers++ == 0) {
      json_decref(t->header);
      t->header = record;
   } else
      json_decref(record);
}

static void read_lines(Trace* t, Faults* f, FILE* stream)
{
   char*    line     = NULL;
   size_t   capacity = 0;
   ssize_t  length;
   unsigned number = 0;
   while ((length = getline(&line, &capacity, stream)) > 0)
      take_line(t, f, line, (size_t)length, ++number);
   free(line);
}

/* The process path: from the header, or else from the file's name. NULL when
   neither has one. The caller frees it. */
static char* path_of(const Trace* t)
{
   const char* path = member_string(t->header, "path", "");
   if (is_path(path))
      return strdup(path);
   const char* slash = strrchr(t->file, '/');
   char*       name  = strdup(slash != NULL ? slash + 1 : t->file);
   char*       dot   = strstr(name, ".jsonl");
   if (dot != NULL)
      *dot = '\0';
   if (is_path(name))
      return name;
   free(name);
   return NULL;
}

/* Tells what was wrong; false when the file is to be left out. */
static bool judge(Traces* ts, const Trace* t, const Faults* f)
{
   json_int_t format = member_int(t->header, "format", FORMAT);
   if (f->lines == 0)
      problem(ts, t->file, "empty, skipped");
   else if (f->headers == 0 && json_array_size(t->records) == 0)
      problem(ts, t->file, "%s, skipped",
              f->truncated && f->bad == 0 ? "nothing but one truncated line" : "not a stubcheck trace");
   else if (format != FORMAT)
      problem(ts, t->file, "trace format %lld is not known to this program (it knows %d), skipped",
              (long long)format, FORMAT);
   else if (t->path == NULL)
      problem(ts, t->file, "no process path in the first line nor in the file's name, skipped");
   else {
      if (f->headers == 0)
         problem(ts, t->file, "the first line (the process) is missing, the rest is read");
      if (f->headers > 1)
         problem(ts, t->file, "holds %u runs, they are read as one", f->headers);
      if (f->bad > 0)
         problem(ts, t->file, "%u line%s no record (first: line %u), skipped", f->bad,
                 f->bad == 1 ? " is" : "s are", f->first_bad);
      if (f->truncated)
         problem(ts, t->file, "the last line is truncated, the rest is read");
      return true;
   }
   return false;
}

/* The folder of a file, without a trailing slash. The caller frees it. */
static char* folder_of(const char* file)
{
   const char* slash = strrchr(file, '/');
   return slash == NULL ? strdup(".") : slash == file ? strdup("/") : strndup(file, slash - file);
}

static void read_file(Traces* ts, const char* file)
{
   FILE* stream = fopen(file, "r");
   if (stream == NULL) {
      problem(ts, file, "%s", strerror(errno));
      return;
   }
   Trace t = { .file = strdup(file), .run = folder_of(file),
               .header = json_object(), .records = json_array() };
   Faults f = { 0 };
   read_lines(&t, &f, stream);
   fclose(stream);
   t.path = path_of(&t);
   if (judge(ts, &t, &f))
      add(ts, t);
   else
      trace_clear(&t);
}

/* ---- Folders ---- */

static int is_trace_name(const struct dirent* entry)
{
   size_t n = strlen(entry->d_name);
   return n > 6 && strcmp(entry->d_name + n - 6, ".jsonl") == 0;
}

static void read_folder(Traces* ts, const char* folder)
{
   struct dirent** entries;
   int n = scandir(folder, &entries, is_trace_name, alphasort);
   if (n < 0) {
      problem(ts, folder, "%s", strerror(errno));
      return;
   }
   if (n == 0)
      problem(ts, folder, "no traces (*.jsonl) in this folder");
   for (int i = 0; i < n; i++) {
      char* file;
      if (asprintf(&file, "%s/%s", folder, entries[i]->d_name) < 0)
         abort();
      read_file(ts, file);
      free(file);
      free(entries[i]);
   }
   free(entries);
}

void traces_read(Traces* ts, const char* folder_or_file)
{
   struct stat st;
   char*       name = strdup(folder_or_file);
   for (size_t n = strlen(name); n > 1 && name[n - 1] == '/'; n--)
      name[n - 1] = '\0';
   if (stat(name, &st) != 0)
      problem(ts, name, "%s", strerror(errno));
   else if (S_ISDIR(st.st_mode))
      read_folder(ts, name);
   else
      read_file(ts, name);
   free(name);
   if (ts->count > 1)
      qsort(ts->items, ts->count, sizeof *ts->items, trace_compare);
}
