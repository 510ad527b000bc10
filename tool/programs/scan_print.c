/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people, JSON for programs. Judges nothing. Names come from files that
   may hold anything: what is not printable, or not UTF-8, is shown as \xNN. */
#include "scan_print.h"
#include "scan_externals.h"
#include "scan_origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 13, WIDTH = 100 };

/* ---- words ---- */

static const char *role_name(Role role) {
   static const char *const names[] = {"foreign", "program", "plugin", "stubs", "runtime", "bytecode"};
   return names[role];
}

static const char *mode_name(Mode mode) {
   static const char *const names[] = {"none", "native", "bytecode"};
   return names[mode];
}

static const char *symbols_name(SymbolCover cover) {
   static const char *const names[] = {"none", "dynamic", "all"};
   return names[cover];
}

static const char *linkage_name(Linkage linkage) {
   static const char *const names[] = {"none", "dynamic", "pie", "static", "static-pie", "shared"};
   return names[linkage];
}

/* `text` with escapes, at most `room` - 1 bytes, in `out`. */
static const char *shown(const char *text, char *out, size_t room) {
   size_t n = 0;
   for (; *text && n + 5 < room; text++) {
      const unsigned char c = *text;
      if (c >= 0x20 && c < 0x7f)
         out[n++] = c;
      else
         n += snprintf(out + n, room - n, "\\x%02x", c);
   }
   out[n] = '\0';
   return out;
}

/* ---- text ---- */

static void label(const char *name) {
   printf("  %-*s", LABEL, name);
}

static void print_runtime(const Scan *s) {
   static const char *const what[] = {"none", "", ", in a plugin without a runtime", ", in C stubs",
                                      ", as a shared object", ", for ocamlrun"};
   const Runtime *rt = &s->runtime;
   label("runtime");
   if (rt->role == ROLE_FOREIGN) {
      puts("none");
      return;
   }
   printf("OCaml %s", rt->version[0] ? rt->version : "of unknown version");
   if (rt->mode != MODE_NONE)
      printf(", %s", mode_name(rt->mode));
   printf("%s%s\n", what[rt->role],
          rt->role == ROLE_PROGRAM && rt->elsewhere ? ", the runtime in a shared object" : "");
}

static void print_elf(const ElfFacts *e) {
   static const char *const symbols[] = {"none", "dynamic only (.dynsym)", "all (.symtab)"};
   static const char *const linkage[] = {"", "dynamic", "dynamic, position-independent executable", "static",
                                         "static, position-independent executable", "shared object"};
   char text[256];
   label("symbols");
   puts(symbols[e->symbols]);
   label("debug info");
   fputs(e->dwarf ? "DWARF" : "none here", stdout);
   if (e->debuglink)
      printf(", separate file %s", shown(e->debuglink, text, sizeof text));
   putchar('\n');
   label("build-id");
   puts(e->build_id[0] ? e->build_id : "none");
   label("linked");
   puts(linkage[e->linkage]);
}

/* Words after a label, wrapped. */
typedef struct {
   size_t column;
} Wrap;

static void word(Wrap *w, const char *text) {
   char safe[512];
   shown(text, safe, sizeof safe);
   if (w->column > LABEL + 2 && w->column + 1 + strlen(safe) > WIDTH) {
      printf("\n%*s", LABEL + 2, "");
      w->column = LABEL + 2;
   }
   w->column += printf("%s%s", w->column > LABEL + 2 ? " " : "", safe);
}

static void print_origin(const Externals *x, Origin origin) {
   Wrap w = {LABEL + 2};
   label(origin == ORIGIN_STUB ? "stubs" : origin_name(origin));
   for (size_t i = 0; i < x->count; i++)
      if (x->all[i].origin == origin)
         word(&w, x->all[i].name);
   putchar('\n');
}

static void print_externals(const Externals *x, bool all) {
   const char *separator = "";
   label("primitives");
   if (x->count == 0)
      fputs("none", stdout);
   for (Origin o = 0; o < ORIGIN_COUNT; o++) {
      const size_t n = externals_count(x, o);
      if (n > 0) {
         printf("%s%zu %s", separator, n, o == ORIGIN_STUB ? "other stubs" : origin_name(o));
         separator = ", ";
      }
   }
   if (x->unnamed > 0)
      printf("%s%u calls of functions without a name", x->count ? "; " : ", ", x->unnamed);
   putchar('\n');
   for (Origin o = 0; o < ORIGIN_COUNT; o++)
      if ((all || o == ORIGIN_STUB) && externals_count(x, o) > 0)
         print_origin(x, o);
}

