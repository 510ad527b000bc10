#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$TESTDIR/common.sh"

# Untraced: what the first image found is in its trace; the exec'ed one is native.
status 0 $tool --trace-dir=u $PROG a exec
traces u
same "untraced" "$(found u 1)" a
status 0 $tool --trace-children=yes --trace-dir=t $PROG a exec b exec a
traces t
same "images" "$(found t 1)$(found t '1!1')$(found t '1!2')" aba
status any "$STUBCHECK_REPORT" t
count 2 out 'DoubleFree .*SC302]'
status 0 $tool --trace-children=yes $PROG a exec b
count 2 err 'DoubleFree .*SC302]'

# An exec'ed Valgrind empties the log of its pid: the first image's is kept.
for name in log.%p log plain.%p.%n; do
   rm -rf logs; mkdir logs
   status 0 $tool --trace-children=yes --log-file="logs/$name" $PROG a exec b exec a
   cat logs/* >all
   count 3 all 'DoubleFree .*SC302]'
   sound all
done
# Without a finding, or when the exec fails, there is one log.
rm -rf logs; mkdir logs
status 0 $tool --trace-children=yes --log-file=logs/%p $PROG exec
same "logs" "$(ls logs | wc -l)" 1
rm -rf logs; mkdir logs
status 0 $tool --trace-children=yes --log-file=logs/%p --trace-dir=f $PROG a exec:/nonexistent b
same "logs" "$(ls logs | wc -l)" 1
cat logs/* >all
count 2 all 'DoubleFree .*SC302]'
has out 'exec: No such file'
same "around a failed exec" "$(found f 1)" ab
traces f
grep -q '"exec-failed"' f/1.jsonl || fail "no exec-failed record"

# A program without OCaml is followed, not refused.
status 0 $tool --trace-children=yes --trace-dir=n $PROG a exec:/bin/true
traces n
hasnt err 'no OCaml.*exit|refused'
same "before /bin/true" "$(found n 1)" a
[ -e 'n/1!1.jsonl' ] || fail "no trace of /bin/true"

# A shell script that starts two programs.
printf '#!/bin/sh\n%s a\n%s fork b ")"\n' "$PROG" "$PROG" >two
chmod +x two
status 0 $tool --trace-children=yes --trace-dir=s ./two
traces s
same "paths are unique" "$(cat s/*.jsonl | jq -r 'select(.r=="process").path' | sort | uniq -d)" ""
same "findings of two programs" "$(cat s/*.jsonl | grep -c '"r":"finding"')" 2
ls s
finish
