/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules by which a file is checkable. When the tool learns another runtime,
   `supported` changes and nothing else. */
#include "scan_verdict.h"

#include <stdio.h>
#include <string.h>

/* What tool/runtime/ has a file for. */
static bool supported(const Runtime *rt) {
   static const char *const bytecode[] = {"5.1", "5.3"}; /* of the family of 5 */
   if (rt->family == FAMILY_4 || (rt->family == FAMILY_5 && rt->mode == MODE_NATIVE))
      return rt->mode == MODE_NATIVE || rt->mode == MODE_BYTECODE;
   if (rt->family == FAMILY_5 && rt->mode == MODE_BYTECODE)
      for (size_t i = 0; i < sizeof bytecode / sizeof *bytecode; i++)
         if (strncmp(rt->version, bytecode[i], strlen(bytecode[i])) == 0)
            return true;
   return false;
}

static Verdict no(const char *why, const char *advice) {
   Verdict v = {.checkable = false};
   snprintf(v.text, sizeof v.text, "not checkable: %s; %s", why, advice);
   return v;
}

static Verdict yes(const char *but) {
   Verdict v = {.checkable = true};
   snprintf(v.text, sizeof v.text, "checkable%s%s", but[0] ? ", but " : "", but);
   return v;
}

static Verdict unsupported(const Runtime *rt) {
   if (rt->family == FAMILY_OLD)
      return no("its runtime is older than OCaml 4.12", "build it with OCaml 4.13, 4.14, 5.1 or 5.3");
   if (rt->family == FAMILY_5 && rt->mode == MODE_BYTECODE)
      return no("it is bytecode of OCaml 5, but not of 5.1 or 5.3", "build it with ocamlopt");
   return no("its OCaml runtime is unknown", "build it with OCaml 4.13, 4.14, 5.1 or 5.3");
}

static Verdict without_ocaml(const ElfFacts *elf) {
   if (elf->symbols != SYMBOLS_NONE)
      return no("there is no OCaml in it", "give the OCaml program itself");
   return no("it has no symbols, so that no OCaml can be seen in it",
             "link it dynamically, or do not strip it (ocamlopt without -ccopt -s)");
}

static Verdict whole_program(const Scan *s) {
   const bool named = s->elf.symbols == SYMBOLS_ALL;
   const bool fixed = s->elf.linkage == LINK_STATIC || s->elf.linkage == LINK_STATIC_PIE;
   if (fixed)
      return yes(named ? "statically linked: malloc and free are not seen"
                       : "static functions have no names and, statically linked, malloc and free are not seen");
   return yes(named ? "" : "static functions have no names");
}

Verdict verdict_of(const Scan *s) {
   const Runtime *rt = &s->runtime;
   if (rt->role == ROLE_FOREIGN)
      return without_ocaml(&s->elf);
   if (rt->role == ROLE_STUBS)
      return no("it holds C stubs without OCaml code", "give the program that links or loads it");
   if (rt->role == ROLE_PLUGIN)
      return no("it is a plugin without a runtime", "give the program that loads it");
   if (rt->role == ROLE_PROGRAM && rt->elsewhere)
      return no("its runtime is in a shared object", "link libasmrun.a into it");
   if (!supported(rt))
      return unsupported(rt);
   if (rt->role == ROLE_RUNTIME)
      return no("it is a shared object with an OCaml runtime", "give an executable that holds its own runtime");
   if (rt->role == ROLE_BYTECODE)
      return yes(""); /* its interpreter is another file */
   return whole_program(s);
}
