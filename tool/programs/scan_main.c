/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stubcheck-scan: can these files be checked by stubcheck, and which C primitives
   do they call? Reads options, scans file by file, keeps the exit status. */
#include "scan_bytecode.h"
#include "scan_externals.h"
#include "scan_file.h"
#include "scan_names.h"
#include "scan_print.h"
#include "scan_runtime.h"
#include "scan_verdict.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "development"
#endif

enum { CHECKABLE = 0, NOT_CHECKABLE = 1, BAD_INPUT = 2 };

typedef struct {
   bool    json, all;
   json_t *results;  /* of --json */
   int     status;   /* the worst so far */
} Options;

static void worsen(Options *o, int status) {
   if (status > o->status)
      o->status = status;
}

static const char *examine_elf(const ElfImage *im, Bytes file, Scan *s) {
   const char *why;
   runtime_recognise(im, &s->elf, &s->runtime);
   if (s->runtime.mode == MODE_BYTECODE) {
      bytecode_read(file, &s->bytecode, &s->runtime, &why);
      if (why != NULL)
         return why;
      bytecode_read_table(im, &s->bytecode);
      externals_of_names(&s->bytecode.primitives, &s->externals);
   } else if (s->runtime.role != ROLE_FOREIGN) {
      externals_of_code(im, &s->externals);
   }
   return NULL;
}

static const char *examine_bytecode(Bytes file, Scan *s) {
   const char *why;
   if (!bytecode_read(file, &s->bytecode, &s->runtime, &why))
      return why ? why : file_foreign(file);
   s->runtime.role = ROLE_BYTECODE;
   s->runtime.elsewhere = true;
   externals_of_names(&s->bytecode.primitives, &s->externals);
   return NULL;
}

static void show(Options *o, Scan *s) {
   s->verdict = verdict_of(s);
   if (o->json)
      json_array_append_new(o->results, print_json(s));
   else
      print_text(s, o->all);
   worsen(o, s->verdict.checkable ? CHECKABLE : NOT_CHECKABLE);
}

static void refuse(Options *o, const char *path, const char *why) {
   fflush(stdout);
   fprintf(stderr, "stubcheck-scan: %s: %s\n", path, why);
   if (o->json)
      json_array_append_new(o->results, print_json_error(path, why));
   worsen(o, BAD_INPUT);
}

static void scan_bytes(Options *o, const char *path, Bytes file) {
   Scan s = {.path = path};
   ElfImage im = {0};
   const char *why;
   if (file_is_elf(file)) {
      why = elf_image_open(file, &im, &s.elf);
      if (why == NULL)
         why = examine_elf(&im, file, &s);
   } else {
      why = examine_bytecode(file, &s);
   }
   if (why == NULL)
      show(o, &s);
   else
      refuse(o, path, why);
   externals_free(&s.externals);
   names_free(&s.bytecode.libraries);
   names_free(&s.bytecode.primitives);
   names_free(&s.elf.needed);
   elf_image_close(&im);
}

static void scan_path(Options *o, const char *path) {
   Bytes file;
   const char *why = file_map(path, &file);
   if (why != NULL) {
      refuse(o, path, why);
      return;
   }
   scan_bytes(o, path, file);
   file_unmap(file);
}

static error_t parse_option(int key, char *arg, struct argp_state *state) {
   Options *o = state->input;
   (void)arg;
   switch (key) {
   case 'j':
      o->json = true;
      return 0;
   case 'e':
      o->all = true;
      return 0;
   case ARGP_KEY_NO_ARGS:
      argp_error(state, "which file? Give an executable, a shared object or a bytecode file");
      return 0;
   default:
      return ARGP_ERR_UNKNOWN;
   }
}

const char *argp_program_version = "stubcheck-scan " PACKAGE_VERSION;

int main(int argc, char **argv) {
   static const struct argp_option options[] = {
      {"json", 'j', NULL, 0, "print one JSON array, an object for each file", 0},
      {"externals", 'e', NULL, 0, "name every C primitive, those of the runtime and the standard libraries too", 0},
      {0}};
   static const struct argp argp = {
      options, parse_option, "FILE...",
      "Says for each FILE whether stubcheck can check it, and which C primitives its OCaml code calls."
      "\vExit status: 0 all are checkable, 1 at least one is not, 2 bad usage or a file that cannot be read.",
      NULL, NULL, NULL};
   Options o = {0};
   int first;
   argp_err_exit_status = BAD_INPUT;
   if (argp_parse(&argp, argc, argv, 0, &first, &o) != 0)
      return BAD_INPUT;
   o.results = json_array();
   for (int i = first; i < argc; i++)
      scan_path(&o, argv[i]);
   if (o.json) {
      json_dumpf(o.results, stdout, JSON_INDENT(2));
      putchar('\n');
   }
   json_decref(o.results);
   if (fflush(stdout) != 0 || ferror(stdout)) {
      fputs("stubcheck-scan: standard output cannot be written\n", stderr);
      return BAD_INPUT;
   }
   return o.status;
}
