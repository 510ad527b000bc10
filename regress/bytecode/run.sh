#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh WAY: tests of other folders, compiled to bytecode and linked that way (regress/run --bytecode), with one set of
# C flags. The reports are those of native code, but where OCaml's frames differ.
command -v ocamlfind >/dev/null || { echo "no ocamlfind"; exit 77; }
"$SRC/regress/run" --build "$BUILD" --bytecode "$1" --jobs 1 --flags=-O2 \
   correct rules/correct provenance/correct ownership fork rules/reports 'rules/rootleak*' 'rules/options*' >out 2>&1
status=$?
grep -v '^ok' out
exit $status
