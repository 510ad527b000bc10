# Sourced by the tests of stubcheck-scan: where things are, and how to fail.
set -u
here=$(cd "$(dirname "$0")" && pwd)
programs=$here/../../tool/programs
scan=${STUBCHECK_BUILDDIR:?the folder that holds stubcheck-scan}/stubcheck-scan
command -v ocamlfind >/dev/null && command -v jq >/dev/null || { echo "skipped: needs ocamlfind and jq"; exit 77; }
[ -x "$scan" ] || { echo "skipped: no stubcheck-scan in $STUBCHECK_BUILDDIR"; exit 77; }
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
fail() { echo "FAILED: $*"; failed=1; }

# expect STATUS COMMAND...: runs it, output in out and err.
expect() {
   want=$1; shift
   timeout 10 "$@" >out 2>err; got=$?
   [ "$got" = "$want" ] || { fail "$*: exit status $got, not $want"; cat out err; }
}
