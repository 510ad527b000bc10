/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recognises a runtime by symbols that one version has and another lacks. A
   native runtime holds no version text; module Sys, where it is linked, does. */
#include "scan_runtime.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *text, const char *end) {
   const size_t n = strlen(text), m = strlen(end);
   return n >= m && strcmp(text + n - m, end) == 0;
}

static bool unit_symbol(const char *symbol, const char *what) {
   if (strncmp(symbol, "caml", 4) != 0 || !ends_with(symbol, what))
      return false;
   const size_t n = strlen(symbol) - strlen(what);
   return symbol[n - 1] == '.' || (symbol[n - 1] == '_' && symbol[n - 2] == '_');
}

bool runtime_code_begin(const char *symbol) {
   return unit_symbol(symbol, "code_begin");
}

bool runtime_code_end(const char *symbol) {
   return unit_symbol(symbol, "code_end");
}

bool runtime_own_code(const char *symbol) {
   return strncmp(symbol, "caml_system", 11) == 0 && (symbol[11] == '_' || symbol[11] == '.');
}

static bool has(const ElfImage *im, const char *name) {
   return elf_find_defined(im, name) != NULL;
}

static bool mentions(const ElfImage *im, const char *name) {
   return elf_find(im, name) != NULL;
}

/* ---- roles ---- */

/* Does the file hold code made by ocamlopt? `*dots`: under the names of 5.1 on. */
static bool has_ocaml_code(const ElfImage *im, bool *dots) {
   for (size_t i = 0; i < im->symbol_count; i++) {
      const ElfSymbol *s = &im->symbols[i];
      if (s->defined && runtime_code_begin(s->name) && !runtime_own_code(s->name)) {
         *dots = ends_with(s->name, ".code_begin");
         return true;
      }
   }
   return false;
}

/* Does it call a runtime that is elsewhere? Functions that most stubs need. */
static bool wants_runtime(const ElfImage *im) {
   static const char *const wanted[] = {
      "caml_alloc", "caml_alloc_small", "caml_alloc_string", "caml_alloc_custom", "caml_copy_string",
      "caml_copy_int64", "caml_copy_double", "caml_failwith", "caml_invalid_argument", "caml_raise",
      "caml_modify", "caml_callback", "caml_named_value", "caml_enter_blocking_section",
      "caml_local_roots", "caml_stat_alloc", "Caml_state", "caml_state", "caml_c_call"};
   for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
      if (mentions(im, wanted[i]))
         return true;
   return false;
}

/* 4.10 and 4.11 have Caml_state too, but another head of heap chunks. */
static bool before_412(const ElfImage *im) {
   return has(im, "Caml_state") && !has(im, "caml_shrink_mark_stack");
}

static Family family_of(const ElfImage *im, bool dots) {
   if (mentions(im, "Caml_state"))
      return before_412(im) ? FAMILY_OLD : FAMILY_4;
   if (mentions(im, "caml_state") || dots)
      return FAMILY_5;
   if (has(im, "caml_young_ptr") || has(im, "caml_local_roots"))
      return FAMILY_OLD;
   return FAMILY_NONE;
}

static Mode mode_of(const ElfImage *im, bool code) {
   if (code || (has(im, "caml_start_program") && has(im, "caml_c_call")))
      return MODE_NATIVE;
   if (has(im, "caml_interprete") || has(im, "caml_bytecode_interpreter"))
      return MODE_BYTECODE;
   return MODE_NONE;
}

static Role role_of(const ElfFacts *facts, bool runtime, bool code, bool wanted) {
   const bool shared = facts->linkage == LINK_SHARED;
   if (runtime)
      return shared ? ROLE_RUNTIME : ROLE_PROGRAM;
   if (code)
      return shared ? ROLE_PLUGIN : ROLE_PROGRAM;
   return wanted && shared ? ROLE_STUBS : ROLE_FOREIGN;
}

/* ---- versions ---- */

static void set_version(Runtime *rt, const char *text) {
   snprintf(rt->version, sizeof rt->version, "%s", text);
}

