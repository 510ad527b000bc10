#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of OCaml's own test suite (the list `tests`) under stubcheck: the same output
# and exit status as natively, and no finding but those of the list `explained`.
#
#   run.sh [--bytecode] [--all] [FOLDER...]   folders of testsuite/tests (default: the list, --all: slow ones, too);
#                                             compiled by ocamlopt, or by ocamlc -custom
#
# STUBCHECK        the program stubcheck (default: stubcheck)
# STUBCHECK_CACHE  where OCaml's source is kept (../lib/cache.sh)
# TIMEOUT          seconds that one run may take (default: 120)
#
# The tests are those of the version that ocamlopt has: from the archive that ../ocaml-versions has built it from, else from
# Debian's package, got by `apt-get source` with its own list and folders: the machine's stay as they are. Exit status: 0 passed, 1 failed, 77 no source.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
stubcheck=${STUBCHECK:-stubcheck}
seconds=${TIMEOUT:-120}
mode=native
[ "${1:-}" != --bytecode ] || { mode=bytecode; shift; }
all=no
[ "${1:-}" != --all ] || { all=yes; shift; }
cflags=${CFLAGS:--O2}

. "$here/../lib/cache.sh"

# --------------------------------------------------------------------- source

get_source() {
   version=$(ocamlopt -version) || skip "no ocamlopt"
   tests=$("$here/../ocaml-versions" --tests "$version" 2>"$work/source") || debian_tests
}

# Unpacked beside its place, then moved: what is there is whole.
debian_tests() {
   tests=$cache/ocaml-$version/testsuite/tests
   [ ! -d "$tests" ] || return 0
   debian_source ocaml
   tar=$(ls "$cache/ocaml_$version.orig.tar."* 2>/dev/null) || skip "Debian has another version than $version"
   rm -rf "$cache/unpack" && mkdir "$cache/unpack"
   tar -xf "$tar" -C "$cache/unpack" --strip-components=1
   mv "$cache/unpack" "$cache/ocaml-$version"
}

# ---------------------------------------------------------------------- tests

# A setting in the TEST header of a program, whose syntax differs from version to version.
header() {   # $1 = program, $2 = name
   sed -n "s/^ *\(set \)*$2 *+*= *\",*\([^\"]*\)\".*/\2/Ip" "$1.ml" 2>/dev/null | head -n 1
}

build() {   # in the copy of the folder
   program=$PWD/prog
   where=$(ocamlopt -where)
   compiler=ocamlopt
   libraries=$(ocamlopt -config-var native_c_libraries)
   [ $mode = native ] || { compiler=ocamlc libraries=$(ocamlc -config-var bytecomp_c_libraries); }
   # Some tests name OCaml's headers without their folder.
   c="ocamlfind $compiler -g -w -a -thread -package unix,threads.posix,dynlink -ccopt $cflags -ccopt -iquote$where/caml"
   opt="$c -linkpkg -o $program"
   [ $mode = native ] || opt="$opt -custom"
   # A shell of its own: -e has no effect in one whose status is asked for.
   c=$c opt=$opt native=$opt libraries=$libraries program=$program where=$where sh -ec "$1" >build.log 2>&1
}

run_into() {   # $1 = prefix of the files
   name=$1
   shift
   timeout "$seconds" "$@" >"$name.out" 2>"$name.err" </dev/null && echo 0 >"$name.status" || echo $? >"$name.status"
}

# What a program printed, in the order of which its own script takes no notice.
output_of() {   # $1 = program, $2 = file
   order=cat
   ! grep -qiw sort "$1.run" 2>/dev/null || order="env LC_ALL=C sort"
   $order "$2"
}

# Findings that the list does not explain.
unexplained() {   # $1 = folder/program
   grep -oE '\[SC[0-9]{3}\]' tool.err | tr -d '[]' | sort -u | while read -r kind; do
      grep -qE "^$1 *\| *$kind *\|" "$here/explained" || echo "finding $kind"
   done
}

# Runs one test in a copy of its folder; prints what is wrong.
check() {   # $1 = folder, $2 = program, $3 = how to build, or nothing
   copy=$work/$(echo "$1" | tr / _)-$2
   cp -r "$tests/$1" "$copy" && cd "$copy"
   build "${3:-\$opt $(header "$2" modules) $2.ml}" || { echo "does not build:"; tail -n 5 build.log; return 0; }
   [ -x prog ] || { echo "no program was built"; return 0; }
   touch args
   wanted=$(header "$2" exit_status)
   export OCAMLRUNPARAM="$(header "$2" ocamlrunparam)" OCAML_TEST_SIZE=2
   # shellcheck disable=SC2046
   run_into native ./prog $(cat args)
   # shellcheck disable=SC2046
   run_into tool "$stubcheck" -q ./prog $(cat args)
   # What is explained is told by the exit status too.
   [ "$(cat tool.status)" != 99 ] || [ -n "$(unexplained "$1/$2")" ] || cp native.status tool.status
   if [ -e "$2.reference" ] && [ ! -s args ]; then
      timeout "$seconds" ./prog >both.out 2>&1 </dev/null || true
      output_of "$2" both.out | diff "$2.reference" - || true
   fi
   [ "$(cat native.status)" -eq "${wanted:-0}" ] || echo "native status $(cat native.status)"
   output_of "$2" native.out >native.all
   output_of "$2" tool.out | diff native.all - || true
   diff native.status tool.status || true
   grep '^Not checked' tool.err || true
   unexplained "$1/$2"
}

trim() { echo "$1" | sed 's/^ *//; s/ *$//'; }

is_for() {   # $1 = versions
   case $1:$all in *slow:no) return 1 ;; esac
   for v in $1; do
      case $version in "$v" | "$v".*) return 0 ;; esac
   done
   return 1
}

run_test() {   # $1 = folder, $2 = program, $3 = how to build
   wrong=$(check "$@") || wrong="$wrong (check failed)"
   if [ -z "$wrong" ]; then
      echo "$1" >>"$work/passed"
   else
      failed=$((failed + 1))
      printf '%s/%s:\n%s\n' "$1" "$2" "$wrong"
      head -n "${LINES_SHOWN:-60}" "$work/$(echo "$1" | tr / _)-$2/tool.err" 2>/dev/null || true
   fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
get_source
failed=0
: >"$work/passed"
versions=4
while IFS='|' read -r folder programs how; do
   folder=$(trim "$folder") how=$(trim "$how")
   case $folder in
   '' | '#'*) continue ;;
   '['*) versions=$(echo "$folder" | tr -d '[]'); continue ;;
   esac
   is_for "$versions" || continue
   case " ${*:-$folder} " in *" $folder "*) ;; *) continue ;; esac
   [ $mode = native ] || case $how in *'$native'*) continue ;; esac
   for program in $programs; do
      run_test "$folder" "$program" "$how"
   done
done <"$here/tests"
sort "$work/passed" | uniq -c | while read -r n folder; do echo "$folder: $n passed"; done
echo "OCaml $version: $(wc -l <"$work/passed") passed, $failed failed"
[ "$failed" -eq 0 ] && [ -s "$work/passed" ]
