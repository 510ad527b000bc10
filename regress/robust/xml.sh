#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

whole()
{
   for f in "$@"; do
      xmllint --noout "$f" 2>lint || fail "$f is not well-formed: $(head -n 5 lint)"
   done
}
n=0
# xml FINDINGS OPTIONS... -- WORDS...: all documents whole, so many findings in them.
xml()
{
   findings=$1; shift
   n=$((n + 1)); mkdir x$n
   status any $tool --xml=yes --xml-file=x$n/%p "$@"
   whole x$n/*
   same "findings in x$n ($*)" "$(cat x$n/* | grep -c '<kind>DoubleFree')" "$findings"
}
xml 2 $PROG a fork b ')'
xml 2 $PROG fork a ')' a
xml 1 $PROG a exec
xml 2 $PROG fork a exec:/bin/true ')' a
xml 2 $PROG a exec:/nonexistent b
xml 3 --trace-children=yes $PROG a exec b exec a
xml 1 $PROG a segv
# (The core writes arguments that are no UTF-8 as they are: not ours.)
xml 1 $PROG odd "%<&>"
grep -aq '&lt;odd&gt; &amp;' x$n/* || fail "the identifier is not escaped"
xml 1 --gen-suppressions=all $PROG a
xml 2 $PROG spawn:/nonexistent a fork b ')'

# Suppressions that were generated silence what they were made of, in children too.
status 9 $tool --error-exitcode=9 --gen-suppressions=all $PROG a fork b ')'
sed -n '/^{/,/^}/p' err | sed 's/<insert_a_suppression_name_here>/s/' >supp
count 2 supp '^ *stubcheck:DoubleFree'
status 0 $tool --error-exitcode=9 --suppressions=supp $PROG a fork b ')'
hasnt err 'DoubleFree'
has err 'Process 1: 0 findings .*suppressed: 1'
has err 'Process 1.1: 0 findings .*suppressed: 1'
has out '^child 0$'
finish
