/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of OCaml code in ELF files, made readable. Pure.
   Source of the schemes: asmcomp/emitaux.ml (emit_symbol), Compilenv.make_symbol;
   separators `__` up to 5.0, `.` from 5.1; other characters as `$` and two hex
   digits. */
#ifndef SC_SYMBOL_NAME_H
#define SC_SYMBOL_NAME_H

#include "base/base.h"

/* Is `symbol` one that ocamlopt makes for a function of a compilation unit
   (camlFoo__bar_12, camlFoo.bar_12, camlFoo__entry)? Not caml_alloc. */
Bool SC_(is_ocaml_symbol)(const HChar* symbol);

/* `camlStdlib__List__map_84` -> "Stdlib.List.map"; `camlFoo__entry` -> "Foo
   (top level)"; `camlFoo__fun_282` -> "Foo.(fun)"; operators are shown as such,
   "Foo.(>>=)". Any other symbol is returned unchanged. The caller frees it. */
HChar* SC_(ocaml_name)(const HChar* symbol);

/* The same of a name in a debug event of bytecode: `Stdlib__List.map` -> "Stdlib.List.map";
   `Foo` -> "Foo (top level)". */
HChar* SC_(bytecode_name)(const HChar* name);

/* The OCaml name of a primitive implemented in the runtime or the standard
   libraries: `caml_gc_compaction` -> "Gc.compact", `unix_fork` -> "Unix.fork",
   `caml_call_gc`/`caml_garbage_collection` -> "the GC". NULL when it has none.
   Constant text. */
const HChar* SC_(primitive_name)(const HChar* symbol);

#endif
