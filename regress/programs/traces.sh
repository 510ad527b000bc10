# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the tests of the companion programs: makes trace folders, compares.
# Needs STUBCHECK_BUILDDIR, the folder of the programs.

: "${STUBCHECK_BUILDDIR:?}"
report=$STUBCHECK_BUILDDIR/stubcheck-report
runner=$STUBCHECK_BUILDDIR/stubcheck
[ -x "$report" ] && [ -x "$runner" ] || { echo "no programs in $STUBCHECK_BUILDDIR"; exit 77; }

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
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

# status WANTED COMMAND...: runs it, output in $scratch/out and $scratch/err.
status()
{
   wanted=$1
   shift
   "$@" >"$scratch/out" 2>"$scratch/err"
   got=$?
   [ "$got" -eq "$wanted" ] || fail "status $got, not $wanted: $*: $(cat "$scratch/err")"
}

# has FILE TEXT: a line of $scratch/FILE contains the text.
has()
{
   grep -qF -- "$2" "$scratch/$1" || fail "no '$2' in $1: $(cat "$scratch/$1")"
}

has_not()
{
   ! grep -qF -- "$2" "$scratch/$1" || fail "'$2' is in $1"
}

# process PATH PARENT EVENT PID: a first line. PARENT is null or a path.
process()
{
   case $2 in null) parent=null ;; *) parent="\"$2\"" ;; esac
   printf '{"r":"process","format":1,"path":"%s","parent":%s,"parent_event":%s,"pid":%s,"ppid":1,' "$1" "$parent" "$3" "$4"
   printf '"argv":["/some/where/scen"],"exe":"/some/where/scen","notes":[]}\n'
}

# finding EVENT HASH KEY CERTAINTY [ADDRESS]
finding()
{
   printf '{"r":"finding","e":%s,"id":"SC302","kind":"DoubleFree","certainty":"%s","hash":"%s","key":"%s","tid":1,' "$1" "$4" "$2" "$3"
   printf '"what":"freed twice","stack":[{"ip":"0x123456","text":"free (stubcheck)"},{"ip":"0x2","fn":"hidden_frame"},'
   printf '{"ip":"0x3","text":"fin (stubs.c:24)"}],"parts":[{"role":"origin","text":"Block %s of 124 bytes",' "${5:-0x4f1e4d0}"
   printf '"stack":[{"ip":"0x4","text":"res_new (stubs.c:20)"}]},{"role":"fix","text":"Fix: count references."}]}\n'
}

# ended STATUS FINDINGS INHERITED STUBS: an exit record; FINDINGS and INHERITED are JSON objects.
ended()
{
   printf '{"r":"exit","e":99,"status":%s,"signal":null,"findings":%s,"inherited":%s,"counters":{"stubs_entered":%s}}\n' "$1" "$2" "$3" "$4"
}