static void print_bytecode(const Bytecode *b) {
   char text[300];
   label("bytecode");
   if (b->magic[0])
      printf("%s", b->magic);
   else
      fputs("none appended: an interpreter, or bytecode embedded in it", stdout);
   if (b->interpreter[0])
      printf(", run by %s", shown(b->interpreter, text, sizeof text));
   putchar('\n');
   if (b->libraries.count > 0) {
      Wrap w = {LABEL + 2};
      label("libraries");
      for (size_t i = 0; i < b->libraries.count; i++)
         word(&w, b->libraries.names[i]);
      putchar('\n');
   }
}

void print_text(const Scan *s, bool all) {
   puts(s->path);
   print_runtime(s);
   if (s->elf.present)
      print_elf(&s->elf);
   if (s->bytecode.present)
      print_bytecode(&s->bytecode);
   if (s->runtime.role != ROLE_FOREIGN)
      print_externals(&s->externals, all);
   label("verdict");
   puts(s->verdict.text);
}

/* ---- JSON ---- */

static json_t *string(const char *text) {
   json_t *j = json_string(text);
   if (j != NULL)
      return j;
   const size_t room = 4 * strlen(text) + 6;
   char *safe = malloc(room);
   if (safe == NULL)
      return json_null();
   j = json_string(shown(text, safe, room));
   free(safe);
   return j;
}

static json_t *string_or_null(const char *text) {
   return text != NULL && text[0] != '\0' ? string(text) : json_null();
}

static json_t *names_json(const Names *names) {
   json_t *a = json_array();
   for (size_t i = 0; i < names->count; i++)
      json_array_append_new(a, string(names->names[i]));
   return a;
}

static json_t *runtime_json(const Runtime *rt) {
   if (rt->role == ROLE_FOREIGN)
      return json_null();
   static const char *const families[] = {"unknown", "older", "4.x", "5.x"};
   return json_pack("{s:s, s:s, s:o, s:b, s:b}", "family", families[rt->family], "mode", mode_name(rt->mode),
                    "version", string_or_null(rt->version), "version_exact", rt->version_exact,
                    "in_this_file", !rt->elsewhere);
}

static json_t *elf_json(const ElfFacts *e) {
   if (!e->present)
      return json_null();
   return json_pack("{s:s, s:b, s:o, s:o, s:s, s:o}", "symbols", symbols_name(e->symbols), "dwarf", e->dwarf,
                    "debuglink", string_or_null(e->debuglink), "build_id", string_or_null(e->build_id),
                    "linked", linkage_name(e->linkage), "needed", names_json(&e->needed));
}

static json_t *bytecode_json(const Bytecode *b) {
   if (!b->present)
      return json_null();
   return json_pack("{s:o, s:o, s:o}", "magic", string_or_null(b->magic), "interpreter",
                    string_or_null(b->interpreter), "libraries", names_json(&b->libraries));
}

static json_t *externals_json(const Externals *x) {
   json_t *a = json_array();
   for (size_t i = 0; i < x->count; i++) {
      const External *e = &x->all[i];
      json_array_append_new(a, json_pack("{s:o, s:s, s:i, s:i}", "name", string(e->name), "origin",
                                         origin_name(e->origin), "calls", (int)e->calls, "noalloc",
                                         (int)e->noalloc));
   }
   return a;
}

json_t *print_json(const Scan *s) {
   return json_pack("{s:o, s:b, s:s, s:s, s:o, s:o, s:o, s:o, s:i}", "file", string(s->path), "checkable",
                    s->verdict.checkable, "verdict", s->verdict.text, "role", role_name(s->runtime.role),
                    "runtime", runtime_json(&s->runtime), "elf", elf_json(&s->elf), "bytecode",
                    bytecode_json(&s->bytecode), "externals", externals_json(&s->externals), "unnamed_calls",
                    (int)s->externals.unnamed);
}

json_t *print_json_error(const char *path, const char *why) {
   return json_pack("{s:o, s:s}", "file", string(path), "error", why);
}
