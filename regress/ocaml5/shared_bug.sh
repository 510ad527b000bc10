#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shared_bug.sh COMPILER
set -eu
"$OCAMLFIND" "$@" -g -ccopt "-gdwarf-4 $CFLAGS" shared_bug_stubs.c shared_bug.ml -o shared_bug
"$STUBCHECK" ./shared_bug >out 2>err && status=0 || status=$?
cat err
[ "$status" = 99 ]
[ "$(sed 1q out)" = 20 ]
grep -q '^UnregisteredRoot (.*): argument 1 (v) of sh_put: .*passed to caml_string_length' err
grep -q 'by sh_length (shared_bug_stubs.c' err
grep -q 'C kept it in the variable box.' err
! grep -q 'sh_put_right\|sh_length_right' err
