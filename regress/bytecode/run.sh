#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh WAY: tests of other folders, compiled to bytecode and linked that way (regress/run --bytecode), with one set of
# C flags. The reports are those of native code, but where OCaml's frames differ.
command -v ocamlfind >/dev/null || { echo "no ocamlfind"; exit 77; }
way=$1
failed=0

run() {
   "$SRC/regress/run" --build "$BUILD" --bytecode "$way" --jobs 1 "$@" >out 2>&1 || { failed=1; grep -av '^ok' out; }
   echo "$*: $(tail -n 1 out)"
}

run --flags=-O2 correct rules/correct provenance/correct ownership fork
run rules/reports 'rules/rootleak*' 'rules/options*'
exit $failed
