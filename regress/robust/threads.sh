#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

status 0 $tool --trace-dir=t --error-exitcode=9 $PROG
has out '^at_exit$'
has out '^overflow$'
has err 'Process 1: 0 findings'
has err 'exception.*Not_found'
traces t
[ -e t/1.1.jsonl ] || fail "no trace of the child that a thread forked"
# A million exceptions leave no activation behind.
if [ -x /usr/bin/time ]; then
   /usr/bin/time -f %M -o stubcheck.kib $tool -q $PROG >/dev/null 2>&1
   /usr/bin/time -f %M -o none.kib valgrind --tool=none -q $PROG >/dev/null 2>&1
   more=$(($(tail -n 1 stubcheck.kib) - $(tail -n 1 none.kib)))
   echo "more than none: $more KiB"
   [ "$more" -lt 60000 ] || fail "memory grew: $more KiB more than --tool=none"
fi
finish
