#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The header outside of stubcheck: under Valgrind's other tools and natively the program
# runs as if nothing were there; with -DNVALGRIND nothing is; C and C++ may include it
# twice and in two files; the note is there once (LTO may keep one of each file).
set -eu
cat >one.c <<'END'
#include <stdio.h>
#include <stubcheck.h>
#include <stubcheck.h>
int two(void);
int main(void)
{
   STUBCHECK_FUNCTION_ENTER("f");
   STUBCHECK_GC_POINT();
   printf("%d\n", (int)STUBCHECK_IS_RUNNING() + two());
   return 0;
}
END
cat >two.c <<'END'
#include <stubcheck.h>
int two(void);
int two(void)
{
   if (STUBCHECK_IS_RUNNING())
      STUBCHECK_BLOCK_DIED(0);
   return 2 * (int)STUBCHECK_IS_RUNNING();
}
END
cp one.c one.cc; cp two.c two.cc

# build COMPILER FLAGS.. with sources
build() { "$@" -Wall -Wextra -Werror -I"$SRC/include" -o prog; }
notes() { readelf -n prog | grep -c '^  stubcheck ' || :; }
is() { test "$2" = "$3" || { echo "$1: $2, not $3"; exit 1; }; }

for flags in -O0 -O2 '-O2 -flto' '-O2 -std=c99'; do
   build ${CC:-cc} $flags one.c two.c
   case $flags in
   *-flto*) test "$(notes)" -ge 1 || { echo "no note with $flags"; exit 1; } ;;
   *) is "notes with $flags" "$(notes)" 1 ;;
   esac
   is "natively with $flags" "$(./prog)" 0
done
is 'under none' "$("$VALGRIND" -q --tool=none ./prog 2>&1)" 0
is 'under memcheck' "$("$VALGRIND" -q --tool=memcheck ./prog 2>&1)" 0
is 'under stubcheck' "$("$VALGRIND" -q --tool=stubcheck ./prog 2>err)" 3
build ${CC:-cc} -O2 -DNVALGRIND one.c two.c
is 'notes with NVALGRIND' "$(notes)" 0
if command -v g++ >/dev/null; then
   build g++ -O2 -std=c++11 one.cc two.cc
   is 'in C++' "$(./prog) $(notes)" '0 1'
fi
