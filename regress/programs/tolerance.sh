#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a killed process, a full disk or a stranger leaves behind: one line each on stderr, and the rest is read.
. "${srcdir:-.}/traces.sh"
t=$scratch/t
mkdir "$t"
{
   process 1 null null 7
   finding 70 3f2a91c0 'DoubleFree|fin' definite
   finding 71 bbbbbbbb 'DoubleFree|cut off' definite | head -c 100
} >"$t/1.jsonl"
status 0 "$report" "$t"
has err '1.jsonl: the last line is truncated'
has out 'stubcheck: 1 finding in 1 of 1 process'
has_not out 'cut off'

: >"$t/1.1.jsonl"
printf 'this is no trace\n' >"$t/1.2.jsonl"
printf '[1,2]\n{"a":1}\n' >"$t/1.3.jsonl"
finding 3 cccccccc 'DoubleFree|headless' definite >"$t/1.4.jsonl"
{
   process 1.5 1 5 12
   printf '{"r":"from-the-future","e":1}\nnonsense\n'
   finding 3 dddddddd 'DoubleFree|after nonsense' definite
} >"$t/1.5.jsonl"
process 1.6 1 6 13 | sed 's/"format":1/"format":2/' >"$t/1.6.jsonl"
{
   process 1.7 1 6 14
   printf '{"r":"finding","e":1,"id":"SC302","kind":"DoubleFree","certainty":"definite","hash":"eeeeeeee","key":"b\351","what":"b\351"}\n'
} >"$t/1.7.jsonl"
printf 'not a trace by its name\n' >"$t/README"
status 0 "$report" "$t"
has err '1.1.jsonl: empty'
has err '1.2.jsonl: not a stubcheck trace'
has err '1.3.jsonl: not a stubcheck trace'
has err '1.4.jsonl: the first line (the process) is missing'
has err '1.5.jsonl: 1 line is no record (first: line 3)'
has err '1.6.jsonl: trace format 2 is not known'
has_not err README
has_not err '1.7.jsonl'
has out 'stubcheck: 4 findings in 4 of 4 processes'
[ "$(wc -l <"$scratch/err")" -eq 7 ] || fail "not one line each: $(cat "$scratch/err")"

# nothing could be read: 2
mkdir "$scratch/empty"
status 2 "$report" "$scratch/empty"
has err 'no traces'
status 2 "$report" "$scratch/missing"
has err 'No such file'
status 2 "$report" "$t/1.2.jsonl"
status 2 "$report"
# one bad argument beside a good one: 0
status 0 "$report" "$scratch/missing" "$t/1.jsonl"
has err 'No such file'
# the output cannot be written
status 2 "$report" --output="$scratch/missing/file" "$t/1.jsonl"
finish
