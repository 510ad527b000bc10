#!/bin/sh
# Files that are no programs: one line each on standard error, exit status 2, nothing else.
. "$(dirname "$0")/common.sh"
bad() {  # FILE PATTERN
   expect 2 "$scan" "$1"
   [ "$(wc -l <err)" = 1 ] && [ ! -s out ] || { fail "$1: not one line"; cat out err; }
   grep -q "^stubcheck-scan: $1: .*$2" err || { fail "$1: says"; cat err; }
}
: >empty;                             bad empty 'is empty'
mkdir dir;                            bad dir 'is a directory'
mkfifo fifo;                          bad fifo 'not a regular file'
                                      bad absent 'No such file'
echo hello >text;                     bad text 'neither'
printf '#!/bin/sh\necho\n' >script;   bad script 'script'
printf '\317\372\355\376____' >macho; bad macho 'Mach-O'
printf 'MZ\220' >pe;                  bad pe 'Windows'
printf '\177ELF' >short;              bad short 'truncated'
ocamlfind ocamlc -version >/dev/null
echo 'let () = print_string Sys.ocaml_version' >a.ml
ocamlfind ocamlopt a.ml -o good >log 2>&1 || { cat log; exit 1; }
                                      bad a.o 'object file'
                                      bad a.cmx 'OCaml compiler'
dd if=good of=half bs=1k count=300 2>/dev/null; bad half 'truncated'
(printf '\177ELF\001'; tail -c +6 good) >elf32; bad elf32 '32-bit'
(head -c 18 good; printf '\267\000'; tail -c +21 good) >arm; bad arm 'another machine'
printf 'Caml1999X030' >trailer;       bad trailer 'compiler'
printf '#!/x\n\377\377\377\377Caml1999X030' >sections; bad sections 'sections do not fit'

# several files: the worst status wins, each is reported
expect 2 "$scan" good text "$(command -v ls)"
[ "$(grep -c verdict out)" = 2 ] && [ "$(wc -l <err)" = 1 ] || fail "several files"
expect 1 "$scan" good "$(command -v ls)"
expect 0 "$scan" good good
expect 2 "$scan" --json good text
jq -e 'length == 2 and .[0].checkable and (.[1].error | length > 0)' out >/dev/null || fail "--json with an error"
expect 2 "$scan"
expect 2 "$scan" --no-such-option good
expect 0 "$scan" --help
expect 0 "$scan" --version
exit $failed
