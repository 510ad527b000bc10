/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recognition of the runtime: where its text lies, in lists of symbols made here
   and in a program that ocamlopt makes (skipped without it). The oracle for the
   latter is nm of libasmrun.a. */
#include "runtime/runtime.h"

#include "runtime/archive.h"
#include "runtime/code_class.h"
#include "runtime/symbol_name.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nothing of the client's can be read here. */
Bool VG_(am_is_valid_for_client)(Addr start, SizeT len, UInt prot);
Bool VG_(am_is_valid_for_client)(Addr start, SizeT len, UInt prot) { return False; }

/* Asks the core for the running thread, which a native program does not have. */
Bool SC_(ocaml5_recognise)(Runtime* rt, HChar** why)
{
   return False;
}

/* ---- made lists ---- */

static XArray* symbols;
static Addr next_addr;

static void add(const HChar* name, const HChar* file, Bool weak)
{
   const CodeSymbol s = { next_addr, 16, name, file ? file : "", file != NULL, weak,
                          SC_(is_ocaml_symbol)(name) };
   VG_(addToXA)(symbols, &s);
   next_addr += 16;
}

static void add_runtime(void)
{
   static const HChar* const names[] = {
      "caml_startup_aux", "caml_shutdown", "caml_startup", "caml_main", "caml_raise",
      "caml_failwith", "caml_do_roots", "caml_stack_usage", "caml_darken", "caml_finalise_heap",
      "caml_alloc", "caml_alloc_some", "caml_compare", "caml_greaterequal", "caml_hash_variant",
      "caml_input_val", "caml_lex_engine", "caml_MD5Init", "caml_md5_block", "caml_obj_tag",
      "caml_gc_stat", "caml_string_length", "caml_read_fd", "caml_num_rows_fd"
   };
   for (UWord i = 0; i < sizeof names / sizeof *names; i++)
      add(names[i], NULL, False);
}

/* Offsets of the text found, 0 and 0 when there is none. */
static void test_list(void)
{
   Addr lo = 0, hi = 0, first, end;
   symbols = VG_(newXA)(VG_(malloc), "test", VG_(free), sizeof(CodeSymbol));
   next_addr = 0x1000;
   add("caml_alloc", NULL, False);            /* a namesake before OCaml's code */
   add("camlFoo__f_1", NULL, False);
   add("caml_user_stub", NULL, False);        /* looks like the runtime, is not */
   add("caml_modify", NULL, True);            /* a stub's own */
   add("helper", "stubs.c", False);
   first = next_addr;
   add("scanmult", "startup_aux.n.o", False); /* a static of the first member */
   add_runtime();
   add("not_an_anchor", NULL, False);
   add("caml_ephe_blit_data", NULL, False);
   add("caml_last_static", "weak.c", False);
   end = next_addr;
   add("other", "weaker.c", False);
   add("libc_thing", NULL, False);
   CHECK(SC_(archive_find)(ARCHIVE_RUNTIME, symbols, True, 0x1000, 0x9000, &lo, &hi));
   CHECK(lo == first);
   CHECK(hi == end);
   CHECK(!SC_(archive_find)(ARCHIVE_SYSTHREADS, symbols, True, 0x1000, 0x9000, &lo, &hi));
   VG_(dropTailXA)(symbols, 3);
   CHECK(SC_(archive_find)(ARCHIVE_RUNTIME, symbols, False, 0x1000, 0x9000, &lo, &hi));
   CHECK(hi == 0x9000); /* nothing visible follows */
   VG_(dropTailXA)(symbols, 12);
   CHECK(!SC_(archive_find)(ARCHIVE_RUNTIME, symbols, True, 0x1000, 0x9000, &lo, &hi));
   VG_(deleteXA)(symbols);
}

/* ---- a real program ---- */

#define BUILD                                                                                  \
   "cd %s && cat > a.ml <<'END'\n"                                                             \
   "external two : int -> int = \"st_two\"\n"                                                  \
   "let t = Thread.create (fun () -> print_int (two 3)) ()\n"                                  \
   "let () = Thread.join t; Gc.compact (); ignore (Unix.getpid ())\n"                          \
   "END\n"                                                                                     \
   "cat > st.c <<'END'\n"                                                                      \
   "#include <caml/mlvalues.h>\n"                                                              \
   "static __attribute__((noinline)) value caml_helper(value v) { return v + 2; }\n"           \
   "value caml_user(value v) { return v; }\n"                                                  \
   "value st_two(value v) { return caml_helper(v); }\n"                                        \
   "END\n"                                                                                     \
   "ocamlc -c st.c && ocamlopt -I +threads unix.cmxa threads.cmxa a.ml st.o -o a 2>/dev/null"  \
   " && strip -o b a"

/* Prints `name address` of each function in program `a` and whether it is in the
   archives of OCaml (1) or not (0). */
