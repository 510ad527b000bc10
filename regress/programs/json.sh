#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --format=json is one valid JSON document with the findings and their occurrences. The validity is judged by the
# reader of traces: an object that is no record is "not a stubcheck trace", bad JSON in the middle the same, so the
# document is given to it as a member of a record, whose text must come out again.
. "${srcdir:-.}/traces.sh"
t=$scratch/t
mkdir "$t" "$scratch/again"
{
   process 1 null null 7
   finding 70 3f2a91c0 'DoubleFree|fin' definite | sed 's/freed twice/a \\"quote\\", a \\\\ and a \\u0001/'
   ended 0 '{"3f2a91c0":1}' '{}' 1
} >"$t/1.jsonl"
{
   process 1.1 1 61 8
   finding 3 3f2a91c0 'DoubleFree|fin' definite
} >"$t/1.1.jsonl"
status 0 "$report" --format=json --output="$scratch/doc.json" "$t"

valid() # FILE: status 0 when it is JSON
{
   { process 1 null null 7
     printf '{"r":"warning","e":1,"text":"arrived","document":'
     tr -d '\n' <"$1"
     printf '}\n'; } >"$scratch/again/1.jsonl"
   "$report" "$scratch/again" 2>&1 | grep -q 'Warning: process 1: arrived'
}
valid "$scratch/doc.json" || fail "not valid JSON: $(cat "$scratch/doc.json")"
head -c 200 "$scratch/doc.json" >"$scratch/cut.json"
! valid "$scratch/cut.json" || fail "the judge accepts half a document"
if command -v python3 >/dev/null 2>&1; then
   python3 -m json.tool "$scratch/doc.json" >/dev/null || fail "python does not accept it"
fi

tr -d ' \n' <"$scratch/doc.json" >"$scratch/flat"
has flat '"occurrences":[{"process":"1","pid":7,"event":70,"times":1},{"process":"1.1","pid":8,"event":3,"times":1}]'
has flat '"hash":"3f2a91c0"'
has flat '"end":"exit","status":0'
has flat '"end":"unknown"'
finish
