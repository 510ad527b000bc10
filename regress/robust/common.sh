# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the tests of this folder. The program under test is $PROG; the tests
# run in their scratch folder.

tool="$VALGRIND --command-line-only=yes --tool=stubcheck"
failures=0

fail()
{
   echo "FAIL: $*"
   failures=$((failures + 1))
}

finish()
{
   [ "$failures" -eq 0 ] || exit 1
   exit 0
}

# status WANTED COMMAND...: runs it; output in `out' and `err'. The tool must never
# assert nor lose a process to a fault of its own.
status()
{
   wanted=$1
   shift
   "$@" >out 2>err
   got=$?
   case $wanted in any|"$got") ;; *) fail "status $got, not $wanted: $*: $(tail -n 20 err)" ;; esac
   sound err
}

# sound FILE...: no assertion, no panic of the tool in these logs.
sound()
{
   ! grep -aE "Assertion|the 'impossible' happened|INTERNAL ERROR|panic" "$@" ||
      fail "the tool is broken, in $*"
}

# has FILE REGEX; hasnt FILE REGEX
has()
{
   grep -aqE -- "$2" "$1" || fail "no '$2' in $1: $(tail -n 20 "$1")"
}

hasnt()
{
   ! grep -aqE -- "$2" "$1" || fail "there is '$2' in $1"
}

# count WANTED FILE REGEX
count()
{
   n=$(grep -acE -- "$3" "$2")
   [ "$n" -eq "$1" ] || fail "$n lines, not $1, have '$3' in $2"
}

# same WHAT GOT WANTED
same()
{
   [ "$2" = "$3" ] || fail "$1: '$2', not '$3'"
}

# traces DIR: every line of every trace is a JSON object; each file begins with the
# process and its name is the process's path.
traces()
{
   for f in "$1"/*.jsonl; do
      jq -e . "$f" >jq.out 2>&1 || fail "$f is not JSON: $(tail -n 3 jq.out)"
      p=$(head -n 1 "$f" | jq -r '.r + " " + .path')
      same "first record of $f" "$p" "process $(basename "$f" .jsonl)"
   done
   [ -z "$(ls "$1" | grep -v 'jsonl$')" ] || fail "left behind in $1: $(ls "$1")"
}

# found DIR PATH: how often each cause was found by this process: `a' (rb_alias), `b'.
found()
{
   jq -r 'select(.r == "finding") | if (.key | test("rb_other_alias")) then "b" else "a" end' "$1/$2.jsonl" |
      sort | tr -d '\n'
}
