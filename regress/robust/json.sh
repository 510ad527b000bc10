#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

bad=$(printf '%%\377\376<&"\001\n\\')
status 0 $tool --trace-dir=t $PROG odd "$bad" fork odd ')'
traces t
iconv -f UTF-8 -t UTF-8 t/1.jsonl >u 2>&1 || fail "t/1.jsonl is no UTF-8"
same "arguments" "$(head -n 1 t/1.jsonl | jq '.argv | length')" 6
grep -v '^==' err >bytes
iconv -f UTF-8 -t UTF-8 err >u 2>&1 || fail "the log is no UTF-8: $(grep -anv '^[ -~]*$' err)"
status any "$STUBCHECK_REPORT" t
has out '<odd>'
iconv -f UTF-8 -t UTF-8 out >u 2>&1 || fail "the merged report is no UTF-8"
finish
