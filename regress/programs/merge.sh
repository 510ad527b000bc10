#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One finding per cause: the same key in parent and child is one finding, other keys are others; what a child
# inherited is not counted again.
. "${srcdir:-.}/traces.sh"
t=$scratch/t
mkdir "$t"
{
   process 1 null null 17945
   finding 70 3f2a91c0 'DoubleFree|fin' definite
   ended 0 '{"3f2a91c0":3}' '{}' 10
} >"$t/1.jsonl"
{
   process 1.2 1 61 17947
   finding 4 aaaaaaaa 'DoubleFree|other' latent
   finding 9 3f2a91c0 'DoubleFree|fin' definite 0x5000000
   ended 0 '{"3f2a91c0":1,"aaaaaaaa":1}' '{"3f2a91c0":3}' 5
} >"$t/1.2.jsonl"
{
   process 1.10 1 80 17999
   ended 0 '{}' '{"3f2a91c0":3}' 1
} >"$t/1.10.jsonl"

status 0 "$report" "$t"
has out 'stubcheck: 2 findings in 2 of 3 processes'
has out 'Seen in: process 1 (pid 17945, 3 times), process 1.2 (pid 17947, forked by 1 at event 61)'
has out 'Seen in: process 1.2 (pid 17947, forked by 1 at event 61)'
has out 'DoubleFree (latent): freed twice'
has out '   by fin (stubs.c:24)'
has_not out hidden_frame
[ "$(grep -c '^DoubleFree' "$scratch/out")" -eq 2 ] || fail "not two headlines"
[ "$(awk '/\[SC302\]$/ { print length ($0); exit }' "$scratch/out")" -eq 100 ] || fail "the id does not end at column 100"
# 1 before 1.2 before 1.10: numbers, not letters
order=$(awk '/^Processes:/ { on = 1; next } /^$/ { on = 0 } on { printf "%s ", $1 }' "$scratch/out")
[ "$order" = "1 1.2 1.10 " ] || fail "order of processes: $order"

# the order in which files are named does not matter
"$report" "$t" >"$scratch/a"
"$report" "$t/1.10.jsonl" "$t/1.2.jsonl" "$t/1.jsonl" >"$scratch/b"
cmp -s "$scratch/a" "$scratch/b" || fail "the report depends on the order of the files"

# filters
status 0 "$report" --definite-only "$t"
has out 'stubcheck: 1 finding in 2 of 3 processes; 1 finding left out by the options'
status 0 "$report" --min-certainty=latent "$t"
has out 'stubcheck: 2 findings'
status 0 "$report" --process=1.10 "$t"
has out 'no finding in 3 processes (stubs entered: 16); 2 findings left out'
status 0 "$report" --kind=SC302 "$t"
has out 'stubcheck: 2 findings'
status 0 "$report" --kind=FreeOfGcBlock "$t"
has out 'no finding'
status 0 "$report" --no-tree "$t"
has_not out 'Processes:'
status 2 "$report" --min-certainty=perhaps "$t"

# a finding that only the exit record counts (the child printed nothing): seen there all the same
{
   process 1.2 1 61 17947
   ended 0 '{"3f2a91c0":2}' '{}' 5
} >"$t/1.2.jsonl"
status 0 "$report" "$t"
has out 'process 1.2 (pid 17947, forked by 1 at event 61, 2 times)'

# an exec keeps the pid and is another process
process '1.2!1' 1.2 7 17947 >"$t/1.2!1.jsonl"
finding 1 bbbbbbbb 'DoubleFree|third' definite >>"$t/1.2!1.jsonl"
status 0 "$report" "$t"
has out "Seen in: process 1.2!1 (pid 17947, exec'ed by 1.2 at event 7)"
finish
