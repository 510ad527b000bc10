#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a trace tells of variables may be anything, and the files may be gone or be others: then the texts without names
# are shown. Names are tested in regress/variables.
. "${srcdir:-.}/traces.sh"
t=$scratch/t
mkdir "$t"

# with_variable KEY WHAT: a finding that tells WHAT of its variable.
with_variable()
{
   printf '{"r":"finding","e":1,"id":"SC101","kind":"UnregisteredRoot","certainty":"latent","hash":"%.8s","key":"%s",' "$1" "$1"
   printf '"what":"argument 1 of %s","what_named":["argument 1 ({argument}) of %s"],"stack":[],"parts":[' "$1" "$1"
   printf '{"role":"owner","text":null,"named":["C kept it in the variable {value} of {function}."],"stack":[]},'
   printf '{"role":"fix","text":"Fix: CAMLparam","named":["{unknown}{CAMLparam","Fix: {its CAMLparam}"],"stack":[]}],"variable":%s}\n' "$2"
}

# Frames of a file that is there.
self=$(readlink -f "$report")
id=$(readelf -n "$self" 2>/dev/null | sed -n 's/.*Build ID: //p')
code() { printf '"obj":"%s","build_id":"%s","addr":"%s"' "$1" "$2" "$3"; }

{
   process 1 null null 7
   with_variable aaaaaaa1 '{}'
   with_variable aaaaaaa2 '[1,2]'
   with_variable aaaaaaa3 "{\"argument\":{$(code /no/such/file 00 0x10),\"n\":1}}"
   with_variable aaaaaaa4 "{\"argument\":{$(code /etc/passwd 00 0x10),\"n\":1}}"
   with_variable aaaaaaa5 "{\"argument\":{$(code /tmp 00 0x10),\"n\":1}}"
   with_variable aaaaaaa6 '{"argument":{"obj":7,"build_id":null,"addr":[],"n":"1"},"frames":7,"at":{},"stub":null}'
   with_variable aaaaaaa7 "{\"argument\":{$(code "$self" "$id" 0xffffffffffffffff),\"n\":-1}}"
   with_variable aaaaaaa8 "{\"argument\":{$(code "$self" 0123 0x1000),\"n\":1}}"
   frame="{$(code "$self" "$id" 0x7000),\"rsp\":\"0x1000\",\"rbp\":\"zz\"}"
   with_variable aaaaaaa9 "{\"slot\":\"0x1000\",\"frames\":[$frame,$frame,7,null]}"
   with_variable aaaaaaab "{\"word\":\"0x1\",\"stub\":$frame,\"origin\":$frame,\"frames\":[$frame],\"at\":[1,\"x\"],\"crossing\":$frame}"
   with_variable aaaaaaac "{\"word\":\"0x1\",\"stub\":$frame,\"frames\":[$frame],\"crossing\":{$(code "$self" "$id" 0x7000),\"stack\":[\"0x1\"]}}"
} >"$t/1.jsonl"

status 0 "$report" "$t"
for n in 1 2 3 4 5 6 7 8 9 b c; do
   has out "argument 1 of aaaaaaa$n"
done
has out 'Fix: CAMLparam'
has_not out '{'
has_not out 'C kept it'
status 0 "$report" --format=json "$t"
has_not out 'named'
has_not out '"variable"'
has_not out '"text": null'
finish
