#!/bin/bash
# Published OCaml bindings, driven by small correct programs: the checker must stay silent on every one of them.
#
#   run.sh [--install] [NAME...]     check the named bindings (default: every folder here)
#
# STUBCHECK   command prefix of the run under test (default: valgrind --tool=none -q)
# STUBCHECK_OPTIONS  options of that run (default: none)
# TIMEOUT     seconds that one run may take (default: 300)
#
# Per binding three TAP lines: it builds and prints `expected` natively; the run under $STUBCHECK gives the same
# standard output and exit status; and its standard error holds no finding, that is no line with [SCnnn], but for
# those in the binding's file `findings`: bugs of the binding, proven in docs/found.md, a line `KIND FUNCTION` each.
# All of them must be found.
# A binding whose findlib packages are missing is skipped; --install installs its Debian packages first.
# Exit status: 0 when nothing failed, 77 when everything was skipped, 1 otherwise.
set -u

here=$(cd "$(dirname "$0")" && pwd)
stubcheck=${STUBCHECK:-valgrind --tool=none -q}
seconds=${TIMEOUT:-300}
checks=(native same-behaviour silent)

# Print one outcome: $1 = ok | not ok | skip, $2 = binding, $3 = check, $4 = file with details, or the skip's reason.
outcome() {
   case $1 in
   skip) echo "ok $2: $3 # SKIP $4" ;;
   *) echo "$1 $2: $3"; [ "$1" = ok ] || head -n 20 "$4" | sed 's/^/# /' ;;
   esac
}

# Run a command in the scratch folder $1 with its output in $2.out and $2.err, its exit status in $2.status.
run_into() {
   local folder=$1 name=$2; shift 2
   (cd "$folder" && exec timeout "$seconds" "$@") >"$folder/$name.out" 2>"$folder/$name.err" </dev/null
   echo $? >"$folder/$name.status"
}

check_native() {   # $1 = binding, $2 = scratch folder; also builds
   local thread=
   ocamlfind query -r -p-format $(tr ',' ' ' <"$2/packages") 2>/dev/null | grep -q '^threads' && thread=-thread
   if ! (cd "$2" && ocamlfind ocamlopt $thread -g -w -a -linkpkg -package "$(cat packages)" main.ml -o prog) >"$2/build" 2>&1
   then outcome "not ok" "$1" native "$2/build"; return 1; fi
   run_into "$2" native ./prog
   { diff -u "$here/$1/expected" "$2/native.out" && echo 0 | diff -u - "$2/native.status"; } >"$2/native.diff" ||
      { cat "$2/native.err" >>"$2/native.diff"; outcome "not ok" "$1" native "$2/native.diff"; return 1; }
   outcome ok "$1" native
}

# The findings of a report, as `KIND FUNCTION': the innermost function of the program or of OCaml on the stack.
summary() {
   awk '/^[A-Z][A-Za-z]+ \((latent|definite)\): .*\[SC[0-9]+\]$/ { kind = $1; next }
        kind && /^   (at|by) .* \(in prog\)/ { print kind, $2; kind = "" }
        /^ / && kind && !/^   / { print kind, "?"; kind = "" }' "$1" | sort
}

check_tool() {   # $1 = binding, $2 = scratch folder
   local known=$here/$1/findings
   [ -f "$known" ] || known=/dev/null
   run_into "$2" tool $stubcheck ${STUBCHECK_OPTIONS:-} ./prog
   # What is known is told by the exit status too.
   [ -s "$known" ] && [ "$(cat "$2/tool.status")" = 99 ] && cp "$2/native.status" "$2/tool.status"
   if diff -u "$2/native.out" "$2/tool.out" >"$2/tool.diff" &&
      diff -u "$2/native.status" "$2/tool.status" >>"$2/tool.diff"
   then outcome ok "$1" same-behaviour
   else cat "$2/tool.err" >>"$2/tool.diff"; outcome "not ok" "$1" same-behaviour "$2/tool.diff"; fi
   summary "$2/tool.err" >"$2/findings"
   if diff -u "$known" "$2/findings" >"$2/findings.diff"
   then outcome ok "$1" silent
   else cat "$2/tool.err" >>"$2/findings.diff"; outcome "not ok" "$1" silent "$2/findings.diff"; fi
}

# All checks of one binding; the TAP lines, still without numbers, go to $2/$1.tap.
check_binding() {
   local name=$1 folder=$2/$1 check
   mkdir "$folder" && cp "$here/$name/main.ml" "$here/$name/packages" "$folder/"
   if ! ocamlfind query $(tr ',' ' ' <"$folder/packages") >/dev/null 2>&1; then
      for check in "${checks[@]}"; do
         outcome skip "$name" "$check" "no findlib package $(cat "$folder/packages")"
      done
   elif check_native "$name" "$folder"; then
      check_tool "$name" "$folder"
   else
      for check in same-behaviour silent; do outcome skip "$name" "$check" "no native run to compare with"; done
   fi >"$2/$name.tap"
}

install=no
[ "${1:-}" = --install ] && { install=yes; shift; }
names=("$@")
[ $# -gt 0 ] || for main in "$here"/*/main.ml; do names+=("$(basename "$(dirname "$main")")"); done
for name in "${names[@]}"; do
   [ -f "$here/$name/main.ml" ] || { echo "run.sh: no binding $name in $here" >&2; exit 2; }
done
if [ $install = yes ]; then
   apt-get install -y --no-install-recommends $(for name in "${names[@]}"; do cat "$here/$name/debian"; done) >&2 ||
      { echo "run.sh: apt-get could not install the Debian packages" >&2; exit 2; }
fi

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
echo "1..$((${#names[@]} * ${#checks[@]}))"
for name in "${names[@]}"; do
   while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
   check_binding "$name" "$scratch" &
done
wait
for name in "${names[@]}"; do cat "$scratch/$name.tap"; done |
awk '/^(not )?ok / { n++
                     if (/# SKIP/) skipped++; else if (/^not/) failed++; else passed++
                     sub (/ok /, "ok " n " - ") }
     { print }
     END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
           exit failed ? 1 : passed ? 0 : 77 }'
