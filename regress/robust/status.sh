#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

nine="$tool --error-exitcode=9"
status 9 $nine $PROG fork ')' a;      has out '^child 0$'
status 0 $nine $PROG fork a exit:0 ')'; has out '^child 9$'
status 9 $nine $PROG a fork exit:0 ')'; has out '^child 0$'
status 5 $nine $PROG fork a ')' exit:5; has out '^child 9$'
status 9 $nine $PROG a fork a ')';    has out '^child 9$'
has err 'first reported by process 1'
status 99 "$STUBCHECK" $PROG fork a ')'
status 5 "$STUBCHECK" $PROG fork ')' exit:5
status 9 $nine --child-silent-after-fork=yes --trace-dir=silent $PROG a fork b ')'
count 1 err 'DoubleFree .*SC302]'
traces silent
same "silent child" "$(found silent 1.1)" b
status 9 $nine -q $PROG a fork b ')'
count 2 err 'DoubleFree .*SC302]'
hasnt err 'Process 1'
mkdir logs
status 9 $nine --log-file=logs/%p $PROG a fork b a ')'
same "logs" "$(ls logs | wc -l)" 2
cat logs/* >all
count 2 all 'DoubleFree .*SC302]'
has all 'first reported by process 1'
status 9 $nine --log-fd=7 $PROG a fork b ')' 7>fd
count 2 fd 'DoubleFree .*SC302]'
same "stderr" "$(cat err)" ""
finish
