#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

# The child is killed; the parent is; a fault ends the child, then the parent.
status 0 $tool --trace-dir=t1 $PROG fork a kill ')'
traces t1
same "killed child" "$(found t1 1.1)" a
status 137 $tool --trace-dir=t2 $PROG fork b ')' a kill
traces t2
same "killed parent" "$(found t2 1)" a
same "its child" "$(found t2 1.1)" b
status 0 $tool --trace-dir=t3 $PROG fork a segv ')'
traces t3
same "faulting child" "$(found t3 1.1)" a
status 139 $tool --trace-dir=t4 $PROG b segv
traces t4
same "faulting parent" "$(found t4 1)" b

for t in t1 t2 t3 t4; do
   status any "$STUBCHECK_REPORT" "$t"
   has out 'DoubleFree'
done
status 99 "$STUBCHECK" $PROG fork a kill ')'
has err 'DoubleFree'
status any "$STUBCHECK" $PROG b segv
has err 'DoubleFree'
echo "b segv under stubcheck: status $got"
finish
