#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

for o in --sanity-level=3 --max-threads=10 --stats=yes --vgdb=no --vgdb=full --num-callers=1 --num-callers=500 --smc-check=all --read-var-info=yes --track-fds=yes; do
   status 9 $tool --error-exitcode=9 $o $PROG a fork b ')'
   count 2 err 'DoubleFree .*SC302]'
done
huge=$(head -c 100000 /dev/zero | tr '\0' x)
status 9 $tool --error-exitcode=9 --trace-dir=t $PROG a "%$huge" "%$huge"
traces t
same "argv" "$(head -n 1 t/1.jsonl | jq '.argv[3] | length')" 100001
finish
