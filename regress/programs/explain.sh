#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --explain: kinds by name and id, messages of glibc, what is unknown. The repository's own pages are complete.
. "${srcdir:-.}/traces.sh"
pages=$(cd "${srcdir:-.}/../../docs/kinds" && pwd) || exit 77
export STUBCHECK_KINDS_DIR="$pages"

status 0 "$runner" --explain
[ "$(wc -l <"$scratch/out")" -eq "$(ls "$pages"/*.md | wc -l)" ] || fail "not one line for each page"
for page in "$pages"/*.md; do
   kind=$(basename "$page" .md)
   status 0 "$runner" --explain "$kind"
   has out "$kind (SC"
   has_not out '```'
   for heading in Why Bad Good 'In the manual' 'What stubcheck shows' Suppressing; do
      grep -qx "$heading" "$scratch/out" || fail "$kind: no section '$heading'"
   done
   mv "$scratch/out" "$scratch/by_name"
   status 0 "$runner" --explain "$(sed -n '1s/.*(\(SC[0-9]*\))/\1/p' "$page")"
   cmp -s "$scratch/out" "$scratch/by_name" || fail "$kind: the id shows another page"
done

status 0 "$runner" --explain 'double free or corruption (out)'
has out 'Practically never a double free'
has out 'FreeOfGcBlock'
status 0 "$runner" "--explain=./a.out: free(): double free detected in tcache 2"
has out 'A real double free'
status 2 "$runner" --explain SC999
has err "'SC999' is no kind"
status 2 env STUBCHECK_KINDS_DIR="$scratch/none" "$runner" --explain DoubleFree
has err "$scratch/none"
finish
