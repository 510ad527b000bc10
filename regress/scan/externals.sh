#!/bin/sh
# The primitives that are found are those that the source declares, in each way of linking.
. "$(dirname "$0")/common.sh"
cp "$here/prims.ml" "$here/prim_stubs.c" . || exit 1
packages="-thread -package unix,threads.posix,str -linkpkg"
native() { out=$1; shift; ocamlfind ocamlopt -g $packages prim_stubs.c prims.ml -o "$out" "$@" 2>log || { cat log; exit 1; }; }
native pie
native fixed -ccopt -no-pie
cp pie stripped && strip stripped
native static -ccopt -static
version=$(ocamlfind ocamlopt -version)

# From the source: of an external, the last of its names is the native one.
sed -n 's/^external.*= *//p' prims.ml | sed 's/\[@@.*//' | awk '{gsub(/"/, ""); print $NF}' | sort >declared

for p in pie fixed stripped static; do
   expect 0 "$scan" --json $p
   jq -r '.[0].externals[] | select(.origin == "stub") | .name' out >found
   cmp -s declared found || { fail "$p: other stubs than declared"; diff declared found; }
   [ "$(jq -r '.[0].runtime.version' out)" = "$version" ] || fail "$p: version"
   [ "$(jq -r '.[0].unnamed_calls' out)" = 0 ] || fail "$p: calls without a name"
   for noalloc in st_noalloc st_unboxed; do
      jq -e --arg n $noalloc '.[0].externals[] | select(.name == $n) | .noalloc == .calls and .calls > 0' out >/dev/null \
         || fail "$p: $noalloc is not noalloc"
   done
   for alloc in st_alloc st_seven caml_mine; do
      jq -e --arg n $alloc '.[0].externals[] | select(.name == $n) | .noalloc == 0' out >/dev/null || fail "$p: $alloc is noalloc"
   done
   for pair in unix_getpid:unix caml_thread_self:threads re_string_match:str; do
      jq -e --arg n ${pair%:*} --arg o ${pair#*:} '.[0].externals[] | select(.name == $n) | .origin == $o' out >/dev/null \
         || fail "$p: origin of ${pair%:*}"
   done
   jq -e '.[0].externals[] | select(.name == "sin") | .origin == "C library"' out >/dev/null || fail "$p: origin of sin"
done

# What counts as the runtime's is in libasmrun.
ar=$(ocamlfind ocamlopt -where)/libasmrun.a
nm --defined-only "$ar" 2>/dev/null | awk '$2 == "T" || $2 == "W" {print $3}' | sort -u >libasmrun
"$scan" --json pie | jq -r '.[0].externals[] | select(.origin == "runtime") | .name' | sort >runtime
comm -23 runtime libasmrun >wrong
[ -s wrong ] && { fail "called the runtime's, but not in libasmrun"; cat wrong; }
[ -s runtime ] || fail "no primitive of the runtime"

expect 0 "$scan" pie;      grep -q '^  verdict *checkable$' out || fail "verdict of pie"
expect 0 "$scan" stripped; grep -q 'verdict *checkable, but static functions have no names$' out || fail "verdict of stripped"
expect 0 "$scan" static;   grep -q 'verdict *checkable, but statically linked' out || fail "verdict of static"
strip -s static
expect 1 "$scan" static;   grep -q 'not checkable: it has no symbols' out || fail "verdict of static, stripped"
exit $failed
