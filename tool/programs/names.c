/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the trace's questions (docs/trace-format.md, `variable`), the debug information, and
   the texts with names. */
#include "names.h"

#include "dwarf_variable.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 64 };

/* What is put in the place of what; a value is NULL where it is not known. */
typedef struct {
   const char* placeholder;
   const char* name;
} Replacement;

typedef struct {
   const char* argument;
   char*       camlparam;
   Holder      holder;
   char*       its_camlparam;
} Names;

/* ---- Questions ---- */

static uint64_t number(const json_t* text)
{
   return json_is_string(text) ? strtoull(json_string_value(text), NULL, 16) : 0;
}

/* True when the file's debug information is at hand. */
static bool read_frame(DwarfFiles* files, const json_t* code, Frame* frame)
{
   static const struct { const char* name; unsigned reg; } registers[] = {
      { "rsp", REG_RSP }, { "rbp", REG_RBP }, { "rbx", REG_RBX }, { "r12", REG_R12 }, { "r13", REG_R13 },
      { "r14", REG_R14 }, { "r15", REG_R15 }
   };
   *frame = (Frame){ .file = dwarf_file(files, member_string(code, "obj", NULL), member_string(code, "build_id", NULL)),
                     .addr = number(json_object_get(code, "addr")) };
   for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++)
      if (json_is_string(json_object_get(code, registers[i].name)))
         frame_set(frame, registers[i].reg, number(json_object_get(code, registers[i].name)));
   return frame->file != NULL;
}

/* The numbers of an array, at most WORDS_MAX. */
static size_t read_words(const json_t* array, uint64_t* words)
{
   size_t  i;
   json_t* item;
   json_array_foreach(array, i, item) {
      if (i == WORDS_MAX)
         return i;
      words[i] = number(item);
   }
   return i;
}

static void name_argument(DwarfFiles* files, const json_t* argument, Names* names)
{
   Frame frame;
   if (!read_frame(files, argument, &frame))
      return;
   Scopes scopes = scopes_at(frame.file, frame.addr);
   if (scopes.n > 0) {
      Dwarf_Die* function = &scopes.dies[scopes.n - 1];
      names->argument = parameter_name(function, (unsigned)member_int(argument, "n", 0));
      if (names->argument != NULL)
         names->camlparam = camlparam_of(function);
   }
   scopes_free(&scopes);
}

static bool answer(DwarfFiles* files, const json_t* variable, Question* q, Holder* holder)
{
   uint64_t      at[WORDS_MAX], stack[WORDS_MAX];
   const json_t* crossing = json_object_get(variable, "crossing");
   if (!read_frame(files, json_object_get(variable, "stub"), &q->stub) || !read_frame(files, crossing, &q->crossing))
      return false;
   read_frame(files, json_object_get(variable, "origin"), &q->origin);
   q->word  = number(json_object_get(variable, "word"));
   q->kept  = number(json_object_get(variable, "kept"));
   q->at    = (StackWords){ 0, at, read_words(json_object_get(variable, "at"), at) };
   q->stack = (StackWords){ q->crossing.regs[REG_RSP], stack, read_words(json_object_get(crossing, "stack"), stack) };
   q->bias  = number(json_object_get(crossing, "ip")) - q->crossing.addr;
   return find_holder(q, holder);
}

static void name_holder(DwarfFiles* files, const json_t* variable, Names* names)
{
   Question      q    = { 0 };
   const json_t* slot = json_object_get(variable, "slot");
   size_t        i;
   json_t*       item;
   json_array_foreach(json_object_get(variable, "frames"), i, item)
      if (q.frame_count < FRAMES_MAX && read_frame(files, item, &q.frames[q.frame_count]))
         q.frame_count++;
   if (slot != NULL ? find_variable_at(q.frames, q.frame_count, number(slot), &names->holder)
                    : answer(files, variable, &q, &names->holder))
      names->its_camlparam = camlparam_of(&names->holder.die);
}

/* ---- Texts ---- */

/* `text` with names; NULL when one is not known. The caller frees it. */
static char* with_names(const char* text, const Replacement* all)
{
   char*  result = NULL;
   size_t size;
   bool   known = true;
   FILE*  out   = open_memstream(&result, &size);
   while (*text != '\0') {
      const Replacement* r = all;
      while (r->placeholder != NULL && strncmp(text, r->placeholder, strlen(r->placeholder)) != 0)
         r++;
      if (r->placeholder == NULL) {
         known = known && *text != '{'; /* of another version */
         fputc(*text++, out);
      } else {
         known = known && r->name != NULL;
         fputs(r->name != NULL ? r->name : "", out);
         text += strlen(r->placeholder);
      }
   }
   fclose(out);
   if (known)
      return result;
   free(result);
   return NULL;
}

/* Sets the member `text` of `object` to the first of `named` for which all names are known. */
static void replace(json_t* object, const char* text, const json_t* named, const Replacement* all)
{
   size_t  i;
   json_t* item;
   json_array_foreach(named, i, item) {
      char* words = json_is_string(item) ? with_names(json_string_value(item), all) : NULL;
      if (words != NULL) {
         json_object_set_new(object, text, json_string(words));
         free(words);
         return;
      }
   }
}

static void put_names(json_t* record, const Names* n)
{
   const Holder*     h     = &n->holder;
   const Replacement all[] = {
      { "{argument}", n->argument }, { "{CAMLparam}", n->camlparam }, { "{value}", h->value },
      { "{pointer}", h->pointer }, { "{parameter}", h->parameter ? h->value : NULL },
      { "{local}", h->parameter ? NULL : h->value }, { "{function}", h->function },
      { "{its CAMLparam}", n->its_camlparam }, { NULL, NULL }
   };
   json_t* parts = json_object_get(record, "parts");
   replace(record, "what", json_object_get(record, "what_named"), all);
   for (size_t i = 0; i < json_array_size(parts);) {
      json_t* part = json_array_get(parts, i);
      replace(part, "text", json_object_get(part, "named"), all);
      json_object_del(part, "named");
      if (json_is_string(json_object_get(part, "text")))
         i++;
      else
         json_array_remove(parts, i);
   }
   json_object_del(record, "what_named");
   json_object_del(record, "variable");
}

static void tell_finding(DwarfFiles* files, Finding* f)
{
   const json_t* variable = json_object_get(f->record, "variable");
   Names         names    = { 0 };
   if (variable == NULL)
      return;
   name_argument(files, json_object_get(variable, "argument"), &names);
   name_holder(files, variable, &names);
   f->named = json_deep_copy(f->record);
   put_names(f->named, &names);
   f->record = f->named;
   free(names.camlparam);
   free(names.its_camlparam);
}

void names_tell(Merged* m)
{
   DwarfFiles files = NULL;
   for (size_t i = 0; i < m->finding_count; i++)
      tell_finding(&files, &m->findings[i]);
   dwarf_files_close(&files);
}
