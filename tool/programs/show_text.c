/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for people. The layout is that of the reports that each process
   prints itself, but without "==pid==", and with the processes it was seen in. */
#include "show.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH        100 /* where the id of a kind ends */
#define SEEN_IN_MAX   12 /* processes named for one finding; JSON has all */
#define WRAP         110 /* where lines of text end */
#define TREE_MAX      40 /* processes shown in the tree; JSON has all */
#define ADDRESS_MIN    6 /* hex digits; shorter numbers are headers and sizes */

/* ---- Words ---- */

char* without_addresses(const char* text)
{
   /* Nothing gets longer: an address has at least 6 digits and becomes 8 dots. */
   char* result = malloc(2 * strlen(text) + 1);
   char* w      = result;
   for (const char* s = text; *s != '\0';) {
      size_t hex = strncmp(s, "0x", 2) == 0 ? strspn(s + 2, "0123456789abcdefABCDEF") : 0;
      if (hex >= ADDRESS_MIN) {
         w += sprintf(w, "0x........");
         s += 2 + hex;
      } else if (strncmp(s, "pid ", 4) == 0 && isdigit((unsigned char)s[4])) {
         w += sprintf(w, "pid ...");
         s += 4 + strspn(s + 4, "0123456789");
      } else
         *w++ = *s++;
   }
   *w = '\0';
   return result;
}

