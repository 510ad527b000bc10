#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --stable: two runs that differ in pids and addresses only give the same text and the same JSON. Without it they
# differ, which shows that the test compares something.
. "${srcdir:-.}/traces.sh"
make_run() # FOLDER PID ADDRESS
{
   mkdir "$1"
   {
      process 1 null null "$2"
      finding 70 3f2a91c0 'DoubleFree|fin' definite "$3"
      printf '{"r":"warning","e":71,"text":"the child (pid %s) wrote at %s"}\n' "$2" "$3"
      ended 0 '{"3f2a91c0":1}' '{}' 1
   } >"$1/1.jsonl"
   process 1.1 1 61 "$(($2 + 1))" >"$1/1.1.jsonl"
}
make_run "$scratch/a" 41 0x4f1e4d0
make_run "$scratch/b" 99123 0x7f12345678
for format in text json; do
   for run in a b; do
      "$report" --stable --format=$format "$scratch/$run" >"$scratch/$run.stable" || fail "status $?"
      "$report" --format=$format "$scratch/$run" >"$scratch/$run.plain" || fail "status $?"
   done
   cmp "$scratch/a.stable" "$scratch/b.stable" || fail "--stable --format=$format differs"
   ! cmp -s "$scratch/a.plain" "$scratch/b.plain" || fail "$format without --stable is the same"
done
"$report" --stable "$scratch/a" >"$scratch/out"
has out 'Block 0x........ of 124 bytes'
has out 'forked by 1 at event 61'
has_not out '/some/where'
finish