static void infer_version(const ElfImage *im, Runtime *rt) {
   if (rt->family == FAMILY_OLD)
      set_version(rt, "4.11 or earlier");
   else if (rt->family == FAMILY_4 && has(im, "caml_terminate_signals"))
      set_version(rt, "4.14");
   else if (rt->family == FAMILY_4)
      set_version(rt, rt->elsewhere ? "4.10 to 4.14" : has(im, "caml_do_exit") ? "4.13" : "4.12");
   else if (rt->family == FAMILY_5 && has(im, "caml_callback_res"))
      set_version(rt, "5.3 or later");
   else if (rt->family == FAMILY_5 && has(im, "caml_compact_heap"))
      set_version(rt, "5.2");
   else if (rt->family == FAMILY_5 && !rt->elsewhere)
      set_version(rt, has(im, "caml_runtime_events_user_register") ? "5.1" : "5.0");
   else if (rt->family == FAMILY_5)
      set_version(rt, "5.x");
}

/* Length of "4.13.1" or "5.3.0+trunk" at `b`, which must end in a NUL; 0 when
   there is no version there. */
static size_t version_text(Bytes b) {
   size_t i = 0, dots = 0;
   if (b.size < 8 || (b.data[0] != '4' && b.data[0] != '5') || b.data[1] != '.')
      return 0;
   for (; i < b.size && (isdigit(b.data[i]) || b.data[i] == '.'); i++)
      dots += b.data[i] == '.';
   if (dots != 2 || b.data[i - 1] == '.')
      return 0;
   while (i < b.size && (isalnum(b.data[i]) || strchr("+~.-_", b.data[i])) && b.data[i] != '\0')
      i++;
   return i < b.size && i < sizeof ((Runtime *)0)->version && b.data[i] == '\0' ? i : 0;
}

static bool take_version(Runtime *rt, Bytes b) {
   const size_t n = version_text(b);
   if (n == 0)
      return false;
   memcpy(rt->version, b.data, n);
   rt->version[n] = '\0';
   rt->version_exact = true;
   return true;
}

/* Sys.ocaml_version is an OCaml string (tag 252) among the static data of Sys. */
static void version_of_sys(const ElfImage *im, Runtime *rt) {
   static const char *const pairs[][2] = {{"camlStdlib__Sys__data_begin", "camlStdlib__Sys__data_end"},
                                          {"camlStdlib__Sys.data_begin", "camlStdlib__Sys.data_end"}};
   enum { STRING_TAG = 252, WORD = 8 };
   for (size_t i = 0; i < 2; i++) {
      const ElfSymbol *lo = elf_find_defined(im, pairs[i][0]), *hi = elf_find_defined(im, pairs[i][1]);
      if (lo == NULL || hi == NULL || hi->addr <= lo->addr)
         continue;
      Bytes b = elf_bytes(im, lo->addr);
      if (b.size > hi->addr - lo->addr)
         b.size = hi->addr - lo->addr;
      for (size_t at = 0; at + 2 * WORD <= b.size; at += WORD)
         if (b.data[at] == STRING_TAG
             && take_version(rt, (Bytes){b.data + at + WORD, b.size - at - WORD}))
            return;
   }
}

/* The interpreter's text for `ocamlrun -version`. */
static void version_of_interpreter(const ElfImage *im, Runtime *rt) {
   static const char text[] = "The OCaml runtime, version ";
   const Bytes b = elf_section(im, ".rodata");
   const unsigned char *at = b.size ? memmem(b.data, b.size, text, sizeof text - 1) : NULL;
   if (at == NULL)
      return;
   at += sizeof text - 1;
   take_version(rt, (Bytes){at, b.data + b.size - at});
}

/* Code without a runtime shows its family in no symbol up to 5.0. */
static Family family_of_version(const Runtime *rt) {
   if (!rt->version_exact)
      return FAMILY_NONE;
   if (rt->version[0] == '5')
      return FAMILY_5;
   return atoi(rt->version + 2) >= 12 ? FAMILY_4 : FAMILY_OLD;
}

void runtime_recognise(const ElfImage *im, const ElfFacts *facts, Runtime *rt) {
   bool dots = false;
   const bool code = has_ocaml_code(im, &dots);
   const bool runtime = has(im, "Caml_state") || has(im, "caml_state") || has(im, "caml_young_ptr");
   *rt = (Runtime){.role = role_of(facts, runtime, code, wants_runtime(im))};
   if (rt->role == ROLE_FOREIGN)
      return;
   rt->elsewhere = !runtime;
   rt->mode = mode_of(im, code);
   rt->family = family_of(im, dots);
   infer_version(im, rt);
   version_of_sys(im, rt);
   if (rt->mode == MODE_BYTECODE)
      version_of_interpreter(im, rt);
   if (rt->family == FAMILY_NONE)
      rt->family = family_of_version(rt);
}