/* Prints `text`, each further line of it with the same indentation. */
static void put(FILE* out, const ShowOptions* o, const char* indent, const char* text)
{
   char* masked = o->stable ? without_addresses(text) : strdup(text);
   char* rest   = masked;
   for (char* line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n"))
      fprintf(out, "%s%s\n", indent, line);
   free(masked);
}

/* Prints `text` in lines of WRAP columns; runs of blanks within a line stay. */
static void put_wrapped(FILE* out, const ShowOptions* o, const char* indent, const char* text)
{
   char*       masked = o->stable ? without_addresses(text) : strdup(text);
   const char* margin = "";
   for (const char* s = masked; *s != '\0'; margin = "  ") {
      size_t room = WRAP - strlen(indent) - strlen(margin);
      size_t n    = strlen(s);
      if (n > room)
         for (n = room; n > 0 && s[n] != ' '; n--)
            ;
      if (n == 0) /* one word longer than a line */
         n = strcspn(s, " ");
      fprintf(out, "%s%s%.*s\n", indent, margin, (int)n, s);
      s += n;
      s += strspn(s, " ");
   }
   free(masked);
}

static const char* plural(size_t n)
{
   return n == 1 ? "" : "s";
}

/* ---- One finding ---- */

static void put_stack(FILE* out, const ShowOptions* o, const json_t* stack)
{
   const char* word = "at ";
   size_t      i;
   json_t*     frame;
   json_array_foreach(stack, i, frame) {
      const char* text = member_string(frame, "text", NULL);
      if (text == NULL)
         continue;
      fprintf(out, "   %s", word);
      put(out, o, "", text);
      word = "by ";
   }
}

static void put_headline(FILE* out, const ShowOptions* o, const json_t* record)
{
   const char* what = member_string(record, "what", "");
   char*       text = o->stable ? without_addresses(what) : strdup(what);
   const char* id   = member_string(record, "id", "?");
   int n = fprintf(out, "%s (%s): %s", member_string(record, "kind", "?"),
                   member_string(record, "certainty", "?"), text);
   int room = WIDTH - n - (int)strlen(id) - 2;
   fprintf(out, "%*s[%s]\n", room > 1 ? room : 1, "", id);
   free(text);
}

/* "pid 17947, forked by 1 at event 61", as much of it as is known. */
static void put_birth(FILE* out, const ShowOptions* o, const Merged* m, const Process* p, const char* before)
{
   json_int_t     pid    = member_int(p->trace->header, "pid", 0);
   json_int_t     event  = member_int(p->trace->header, "parent_event", 0);
   const Process* parent = parent_of(m, p);
   const char*    told   = member_string(p->trace->header, "parent", NULL);
   const char*    by     = parent != NULL ? parent->name : told;
   if (pid > 0 && !o->stable) {
      fprintf(out, "%spid %lld", before, (long long)pid);
      before = ", ";
   }
   if (by != NULL) {
      fprintf(out, "%s%s by %s", before, is_execed(p) ? "exec'ed" : "forked", by);
      if (event > 0)
         fprintf(out, " at event %lld", (long long)event);
   }
}

static void put_occurrence(FILE* out, const ShowOptions* o, const Merged* m, const Occurrence* seen)
{
   char*   text = NULL;
   size_t  size;
   FILE*   memory = open_memstream(&text, &size);
   const Process* p = &m->processes[seen->process];
   put_birth(memory, o, m, p, "");
   if (seen->times > 1)
      fprintf(memory, "%s%lld times", ftell(memory) > 0 ? ", " : "", (long long)seen->times);
   fclose(memory);
   fprintf(out, size > 0 ? "process %s (%s)" : "process %s", p->name, text);
   free(text);
}

static void put_seen_in(FILE* out, const ShowOptions* o, const Merged* m, const Finding* f)
{
   for (size_t i = 0; i < f->seen_count && i < SEEN_IN_MAX; i++) {
      fputs(i == 0 ? " Seen in: " : ", ", out);
      put_occurrence(out, o, m, &f->seen[i]);
   }
   if (f->seen_count > SEEN_IN_MAX)
      fprintf(out, ", and %zu more processes", f->seen_count - SEEN_IN_MAX);
   fputc('\n', out);
}

static void put_finding(FILE* out, const ShowOptions* o, const Merged* m, const Finding* f)
{
   size_t  i;
   json_t* part;
   put_headline(out, o, f->record);
   put_stack(out, o, json_object_get(f->record, "stack"));
   json_array_foreach(json_object_get(f->record, "parts"), i, part) {
      put_wrapped(out, o, " ", member_string(part, "text", ""));
      put_stack(out, o, json_object_get(part, "stack"));
   }
   put_seen_in(out, o, m, f);
   fprintf(out, " Identity: %s\n\n", member_string(f->record, "hash", "?"));
}

/* ---- The processes ---- */

static const char* command_of(const ShowOptions* o, const Process* p)
{
   const char* exe  = member_string(p->trace->header, "exe", NULL);
   const char* argv = json_string_value(json_array_get(json_object_get(p->trace->header, "argv"), 0));
   const char* name = argv != NULL ? argv : exe != NULL ? exe : "?";
   const char* base = strrchr(name, '/');
   return o->stable && base != NULL ? base + 1 : name;
}

static void put_end(FILE* out, const Process* p)
{
   json_int_t signal = member_int(p->end, "signal", 0);
   json_int_t status = member_int(p->end, "status", -1);
   switch (p->end_kind) {
   case END_EXIT:
      if (signal > 0)
         fprintf(out, "killed by signal %lld (%s)", (long long)signal, strsignal((int)signal));
      else if (status >= 0)
         fprintf(out, "exit status %lld", (long long)status);
      else
         fputs("ended", out);
      break;
   case END_EXEC:
      fprintf(out, "exec'ed %s%s", member_string(p->end, "file", "?"),
              json_is_true(json_object_get(p->end, "followed")) ? "" : ", not followed");
      break;
   case END_REFUSED:
      fputs("not checked", out);
      break;
   case END_UNKNOWN:
      fputs("no end recorded (killed, or still running)", out);
   }
}

/* ", at Unix.fork (scen.ml:33)": where the parent forked. Frames without a name are
   passed over: in posix_spawn, Valgrind cannot walk past libc's clone. */
static void put_fork_site(FILE* out, const Process* p)
{
   size_t  i;
   json_t* frame;
   json_array_foreach(json_object_get(p->trace->header, "fork_stack"), i, frame) {
      const char* text = member_string(frame, "text", NULL);
      if (text != NULL && member_string(frame, "fn", NULL) != NULL) {
         fprintf(out, ", at %s", text);
         return;
      }
   }
}

static void put_process(FILE* out, const ShowOptions* o, const Merged* m, const Process* p, int width)
{
   fprintf(out, "   %*s%-*s  %s", 2 * (int)p->depth, "", width - 2 * (int)p->depth, p->name,
           command_of(o, p));
   put_birth(out, o, m, p, ", ");
   put_fork_site(out, p);
   fputs(": ", out);
   put_end(out, p);
   if (p->findings > 0)
      fprintf(out, "; %u finding%s", p->findings, plural(p->findings));
   fputc('\n', out);
}

static void put_tree(FILE* out, const ShowOptions* o, const Merged* m)
{
   int     width = 0;
   size_t  i;
   json_t* child;
   for (const Process* p = m->processes; p < m->processes + m->process_count && p < m->processes + TREE_MAX; p++)
      if ((int)(strlen(p->name) + 2 * p->depth) > width)
         width = (int)(strlen(p->name) + 2 * p->depth);
   fputs("Processes:\n", out);
   for (size_t k = 0; k < m->process_count && k < TREE_MAX; k++)
      put_process(out, o, m, &m->processes[k], width);
   if (m->process_count > TREE_MAX)
      fprintf(out, "   and %zu more\n", m->process_count - TREE_MAX);
   json_array_foreach(m->untraced, i, child)
      fprintf(out, "   %s: forked by %s at event %lld, but there is no trace of it\n",
              member_string(child, "path", "?"), member_string(child, "parent", "?"),
              (long long)member_int(child, "event", -1));
   fputc('\n', out);
}

/* ---- What else there is to say ---- */

static void put_refused(FILE* out, const ShowOptions* o, const Merged* m)
{
   bool any = false;
   for (const Process* p = m->processes; p < m->processes + m->process_count; p++)
      if (p->end_kind == END_REFUSED) {
         fprintf(out, "Not checked: process %s (%s): ", p->name, command_of(o, p));
         put(out, o, "", member_string(p->end, "why", "?"));
         any = true;
      }
   if (any)
      fputc('\n', out);
}

static void put_warnings(FILE* out, const ShowOptions* o, const Merged* m)
{
   size_t  i;
   json_t* w;
   json_array_foreach(m->warnings, i, w) {
      fprintf(out, "Warning: process %s: ", member_string(w, "process", "?"));
      put(out, o, "", member_string(w, "text", "?"));
   }
   if (i > 0)
      fputc('\n', out);
}

static void put_notes(FILE* out, const ShowOptions* o, const Merged* m)
{
   const char* text;
   json_t*     names;
   json_object_foreach(m->notes, text, names) {
      fputs("Note: ", out);
      if (json_array_size(names) < m->process_count)
         fprintf(out, "process %s%s: ", json_string_value(json_array_get(names, 0)),
                 json_array_size(names) > 1 ? " and others" : "");
      put(out, o, "", text);
   }
   if (json_object_size(m->notes) > 0)
      fputc('\n', out);
}

static void put_counters(FILE* out, const Merged* m)
{
   const char* separator = " (";
   const char* name;
   json_t*     n;
   json_object_foreach(m->counters, name, n) {
      fputs(separator, out);
      for (const char* s = name; *s != '\0'; s++)
         fputc(*s == '_' ? ' ' : *s, out);
      fprintf(out, ": %lld", (long long)json_integer_value(n));
      separator = ", ";
   }
   if (json_object_size(m->counters) > 0)
      fputc(')', out);
}

static void put_summary(FILE* out, const Merged* m)
{
   size_t found = m->finding_count, checked = 0;
   for (size_t i = 0; i < m->process_count; i++)
      checked += m->processes[i].end_kind != END_REFUSED;
   if (found > 0)
      fprintf(out, "stubcheck: %zu finding%s in %zu of %zu process%s", found, plural(found),
              processes_with_findings(m), checked, checked == 1 ? "" : "es");
   else if (checked > 0) {
      fprintf(out, "stubcheck: no finding in %zu process%s", checked, checked == 1 ? "" : "es");
      put_counters(out, m);
   } else
      fputs("stubcheck: no process was checked", out);
   if (m->left_out > 0)
      fprintf(out, "; %u finding%s left out by the options", m->left_out, plural(m->left_out));
   fputc('\n', out);
}

void show_text(FILE* out, const Merged* m, const ShowOptions* o)
{
   for (size_t i = 0; i < m->finding_count; i++)
      put_finding(out, o, m, &m->findings[i]);
   bool clean = m->finding_count == 0;
   put_refused(out, o, m);
   if (o->quiet && clean)
      return;
   if (o->tree && m->process_count + json_array_size(m->untraced) > 1)
      put_tree(out, o, m);
   if (!o->quiet) {
      put_warnings(out, o, m);
      put_notes(out, o, m);
   }
   put_summary(out, m);
}
