#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The runner, with a script in place of Valgrind: exit statuses, options, the trace folder, signals, children that
# outlive the program.
. "${srcdir:-.}/traces.sh"
here=$(cd "${srcdir:-.}" && pwd)
mkdir "$scratch/bin" "$scratch/lib" "$scratch/tmp"
: >"$scratch/lib/stubcheck-amd64-linux"
version=$("$runner" --version | sed -n 's/.*built for Valgrind \(.*\))/\1/p')

# The script runs $SCENE with the trace folder in $dir and then the program itself.
cat >"$scratch/bin/valgrind" <<'EOF'
#!/bin/sh
[ "$1" = --version ] && { echo "valgrind-${FAKE_VERSION:-$VERSION}"; exit 0; }
echo "$VALGRIND_LIB $*" >>"$CALLS"
for a; do
   case $a in --trace-dir=*) dir=${a#--trace-dir=} ;; --log-file=*) log=$(echo "${a#--log-file=}" | sed "s/%p/$$/;s/%n/1/") ;; esac
done
STUBCHECK_BUILDDIR=/ . "$HERE/records.sh"
eval "$SCENE"
EOF
chmod +x "$scratch/bin/valgrind"
# the makers of records alone: the script is no test
sed -n '/^# process PATH/,$p' "$here/traces.sh" >"$scratch/records.sh"
export HERE="$scratch" VERSION="$version" CALLS="$scratch/calls" TMPDIR="$scratch/tmp" STUBCHECK_LIBEXECDIR="$scratch/lib"
PATH="$scratch/bin:$PATH"
unset STUBCHECK_VALGRIND
begin='process 1 null null $$ >"$dir/1.jsonl"; '

empty_tmp()
{
   [ -z "$(ls -A "$scratch/tmp")" ] || fail "left in the temporary folder: $(ls "$scratch/tmp")"
}

# nothing found: the program's own status
export SCENE="$begin ended 7 '{}' '{}' 4 >>\"\$dir/1.jsonl\"; exit 7"
status 7 "$runner" --leaks=yes -v -- true a b
has err 'stubcheck: no finding in 1 process (stubs entered: 4)'
has calls "$scratch/lib --tool=stubcheck --trace-dir=$scratch/tmp/stubcheck."
has calls '-q --log-file='
has calls '--leaks=yes -v true a b'
empty_tmp
: >"$CALLS"
status 7 "$runner" --live true
has_not calls '--log-file'
: >"$CALLS"
status 7 "$runner" --xml=yes --xml-file=x true
has_not calls '--log-file'
status 7 "$runner" -q true
[ ! -s "$scratch/err" ] || fail "-q prints: $(cat "$scratch/err")"

# the program's streams are its own
SCENE="$begin ended 0 '{}' '{}' 4 >>\"\$dir/1.jsonl\"; cat"
echo hello | "$runner" true >"$scratch/out" 2>/dev/null
[ "$(cat "$scratch/out")" = hello ] || fail "stdin or stdout is not the program's"

# killed by a signal
SCENE="$begin kill -KILL \$\$"
status 137 "$runner" true

# a finding in the first process, in a child only
SCENE="$begin finding 3 aaaaaaaa k definite >>\"\$dir/1.jsonl\"; ended 0 '{}' '{}' 4 >>\"\$dir/1.jsonl\""
status 99 "$runner" true
has err 'stubcheck: 1 finding in 1 of 1 process'
status 5 "$runner" --error-exitcode=5 true
status 0 "$runner" --error-exitcode=0 true
SCENE="$begin ended 0 '{}' '{}' 4 >>\"\$dir/1.jsonl\"
       { process 1.1 1 3 0; finding 3 aaaaaaaa k definite; } >\"\$dir/1.1.jsonl\""
status 99 "$runner" true
status 99 "$runner" --format=json --output="$scratch/doc" true
grep -q '"occurrences"' "$scratch/doc" || fail "no JSON in --output"
[ ! -s "$scratch/err" ] || fail "something beside --output: $(cat "$scratch/err")"

# the trace folder
status 99 "$runner" --trace-dir="$scratch/kept" true
[ -f "$scratch/kept/1.1.jsonl" ] || fail "--trace-dir is not kept"
status 2 "$runner" --trace-dir="$scratch/kept" true
has err 'holds the traces of another run'
status 2 "$runner" --trace-dir="$scratch/no/such" true
empty_tmp
status 99 "$runner" --keep-trace true
has err "the traces are in $scratch/tmp/stubcheck."
rm -rf "$scratch/tmp"; mkdir "$scratch/tmp"

# could not be checked
SCENE="$begin printf '{\"r\":\"refused\",\"why\":\"no OCaml runtime in it\"}\n' >>\"\$dir/1.jsonl\"; exit 1"
status 2 "$runner" true
has err 'Not checked: process 1 (/some/where/scen): no OCaml runtime in it'
SCENE='echo "valgrind: Unknown option: --foo" >"$log"; exit 1'
status 2 "$runner" true
has err 'valgrind: Unknown option: --foo'
has err 'did not start'
SCENE="$begin printf '%s\n' '==1== noise' 'valgrind: the impossible happened' >\"\$log\"; exit 1"
status 2 "$runner" true
has err 'valgrind: the impossible happened'
has_not err noise
status 2 env FAKE_VERSION=3.1.0 "$runner" true
has err 'Valgrind is 3.1.0, but stubcheck was built for'
status 2 "$runner" "$scratch/no-such-program"
has err 'cannot be run: No such file'
status 2 "$runner" no-such-program-on-path
has err 'cannot be run: No such file'
status 2 "$runner" "$scratch/lib/stubcheck-amd64-linux"
has err 'cannot be run: Permission denied'
status 2 "$runner"
status 2 "$runner" --tool=memcheck true
status 2 env STUBCHECK_LIBEXECDIR="$scratch/tmp" "$runner" true
has err 'no stubcheck-amd64-linux in'
status 2 env STUBCHECK_VALGRIND=no-such-valgrind "$runner" true
has err 'no-such-valgrind cannot be run'
empty_tmp

# a child outlives the program: waited for, its finding is there
SCENE="$begin ended 0 '{}' '{}' 4 >>\"\$dir/1.jsonl\"
       (sleep 1; finding 3 aaaaaaaa k definite >>\"\$dir/1.1.jsonl\"; ended 0 '{}' '{}' 1 >>\"\$dir/1.1.jsonl\") >/dev/null 2>&1 &
       process 1.1 1 3 \$! >\"\$dir/1.1.jsonl\""
status 99 "$runner" true
has_not err 'still runs'
# ... but not for ever; then the folder stays
status 0 "$runner" --wait=0.1 true
has err 'still runs'
has err 'the traces are in'
sleep 1
rm -rf "$scratch/tmp"; mkdir "$scratch/tmp"

# a signal that was sent to the runner reaches the program; the report is printed all the same
SCENE="trap 'ended 3 {} {} 4 >>\"\$dir/1.jsonl\"; exit 3' TERM; $begin while :; do sleep 0.1; done"
"$runner" true 2>"$scratch/err" &
pid=$!
for i in 1 2 3 4 5 6 7 8 9 10; do
   [ -n "$(find "$scratch/tmp" -name 1.jsonl -size +0)" ] && break
   sleep 0.2
done
kill -TERM $pid
wait $pid
got=$?
[ $got -eq 3 ] || fail "after SIGTERM: status $got"
has err 'stubcheck: no finding in 1 process'
empty_tmp
finish
