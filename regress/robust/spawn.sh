#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

run() { status "$1" $tool --trace-dir="$2" $PROG "$3"; traces "$2"; }
run 0 a spawn:/bin/true;        has out '^spawn 0$'; hasnt err Warning
run 0 b spawn:/nonexistent;     has out '^spawn 127$'; has err 'Warning: exec of /nonexistent failed .error 2'
run 0 c 'system:exit 7';        has out '^system 7$'; hasnt err Warning
run 0 d 'read:echo hello';      has out '^read hello$'; hasnt err Warning
run 0 e vfork:/bin/true;        has out '^vfork 0$'
run 0 f vfork:/nonexistent;     has out '^vfork 127$'
for t in a c d e; do
   grep -q '"r":"exec"' $t/1.1.jsonl || fail "no exec in $t/1.1"
done
grep -q '"exec-failed".*"errno":2' b/1.1.jsonl || fail "no exec-failed in b/1.1"
status 0 $tool --trace-children=yes --trace-dir=g $PROG a "system:$PROG b" spawn:/bin/true b
traces g
same "around children" "$(found g 1)" ab
same "findings in all" "$(cat g/*.jsonl | grep -c '"r":"finding"')" 3
ls g
finish
