/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The merge. Identity is the finding's `key`; a process is its path, never its
   pid. What a child inherited was counted by its ancestors and is not counted
   again: only `findings` and `counters` of each exit record are used. */
#include "merge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void* grow(void* array, size_t count, size_t size)
{
   void* grown = realloc(array, (count + 1) * size);
   if (grown == NULL)
      abort();
   return grown;
}

/* ---- Processes ---- */

bool is_execed(const Process* p)
{
   const char* bang = strrchr(p->trace->path, '!');
   return bang != NULL && strchr(bang, '.') == NULL;
}

bool is_first(const Process* p)
{
   return strchr(p->trace->path, '.') == NULL;
}

/* The parent's path: the header's, or else what the path itself tells. The
   caller frees it; NULL for a first process. */
static char* parent_path(const Trace* t)
{
   const char* told = member_string(t->header, "parent", NULL);
   if (told != NULL)
      return strdup(told);
   const char* dot  = strrchr(t->path, '.');
   const char* bang = strrchr(t->path, '!');
   const char* last = bang > dot ? bang : dot;
   if (last == NULL)
      return NULL;
   /* 1.2!2 was 1.2!1 before, and 1.2!1 was 1.2. */
   unsigned long n = strtoul(last + 1, NULL, 10);
   json_t* path = *last == '!' && n > 1
      ? json_sprintf("%.*s!%lu", (int)(last - t->path), t->path, n - 1)
      : json_sprintf("%.*s", (int)(last - t->path), t->path);
   char* copy = strdup(json_string_value(path));
   json_decref(path);
   return copy;
}

const Process* parent_of(const Merged* m, const Process* p)
{
   char*          path   = parent_path(p->trace);
   const Process* parent = NULL;
   /* A parent precedes its children in the order of processes. */
   for (const Process* q = m->processes; path != NULL && q < p && parent == NULL; q++)
      if (strcmp(q->trace->run, p->trace->run) == 0 && strcmp(q->trace->path, path) == 0)
         parent = q;
   free(path);
   return parent;
}

static char* name_of(const Trace* t, bool several_runs)
{
   if (!several_runs)
      return strdup(t->path);
   const char* end = strstr(t->file, ".jsonl");
   return end != NULL ? strndup(t->file, end - t->file) : strdup(t->file);
}

/* An exec that failed is no end. */
static void find_end(Process* p)
{
   size_t  i;
   json_t* record;
   json_array_foreach(p->trace->records, i, record) {
      EndKind kind = record_is(record, "exit")    ? END_EXIT
                   : record_is(record, "refused") ? END_REFUSED
                   : record_is(record, "exec")    ? END_EXEC : END_UNKNOWN;
      bool undone = p->end_kind == END_EXEC && record_is(record, "exec-failed");
      /* After a refusal there is still an exit; the refusal says more. */
      if (undone || (kind != END_UNKNOWN && p->end_kind != END_REFUSED)) {
         p->end_kind = kind;
         p->end      = undone ? NULL : record;
      }
   }
}

static void add_processes(Merged* m)
{
   const Traces* ts = m->traces;
   for (size_t i = 1; i < ts->count; i++)
      if (strcmp(ts->items[i].run, ts->items[0].run) != 0)
         m->several_runs = true;
   m->processes = calloc(ts->count + 1, sizeof *m->processes);
   for (size_t i = 0; i < ts->count; i++) {
      Process* p = &m->processes[m->process_count++];
      p->trace = &ts->items[i];
      p->name  = name_of(p->trace, m->several_runs);
      find_end(p);
      const Process* parent = parent_of(m, p);
      p->depth = parent != NULL ? parent->depth + 1 : 0;
   }
}

/* ---- Findings ---- */

static const char* key_of(const json_t* record)
{
   /* A finding without a key (not ours, or damaged) is still shown. */
   const char* fallback = member_string(record, "hash", member_string(record, "what", "?"));
   return member_string(record, "key", fallback);
}

