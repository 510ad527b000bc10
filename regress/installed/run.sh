#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A distribution's OCaml program, as installed (stripped), on a small real job: the
# same output and exit status as natively, and no finding.
#
#   run.sh JOB        a folder of results is made in the current folder
#
# Exit status: 0 passed, 1 failed, 77 the program is not installed.
set -eu

job=$1
here=$(cd "$(dirname "$0")" && pwd)

need() {
   command -v "$1" >/dev/null 2>&1 || { echo "$1 is not installed"; exit 77; }
}

# Runs the job's command with the prefix "$@"; its files go to the folder $1.
run() {
   out=$1
   shift
   mkdir -p "$out" && cp "$here"/input/* "$out"
   (
      cd "$out"
      HOME=$PWD
      export HOME
      case $job in
      menhir)   "$@" menhir --base parser calc.mly ;;
      why3)     "$@" why3 prove -P nothing goal.why; "$@" why3 --list-transforms ;;
      coqtop)   "$@" coqtop.opt -q -batch -l lemma.v ;;
      coqc)     "$@" coqc -q lemma.v ;;
      unison)   mkdir -p a b && cp calc.mly a && "$@" unison a b -batch -silent -auto ;;
      ocamlopt) "$@" ocamlopt.opt -S -c sort.ml ;;
      ocamlc)   "$@" ocamlc.opt -dlambda -c sort.ml ;;
      ocamlc_byte) "$@" ocamlc.byte -dlambda -c sort.ml ;;
      toplevel) "$@" ocaml -noinit <phrases.ml ;;
      ocamlrun) ocamlc.opt sort.ml -o sort.byte && "$@" ocamlrun sort.byte && "$@" ./sort.byte ;;
      jsoo)     ocamlc.opt sort.ml -o sort.byte && "$@" js_of_ocaml sort.byte ;;
      *)        echo "no job $job"; exit 2 ;;
      esac
   ) >"$out.stdout" 2>"$out.stderr" && echo 0 >"$out.status" || echo $? >"$out.status"
   sed "s|$PWD/$out|FOLDER|g" "$out.stdout" >"$out.said"
}

case $job in
coqtop | ocamlopt | ocamlc) need "$job.opt" ;;
jsoo) need js_of_ocaml; need ocamlc.opt ;;
ocamlc_byte) need ocamlc.byte ;;
toplevel) need ocaml ;;
ocamlrun) need ocamlc.opt; need ocamlrun ;;
*) need "$job" ;;
esac

run native env
run checked "$STUBCHECK" -q

failed=0
diff native.status checked.status || failed=1
diff native.said checked.said || failed=1
for made in parser.ml lemma.vo b/calc.mly sort.s sort.cmi sort.js; do
   [ ! -e "native/$made" ] || cmp "native/$made" "checked/$made" || failed=1
done
if grep -E '\[SC[0-9]{3}\]|^Not checked' checked.stderr; then failed=1; fi
[ $failed -eq 0 ] || { echo "native:"; cat native.stderr; echo "checked:"; cat checked.stderr; }
exit $failed
