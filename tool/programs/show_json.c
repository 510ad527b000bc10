/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for programs: one JSON document, described in
   docs/stubcheck-report.1. */
#include "show.h"

#include <stdlib.h>
#include <string.h>

/* Sets a member; the value is taken over, a NULL value means null. */
static void set(json_t* object, const char* name, json_t* value)
{
   json_object_set_new(object, name, value != NULL ? value : json_null());
}

/* A member of the trace, as it is there. */
static void copy(json_t* object, const char* name, const json_t* record)
{
   set(object, name, json_incref(json_object_get(record, name)));
}

static json_t* process_json(const Merged* m, const Process* p)
{
   static const char* const ends[]    = { "unknown", "exit", "exec", "refused" };
   static const char* const members[] = { "pid", "ppid", "parent_event", "argv", "exe", "build_id",
                                          "runtime", "stubcheck", "valgrind" };
   const Process* parent = parent_of(m, p);
   json_t*        result = json_object();
   set(result, "process", json_string(p->name));
   set(result, "parent", parent != NULL ? json_string(parent->name)
                                        : json_incref(json_object_get(p->trace->header, "parent")));
   for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
      copy(result, members[i], p->trace->header);
   set(result, "end", json_string(ends[p->end_kind]));
   if (p->end_kind == END_EXIT) {
      copy(result, "status", p->end);
      copy(result, "signal", p->end);
   } else if (p->end_kind == END_EXEC) {
      copy(result, "file", p->end);
      copy(result, "followed", p->end);
   } else if (p->end_kind == END_REFUSED)
      copy(result, "why", p->end);
   set(result, "findings", json_integer(p->findings));
   return result;
}

static json_t* finding_json(const Merged* m, const Finding* f)
{
   static const char* const members[] = { "id", "kind", "certainty", "hash", "key", "what", "stack", "parts" };
   json_t* result = json_object();
   json_t* seen   = json_array();
   for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
      copy(result, members[i], f->record);
   for (size_t i = 0; i < f->seen_count; i++) {
      const Occurrence* o  = &f->seen[i];
      json_t*           at = json_object();
      set(at, "process", json_string(m->processes[o->process].name));
      copy(at, "pid", m->processes[o->process].trace->header);
      set(at, "event", o->event >= 0 ? json_integer(o->event) : NULL);
      set(at, "times", json_integer(o->times));
      json_array_append_new(seen, at);
   }
   set(result, "occurrences", seen);
   return result;
}

static bool varies(const char* name)
{
   static const char* const names[] = { "pid", "ppid", "ip", "build_id" };
   for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if (strcmp(name, names[i]) == 0)
         return true;
   return false;
}

/* A copy without what differs between two runs. */
static json_t* stable_copy(const json_t* value)
{
   size_t      i;
   json_t*     item;
   const char* name;
   json_t*     result = NULL;
   if (json_is_object(value)) {
      result = json_object();
      json_object_foreach((json_t*)value, name, item)
         if (!varies(name))
            json_object_set_new(result, name, stable_copy(item));
   } else if (json_is_array(value)) {
      result = json_array();
      json_array_foreach(value, i, item)
         json_array_append_new(result, stable_copy(item));
   } else if (json_is_string(value)) {
      char* text = without_addresses(json_string_value(value));
      result = json_string(text);
      free(text);
   } else
      result = json_deep_copy(value);
   return result;
}

static json_t* document(const Merged* m)
{
   json_t* processes = json_array();
   json_t* findings  = json_array();
   for (size_t i = 0; i < m->process_count; i++)
      json_array_append_new(processes, process_json(m, &m->processes[i]));
   for (size_t i = 0; i < m->finding_count; i++)
      json_array_append_new(findings, finding_json(m, &m->findings[i]));
   return json_pack("{s:i, s:o, s:o, s:O, s:O, s:O, s:O, s:O, s:i}",
                    "format", 1, "processes", processes, "findings", findings,
                    "untraced", m->untraced, "warnings", m->warnings, "notes", m->notes,
                    "counters", m->counters, "problems", m->traces->problems,
                    "left_out", (int)m->left_out);
}

void show_json(FILE* out, const Merged* m, const ShowOptions* options)
{
   json_t* whole = document(m);
   if (options->stable) {
      json_t* stable = stable_copy(whole);
      json_decref(whole);
      whole = stable;
   }
   json_dumpf(whole, out, JSON_INDENT(1) | JSON_ENSURE_ASCII);
   fputc('\n', out);
   json_decref(whole);
}
