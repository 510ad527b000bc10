#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

$CC -O2 -gdwarf-4 -fPIC -I"$($OCAMLFIND ocamlc -where)" -c "$TESTDIR/../fork/fork_stubs.c" -o fork_stubs.o || exit 1
for p in many crowd; do
   cp "$TESTDIR/../fork/$p.ml" .
   $OCAMLFIND ocamlopt -g -package unix -linkpkg $p.ml fork_stubs.o -o $p.exe || exit 1
done

start=$(date +%s)
status 0 $tool --log-file=log --trace-dir=t ./many.exe bug
echo "1000 children: $(($(date +%s) - start)) s"
sound log
same "traces" "$(ls t | wc -l)" 1001
same "whole traces" "$(cat t/*.jsonl | jq -r 'select(.r == "process" or .r == "exit").r' | sort | uniq -c | tr -s ' \n' ' ')" \
   " 1001 exit 1001 process "
same "findings" "$(cat t/*.jsonl | grep -c '"r":"finding"')" 1000
same "causes" "$(cat t/*.jsonl | jq -r 'select(.r == "finding").hash' | sort -u | wc -l)" 1
status any "$STUBCHECK_REPORT" t
count 1 out 'DoubleFree .*SC302]'
grep -a 'process' out | head -n 3

# cost TOOL: seconds and peak KiB of 100,000 live blocks.
cost()
{
   /usr/bin/time -f '%U %M' -o cost valgrind --tool=$1 -q --log-file=$1.log ./crowd.exe
   echo "$1: $(cat cost) (s, KiB)"
   kib=$(tail -n 1 cost | cut -d' ' -f2)
}
[ -x /usr/bin/time ] || { echo "no /usr/bin/time: costs not measured"; finish; }
cost none;      none=$kib
cost memcheck
cost stubcheck
echo "bytes per block: $(((kib - none) * 1024 / 100000))"
status 0 $tool ./crowd.exe bug
count 2 err 'DoubleFree'
[ $(((kib - none) * 1024 / 100000)) -lt 2000 ] || fail "more than 2000 bytes per block"
finish
