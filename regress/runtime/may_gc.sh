#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the tool derives from the code of a program's runtime agrees with the tables of its version, whatever way the
# program is linked, but for the listed differences; and each of these is seen.
here=$(dirname "$0")
differences=may-gc-4.13
# What some functions may run besides. In 4.x a thread switches by a signal, and what runs at a release is its handler.
runs='caml_alloc_string gc
caml_process_pending_actions gc finalisers
caml_enter_blocking_section -'
case $($OCAMLFIND ocamlopt -version) in
4.13.*) tables="$here/may-gc-4.13.tsv" ;;
4.14.*) tables="$here/may-gc-4.13.tsv $here/may-gc-4.14.tsv" ;; # nothing else has changed
5.1.*) tables="$here/may-gc-5.1.tsv" differences=may-gc-5.1 runs='caml_alloc_string gc threads
caml_process_pending_actions gc finalisers threads
caml_enter_blocking_section gc finalisers threads' ;;
5.3.*) tables="$here/may-gc-5.3.tsv" differences=may-gc-5.3 runs='caml_alloc_string gc
caml_process_pending_actions gc finalisers threads
caml_enter_blocking_section gc' ;;
*) echo "the tables are of OCaml 4.13, 4.14, 5.1 and 5.3"; exit 77 ;;
esac
failed=0
fail() { echo "$*"; failed=1; }

cp "$here/may_gc.ml" . || exit 1
build() { $OCAMLFIND ocamlopt -thread -package threads.posix -linkpkg -linkall may_gc.ml "$@" 2>log || { cat log; exit 1; }; }
build -o pie
build -o fixed -ccopt -no-pie
build -o static -ccopt -static
build -o instrumented -runtime-variant i
strip -o stripped pie
# Bytecode: ocamlrun is stripped where Debian is, and has the library for threads in a DLL, which nothing loads here.
$OCAMLFIND ocamlc -thread -package threads.posix -linkpkg -linkall may_gc.ml -custom -o custom 2>log || { cat log; exit 1; }
ln -s "$(command -v ocamlrun)" ocamlrun

# may_gc PROGRAM: function, yes or no, role, way; as the tool sees them
may_gc() { $VALGRIND -q --tool=stubcheck --debug-may-gc=yes "./$1" 2>&1 || fail "$1: status $?"; }

# shellcheck disable=SC2086
sed '/^#/d' $tables >table
sed '/^#/d; s/ .*//' "$here/$differences.differences" | LC_ALL=C sort >listed.native
sed '/^#/d; s/ .*//' "$here/$differences-bytecode.differences" |
   LC_ALL=C sort - listed.native >listed.bytecode
: >seen
for p in pie fixed static instrumented stripped custom ocamlrun; do
   case $p in custom | ocamlrun) listed=listed.bytecode ;; *) listed=listed.native ;; esac
   may_gc $p >$p.derived
   # function, table, tool; libasmrun's alone. What sweeps only moves nothing, and runs no OCaml code.
   awk -F'\t' 'NR == FNR { want[$1] = ($2 != "-" && $2 != "sweep") || $3 == "Y" ? "yes" : "no"; next }
               $1 in want { n++; if ($2 != want[$1]) print $1 "\t" want[$1] "\t" $2 }
               END { print n + 0 >"compared" }' table $p.derived >$p.differences
   [ "$(cat compared)" -gt 700 ] || fail "$p: only $(cat compared) functions compared"
   # What always raises is known to. The tables say so neither of exit nor of assembly, nor of what ends in a function that
   # prints with a va_list, or in OCaml's own raise, nor of 5.1's memprof, which is none.
   awk -F'\t' 'NR == FNR { raises[$1] = $4 == "always"; next }
               $1 in raises && /^caml_/ && !/\./ && ($3 == "raises" || $3 == "ends-process") != raises[$1] { print $1 "\t" $3 }' \
      table $p.derived | sed "s/^/$p: returns or not: /" >returns
   [ -s returns ] && { grep -vE ': caml_(do_exit|sys_exit|raise_exn|ml_array_bound_error|fatal_error_arg2?|raise_continuation_already_resumed|raise_unhandled_effect|memprof_st(art|op))	' returns && fail "$p: other functions that never return"; }
   cut -f1 $p.differences | LC_ALL=C sort >$p.functions
   LC_ALL=C comm -23 $p.functions $listed >unlisted
   [ -s unlisted ] && { fail "$p: differences that are not listed (table, tool)"; grep -wFf unlisted $p.differences; }
   cat $p.functions >>seen
   grep -q '	caml_copy_string>caml_alloc_string>caml_alloc_small_dispatch	' $p.derived || fail "$p: way of caml_copy_string"
   echo "$runs" | { if [ $p = ocamlrun ]; then sed 's/ threads//'; else cat; fi; } | while read -r f what; do
      awk -F'\t' -v f="$f" -v what="$what" '$1 == f { sub(/ $/, "", $5); if ($5 != what) print f " may run: " $5 }' $p.derived
   done >others
   [ -s others ] && { fail "$p: what else may run"; cat others; }
   echo "$p: $(cat compared) functions compared, $(wc -l <$p.functions) listed differences"
done
LC_ALL=C sort -u seen | LC_ALL=C comm -13 - listed.bytecode >gone
[ -s gone ] && { fail "listed, but not a difference"; cat gone; }
exit $failed