#define ORACLE                                                                                 \
   "cd %s && L=$(ocamlopt -where) && { nm $L/libasmrun.a; nm $L/libthreadsnat.a"               \
   " $L/threads/libthreadsnat.a; } 2>/dev/null | awk '$2 ~ /^[tTW]$/ {print $3}' | sort -u > t" \
   " && nm a | awk 'NR == FNR {t[$1]; next} $2 ~ /^[tTW]$/ {print $3, $1, ($3 in t)}' t -"

static char folder[] = "/tmp/stubcheck-runtime-XXXXXX";

static int run(const char* format)
{
   char command[4096];
   snprintf(command, sizeof command, format, folder);
   return system(command);
}

/* In a stripped program the static functions before the first global one are not
   seen to be the runtime's, which costs nothing as they run at start-up; and what
   libc links statically after the runtime cannot be told from its last statics. */
static Bool is_expected_loss(const char* name)
{
   return strcmp(name, "scanmult") == 0 || strstr(name, "pthread_atfork") != NULL;
}

/* Compares the class of each function with the oracle; prints mismatches. */
static void compare_with_nm(Bool stripped)
{
   char command[4096], name[512];
   unsigned long addr;
   int trusted, mismatches = 0, compared = 0;
   snprintf(command, sizeof command, ORACLE, folder);
   FILE* nm = popen(command, "r");
   while (nm && fscanf(nm, "%511s %lx %d", name, &addr, &trusted) == 3) {
      const CodeClass c = SC_(code_class)(addr);
      if (strstr(name, "code_begin") || strstr(name, "code_end") || strncmp(name, "caml_startup__", 14) == 0)
         continue;
      if (stripped && (is_expected_loss(name) || strstr(name, ".cold")))
         continue;
      compared += trusted;
      if ((c == CODE_RUNTIME) != (trusted == 1)) {
         printf("# %s at %lx: class %d, in OCaml's archives: %d\n", name, addr, c, trusted);
         mismatches++;
      }
   }
   if (nm)
      pclose(nm);
   CHECK(compared > 500);
   CHECK(mismatches == 0);
}

static void test_program(const char* file, Bool stripped)
{
   char path[256];
   const HChar* why_not = NULL;
   HChar* why = NULL;
   snprintf(path, sizeof path, "%s/%s", folder, file);
   ElfFile* f = SC_(elf_open)(path, &why_not);
   CHECK(f != NULL);
   CHECK(SC_(runtime_recognise)(f, path, 0, &why));
   SC_(elf_close)(f);
   const Runtime* rt = SC_(the_runtime)();
   CHECK(rt && rt->all_symbols == !stripped);
   const Addr slice = SC_(runtime_symbol)("caml_major_collection_slice");
   const RuntimeFunction* slice_entry = SC_(runtime_entry)(slice);
   CHECK(slice_entry && slice_entry->event == EVENT_MAJOR_SLICE);
   CHECK(SC_(runtime_function)(slice + 5) == slice_entry);
   CHECK(SC_(runtime_entry)(slice + 5) == NULL);
   const RuntimeFunction* alloc = SC_(runtime_entry)(SC_(runtime_symbol)("caml_alloc"));
   CHECK(alloc && alloc->event == EVENT_OTHER_ENTRY);
   const RuntimeFunction* merge = SC_(runtime_entry)(SC_(runtime_symbol)("bf_merge_block"));
   CHECK(stripped ? merge == NULL : merge && merge->event == EVENT_FREE_RUN);
   CHECK(SC_(runtime_symbol)("no_such_name") == 0);
   CHECK(rt->local_roots(rt) == 0); /* no client memory here */
   SC_(runtime_refresh)();
   compare_with_nm(stripped);
}

static void test_others(void)
{
   HChar* why = NULL;
   const HChar* why_not;
   ElfFile* f = SC_(elf_open)("/proc/self/exe", &why_not);
   CHECK(f && !SC_(runtime_recognise)(f, "self", 0, &why) && why == NULL);
   SC_(elf_close)(f);
   CHECK(SC_(the_runtime)() == NULL);
   CHECK(SC_(runtime_entry)(0) == NULL);
   CHECK(SC_(runtime_function)(~0UL) == NULL);
   SC_(runtime_refresh)();
}

/* One runtime per process: the stripped program is looked at by a second one,
   this test called again with an argument. */
int main(int argc, char** argv)
{
   if (argc > 1) {
      strcpy(folder, argv[1]);
      test_program("b", True);
      return tap_done();
   }
   test_list();
   test_others();
   if (mkdtemp(folder) == NULL || run(BUILD) != 0)
      printf("# no ocamlopt: real programs skipped\n");
   else {
      char again[512];
      test_program("a", False);
      snprintf(again, sizeof again, "%s %s | sed 's/^/# stripped: /; /not ok/q1' >&2", argv[0], folder);
      CHECK(system(again) == 0);
   }
   run("rm -rf %s");
   return tap_done();
}
