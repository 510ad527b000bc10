#!/bin/sh
# Bytecode in its three forms, plugins, stubs, shared runtimes: recognised, and said what to do.
. "$(dirname "$0")/common.sh"
cp "$here/prims.ml" "$here/prim_stubs.c" . || exit 1
run() { "$@" >log 2>&1 || { cat log; exit 1; }; }
byte="-thread -package unix,threads.posix,str -linkpkg"
run ocamlfind ocamlc $byte -custom prim_stubs.c prims.ml -o custom
run ocamlfind ocamlc $byte -output-complete-exe prim_stubs.c prims.ml -o complete
run ocamlfind ocamlc -c prim_stubs.c
run ocamlfind ocamlmklib -o prims prim_stubs.o
run ocamlfind ocamlc $byte -dllib dllprims.so -dllpath . prims.ml -o plain
run ocamlfind ocamlopt -shared prims.ml -o plugin.cmxs -thread -package unix,threads.posix,str
echo 'let () = print_string Sys.ocaml_version' >hello.ml
run ocamlfind ocamlopt -output-obj hello.ml -o hello_obj.o
where=$(ocamlfind ocamlopt -where)
run ${CC:-gcc} hello_obj.o -L"$where" -lasmrun_shared -lm -Wl,-rpath,"$where",-E -o shared_runtime
version=$(ocamlfind ocamlc -version)

# stubs of the program as the bytecode compiler sees them; caml_... pass for the runtime's
sed -n 's/^external.*= *//p' prims.ml | awk '{gsub(/"/, ""); print $1}' | grep -v ^caml_ | sort >declared
for p in plain custom complete; do
   expect 0 "$scan" --json $p
   [ "$(jq -r '.[0].runtime.mode' out)" = bytecode ] || fail "$p is not bytecode"
   case $version in "$(jq -r '.[0].runtime.version' out)"*) ;; *) fail "$p: version" ;; esac
   jq -r '.[0].externals[] | select(.origin == "stub") | .name' out | sort >found
   comm -23 declared found >missing
   [ -s missing ] && { fail "$p: primitives not seen"; cat missing; }
done
expect 0 "$scan" plain
grep -q 'libraries.*dllprims' out || fail "plain: no DLLS"
grep -q 'verdict *checkable$' out || fail "plain: verdict"
expect 1 "$scan" --json plugin.cmxs
jq -e '.[0].role == "plugin"' out >/dev/null || fail "plugin"
jq -e '[.[0].externals[].name] | index("st_alloc") and index("st_noalloc")' out >/dev/null || fail "plugin: primitives"
expect 1 "$scan" --json dllprims.so
jq -e '.[0].role == "stubs"' out >/dev/null || fail "stubs"
expect 1 "$scan" shared_runtime
grep -q 'its runtime is in a shared object' out || fail "shared_runtime: verdict"
expect 1 "$scan" "$(command -v ls)"
grep -q 'there is no OCaml in it' out || fail "ls: verdict"
# The same bytecode, if its number were that of another version.
for v in 33:5.1:0 34:5.2:1 35:5.3:0; do
   number=${v%%:*} rest=${v#*:}
   { head -c -12 plain; printf 'Caml1999X0%s' "$number"; } >numbered
   expect "${rest#*:}" "$scan" numbered
   grep -q "OCaml ${rest%:*}, bytecode" out || fail "numbered $number: version"
   [ "${rest#*:}" = 0 ] || grep -q 'not checkable: it is bytecode of OCaml 5, but not of 5.1 or 5.3' out || fail "numbered $number: verdict"
done
exit $failed
