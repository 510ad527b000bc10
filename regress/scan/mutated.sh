#!/bin/sh
# Damaged files, deterministic: a build with sanitizers neither crashes, nor hangs, nor reports. TAP.
. "$(dirname "$0")/common.sh"
cp "$here/prims.ml" "$here/prim_stubs.c" "$here/mutate.ml" . || exit 1
each=${MUTATIONS:-60}
${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
   -o sanitized "$programs"/scan_*.c -lelf -ljansson 2>log || { echo "skipped: no build with sanitizers"; cat log; exit 77; }
run() { "$@" >log 2>&1 || { cat log; exit 1; }; }
run ocamlfind ocamlopt mutate.ml -o mutate
run ocamlfind ocamlopt -thread -package unix,threads.posix,str -linkpkg prim_stubs.c prims.ml -o native
cp native stripped && strip stripped
run ocamlfind ocamlc -thread -package unix,threads.posix,str -linkpkg -custom prim_stubs.c prims.ml -o custom
run ocamlfind ocamlc -c prim_stubs.c
run ocamlfind ocamlmklib -o prims prim_stubs.o
run ocamlfind ocamlc -thread -package unix,threads.posix,str -linkpkg -dllib dllprims.so prims.ml -o bytecode
mkdir mutants
seed=1
for f in native stripped custom bytecode dllprims.so; do
   ./mutate $f mutants "$each" $seed || exit 1
   seed=$((seed + 1))
done
n=0; refused=0
echo "1..$(ls mutants | wc -l)"
for m in mutants/*; do
   n=$((n + 1))
   timeout 10 ./sanitized --json "$m" >out 2>err; status=$?
   if [ $status -le 2 ] && ! grep -q 'Sanitizer\|runtime error' err && jq -e . out >/dev/null 2>&1; then
      echo "ok $n - ${m#mutants/}"
   else
      echo "not ok $n - ${m#mutants/}: status $status"; sed 's/^/# /' err | head -20; failed=1
   fi
   [ $status = 2 ] && refused=$((refused + 1))
done
echo "# $n files, $refused refused as unreadable"
[ "$n" -ge 200 ] || [ -n "${MUTATIONS:-}" ] || { echo "# too few files"; failed=1; }
exit $failed
