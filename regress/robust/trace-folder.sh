#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

# refused DIR: one line on the trace folder, status 2, the program does not run.
refused()
{
   status 2 $tool -q --trace-dir="$1" $PROG a
   has err 'trace folder'
   same "lines about $1" "$(wc -l <err)" 1
}

: >file
refused file
refused file/below
refused missing/parent
refused /proc/stubcheck
status 0 $tool --trace-dir=used $PROG a
cp used/1.jsonl before
refused used
cmp before used/1.jsonl || fail "the trace of the first run was changed"

# Full disks: of the parent from the start, and after some records.
[ "$(id -u)" -eq 0 ] || { echo "not root: no full disk"; finish; }
mkdir full
mount -t tmpfs -o size=8k none full 2>mount.err || { echo "no mount: no full disk"; finish; }
trap 'umount full' EXIT
for room in 0 1; do
   rm -rf full/*
   mkdir full/t
   head -c $((4096 * (2 - room))) /dev/zero >full/fill 2>fill.err
   status 9 $tool --error-exitcode=9 --trace-dir=full/t $PROG a fork b ')'
   has err 'cannot write to full/t/1.jsonl'
   count 2 err 'DoubleFree .*SC302]'
   count 1 err 'cannot write to full/t/1.jsonl'
   rm -rf full/t
   status any $tool --trace-children=yes --error-exitcode=9 --trace-dir=full/t $PROG a exec b
   count 2 err 'DoubleFree .*SC302]'
done
finish