static Finding* finding_by(Merged* m, const char* key)
{
   for (size_t i = 0; i < m->finding_count; i++)
      if (strcmp(m->findings[i].key, key) == 0)
         return &m->findings[i];
   return NULL;
}

static Finding* finding_by_hash(Merged* m, const char* hash)
{
   for (size_t i = 0; i < m->finding_count; i++)
      if (strcmp(member_string(m->findings[i].record, "hash", ""), hash) == 0)
         return &m->findings[i];
   return NULL;
}

/* The place of `process` in what `f` was seen in; added when it is new. */
static Occurrence* occurrence(Finding* f, size_t process, json_int_t event)
{
   for (size_t i = 0; i < f->seen_count; i++)
      if (f->seen[i].process == process)
         return &f->seen[i];
   f->seen = grow(f->seen, f->seen_count, sizeof *f->seen);
   f->seen[f->seen_count] = (Occurrence){ process, event, 0 };
   return &f->seen[f->seen_count++];
}

static void add_finding(Merged* m, size_t process, const json_t* record)
{
   const char* key = key_of(record);
   Finding*    f   = finding_by(m, key);
   if (f == NULL) {
      m->findings = grow(m->findings, m->finding_count, sizeof *m->findings);
      f  = &m->findings[m->finding_count++];
      *f = (Finding){ .record = record, .key = key };
   }
   occurrence(f, process, member_int(record, "e", -1))->times++;
}

/* The exit record counts every time, the trace describes some of them. */
static void take_exit_counts(Merged* m, size_t process)
{
   const Process* p = &m->processes[process];
   const char*    hash;
   json_t*        times;
   if (p->end_kind != END_EXIT)
      return;
   json_object_foreach(json_object_get(p->end, "findings"), hash, times) {
      Finding* f = finding_by_hash(m, hash);
      if (f == NULL)
         json_array_append_new(m->traces->problems,
            json_sprintf("%s: finding %s is counted but not described in any trace", p->trace->file, hash));
      else if (json_integer_value(times) > 0) {
         Occurrence* o = occurrence(f, process, -1);
         if (json_integer_value(times) > o->times)
            o->times = json_integer_value(times);
      }
   }
}

static int by_process(const void* x, const void* y)
{
   const Occurrence* a = x;
   const Occurrence* b = y;
   return a->process < b->process ? -1 : a->process > b->process;
}

static int by_first_seen(const void* x, const void* y)
{
   const Finding* a = x;
   const Finding* b = y;
   int order = by_process(&a->seen[0], &b->seen[0]);
   if (order != 0)
      return order;
   json_int_t e = a->seen[0].event, f = b->seen[0].event;
   if (e != f)
      return (uintmax_t)e < (uintmax_t)f ? -1 : 1; /* -1, unknown, is last */
   return strcmp(a->key, b->key);
}

static void count_findings(Merged* m)
{
   for (size_t i = 0; i < m->process_count; i++)
      m->processes[i].findings = 0;
   for (size_t i = 0; i < m->finding_count; i++)
      for (size_t j = 0; j < m->findings[i].seen_count; j++)
         m->processes[m->findings[i].seen[j].process].findings++;
}

static void sort_findings(Merged* m)
{
   for (size_t i = 0; i < m->finding_count; i++)
      qsort(m->findings[i].seen, m->findings[i].seen_count, sizeof(Occurrence), by_process);
   if (m->finding_count > 1)
      qsort(m->findings, m->finding_count, sizeof *m->findings, by_first_seen);
   count_findings(m);
}

size_t processes_with_findings(const Merged* m)
{
   size_t n = 0;
   for (size_t i = 0; i < m->process_count; i++)
      n += m->processes[i].findings > 0;
   return n;
}

/* ---- The rest of the records ---- */

static void add_counters(Merged* m, const Process* p)
{
   const char* name;
   json_t*     n;
   if (p->end_kind != END_EXIT)
      return;
   json_object_foreach(json_object_get(p->end, "counters"), name, n)
      if (json_is_integer(n))
         json_object_set_new(m->counters, name,
            json_integer(member_int(m->counters, name, 0) + json_integer_value(n)));
}

