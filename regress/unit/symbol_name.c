/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of OCaml code. Symbols of 4.13 are from nm; later ones follow the scheme
   of their emitters. */
#include "runtime/symbol_name.h"

#include "native.h"
#include "tap.h"

static void names_to(const HChar* symbol, const HChar* wanted)
{
   HChar* name = SC_(ocaml_name)(symbol);
   CHECK_TEXT(name, wanted);
   VG_(free)(name);
}

static void test_up_to_5_0(void)
{
   names_to("camlFoo__bar_123", "Foo.bar");
   names_to("camlStdlib__List__map_84", "Stdlib.List.map");
   names_to("camlStdlib__entry", "Stdlib (top level)");
   names_to("camlStdlib__List__fun_1105", "Stdlib.List.(fun)");
   names_to("camlHello__$3e$3e$3d_80", "Hello.(>>=)");
   names_to("camlHello__prime$27_273", "Hello.prime'");
   names_to("camlHello__F_160", "Hello.F");
   names_to("camlStdlib__Set__Make_1234", "Stdlib.Set.Make");
   names_to("camlFoo__let$2a_12", "Foo.(let*)");
   names_to("camlFoo__letter_12", "Foo.letter");
   names_to("camlDune__exe__Main__go_7", "Dune__exe.Main.go");
   names_to("camlFoo__two__parts_12", "Foo.two__parts");
   names_to("camlFoo__trailing__12", "Foo.trailing_");
   names_to("camlFoo___leading_12", "Foo._leading");
   names_to("camlFoo__x_1_12", "Foo.x_1");
}

static void test_later(void)
{
   names_to("camlFoo.bar_123", "Foo.bar");
   names_to("camlStdlib__List.map_84", "Stdlib.List.map");
   names_to("camlFoo.entry", "Foo (top level)");
   names_to("camlFoo.anon_fn$5bfoo$2eml$3a12$2c3$2d$2d20$5d_45", "Foo.(fun)");
   names_to("camlFoo__bar_3_7_code", "Foo.bar");
}

static void test_others(void)
{
   static const HChar* const others[] = {
      "caml_alloc", "main", "", "caml", "camlFoo", "camlFoo__", "camlFoo.", "camlFoo__code_begin",
      "camlFoo.data_end", "camlFoo__frametable", "camlFoo__3", "camlFoo__bar_12_closure",
      "caml_startup__code_begin", "_CamlU3FooF3bar_1_2_code", "camlfoo__bar_1"
   };
   for (UWord i = 0; i < sizeof others / sizeof *others; i++) {
      CHECK(!SC_(is_ocaml_symbol)(others[i]));
      names_to(others[i], others[i]);
   }
   CHECK(SC_(is_ocaml_symbol)("camlFoo__entry"));
   CHECK(SC_(is_ocaml_symbol)("camlFoo.bar_1"));
   names_to("camlFoo__bad$3", "Foo.bad$3");
   names_to("camlFoo__bad$zz_3", "Foo.bad$zz");
   names_to("camlFoo__a$00_3", "Foo.a$00"); /* never a NUL in a name */
}

static void bytecode_to(const HChar* given, const HChar* wanted)
{
   HChar* name = SC_(bytecode_name)(given);
   CHECK_TEXT(name, wanted);
   VG_(free)(name);
}

static void test_bytecode(void)
{
   bytecode_to("Stdlib__List.map", "Stdlib.List.map");
   bytecode_to("Scen", "Scen (top level)");
   bytecode_to("Dune__exe__Main", "Dune__exe.Main (top level)");
   bytecode_to("Foo.two__Parts", "Foo.two__Parts");
   bytecode_to("Foo.(fun)", "Foo.(fun)");
}

static void test_primitives(void)
{
   CHECK_TEXT(SC_(primitive_name)("caml_gc_compaction"), "Gc.compact");
   CHECK_TEXT(SC_(primitive_name)("caml_array_append"), "Array.append"); /* first */
   CHECK_TEXT(SC_(primitive_name)("unix_write"), "Unix.write");          /* last */
   CHECK_TEXT(SC_(primitive_name)("unix_fork"), "Unix.fork");
   CHECK_TEXT(SC_(primitive_name)("caml_unix_fork"), "Unix.fork");
   CHECK_TEXT(SC_(primitive_name)("unix_map_file_bytecode"), "Unix.map_file");
   CHECK_TEXT(SC_(primitive_name)("caml_call_gc"), "the GC");
   CHECK(SC_(primitive_name)("caml_alloc") == NULL);
   CHECK(SC_(primitive_name)("") == NULL);
}

int main(void)
{
   const unsigned long before = native_live_blocks();
   test_up_to_5_0();
   test_later();
   test_others();
   test_bytecode();
   test_primitives();
   CHECK(native_live_blocks() == before);
   return tap_done();
}
