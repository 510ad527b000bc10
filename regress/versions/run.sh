#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh VERSION [bytecode]: the tests that depend most on OCaml's runtime, compiled with that version (../ocaml-versions),
# with one set of C flags. Whole reports of 5.x are compared briefly. `regress/run --ocaml FOLDER' runs others.
ocaml=$("$SRC/regress/ocaml-versions" --cached "$1") || exit
failed=0

# Scripts and units have no C flags; a run with flags leaves them out.
run() {
   "$SRC/regress/run" --build "$BUILD" --ocaml "$ocaml" --jobs 1 "$@" >out 2>&1 || { failed=1; grep -v '^ok' out; }
   echo "$*: $(tail -n 1 out)"
}

case $1:${2:-native} in
*+*)
   # What such a runtime and compiler do otherwise. Whole programs are left out: with flambda what the top level of a
   # module computes does not die, and other functions are inlined.
   run --flags=-O2 rules/rules rules/correct owners/owners provenance/values_exe provenance/correct ocaml5/effects
   run ocaml5/stacks runtime
   ;;
4.*:native)
   run --flags=-O2 rules/rules rules/correct owners/owners provenance/values_exe provenance/values_shared provenance/correct \
      variables/names correct 'ownership/s*' 'ownership/ba_*' 'ownership/lost_*' fork/stale
   run runtime unit/runtime
   ;;
5.*:native)
   run --flags=-O2 rules/rules rules/correct owners/owners provenance/values_exe provenance/values_shared provenance/values_static \
      provenance/correct variables/names ocaml5/domains ocaml5/effects ocaml5/shared_bug 'ocaml5/forked_*' fork/stale
   run --flags=-O2 --brief ownership
   run ocaml5/stacks runtime
   ;;
5.*:bytecode)
   run --flags=-O2 rules/rules_custom rules/rules_dll provenance/values_custom provenance/values_complete owners/owners_custom \
      ocaml5/shared_bug_custom
   run --flags=-O2 --bytecode custom rules/correct rules/accesses rules/threads provenance/correct correct ocaml5/domains \
      ocaml5/effects fork/stale
   # s1c and s8 want an owner to die in Gc.compact, which in 5.1 is one cycle of the major GC (gc_ctrl.c): it lives on.
   case $1 in
   5.1.*) scenarios='ownership/s1 ownership/s1b ownership/s1x ownership/s2* ownership/s3 ownership/s4* ownership/s7' ;;
   *) scenarios='ownership/s*' ;;
   esac
   set -f
   run --flags=-O2 --bytecode custom --brief 'ocaml5/forked_*' rules/reports $scenarios 'ownership/ba_*' 'ownership/lost_*'
   run ocaml5/stacks_custom
   ;;
esac
exit $failed