static void add_notes(Merged* m, const Process* p)
{
   size_t  i;
   json_t* note;
   json_array_foreach(json_object_get(p->trace->header, "notes"), i, note) {
      const char* text = json_string_value(note);
      if (text == NULL)
         continue;
      if (json_object_get(m->notes, text) == NULL)
         json_object_set_new(m->notes, text, json_array());
      json_array_append_new(json_object_get(m->notes, text), json_string(p->name));
   }
}

static bool is_traced(const Merged* m, const char* run, const char* path)
{
   for (size_t i = 0; i < m->process_count; i++)
      if (strcmp(m->processes[i].trace->run, run) == 0 && strcmp(m->processes[i].trace->path, path) == 0)
         return true;
   return false;
}

static void add_records(Merged* m, size_t process)
{
   const Process* p = &m->processes[process];
   size_t         i;
   json_t*        record;
   json_array_foreach(p->trace->records, i, record) {
      const char* child = member_string(record, "child", "?");
      if (record_is(record, "finding"))
         add_finding(m, process, record);
      else if (record_is(record, "warning"))
         json_array_append_new(m->warnings,
            json_pack("{s:s, s:I, s:s}", "process", p->name, "event", member_int(record, "e", -1),
                      "text", member_string(record, "text", "?")));
      else if (record_is(record, "fork") && !is_traced(m, p->trace->run, child))
         json_array_append_new(m->untraced,
            json_pack("{s:s, s:s, s:I}", "path", child, "parent", p->name,
                      "event", member_int(record, "e", -1)));
   }
}

void merge(Merged* m, const Traces* ts)
{
   *m = (Merged){ .traces = ts, .counters = json_object(), .warnings = json_array(),
                  .notes = json_object(), .untraced = json_array() };
   add_processes(m);
   for (size_t i = 0; i < m->process_count; i++) {
      add_records(m, i);
      add_counters(m, &m->processes[i]);
      add_notes(m, &m->processes[i]);
   }
   for (size_t i = 0; i < m->process_count; i++)
      take_exit_counts(m, i);
   sort_findings(m);
}

void merge_free(Merged* m)
{
   for (size_t i = 0; i < m->process_count; i++)
      free(m->processes[i].name);
   for (size_t i = 0; i < m->finding_count; i++) {
      free(m->findings[i].seen);
      json_decref(m->findings[i].named);
   }
   free(m->processes);
   free(m->findings);
   json_decref(m->counters);
   json_decref(m->warnings);
   json_decref(m->notes);
   json_decref(m->untraced);
}

/* ---- The filter ---- */

static bool lists(const json_t* names, const char* name)
{
   size_t  i;
   json_t* n;
   json_array_foreach(names, i, n)
      if (strcmp(json_string_value(n), name) == 0)
         return true;
   return false;
}

static bool kept(const Filter* filter, const json_t* record)
{
   if (filter->definite_only && strcmp(member_string(record, "certainty", ""), "definite") != 0)
      return false;
   return json_array_size(filter->kinds) == 0
       || lists(filter->kinds, member_string(record, "kind", ""))
       || lists(filter->kinds, member_string(record, "id", ""));
}

void merge_filter(Merged* m, const Filter* filter)
{
   size_t n = 0;
   for (size_t i = 0; i < m->finding_count; i++) {
      Finding* f = &m->findings[i];
      size_t   k = 0;
      for (size_t j = 0; j < f->seen_count; j++)
         if (json_array_size(filter->processes) == 0
             || lists(filter->processes, m->processes[f->seen[j].process].name))
            f->seen[k++] = f->seen[j];
      f->seen_count = k;
      if (k > 0 && kept(filter, f->record))
         m->findings[n++] = *f;
      else {
         free(f->seen);
         m->left_out++;
      }
   }
   m->finding_count = n;
   if (n > 1) // what is left may be first seen elsewhere now
      qsort(m->findings, n, sizeof *m->findings, by_first_seen);
   count_findings(m);
}
