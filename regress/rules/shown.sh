#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The last table of docs/rules.md names cases and tests that there are.
cd "$SRC/regress" || exit 1
names=$(sed -n '/^## Where each is shown/,$p' ../docs/rules.md | grep '^| [RS][0-9]' | grep -o '`[^`]*`' | tr -d '`' | sort -u)
[ -n "$names" ] || exit 1
status=0
for name in $names; do
   case $name in
   */*) test -e "$name.vgtest" ;;
   c_*) grep -q "\"$name\"" rules/correct.ml provenance/correct.ml ;;
   *) grep -q "BUG $name use " rules/*.c provenance/*.c owners/*.c ;;
   esac || { echo "docs/rules.md: there is no $name"; status=1; }
done
exit $status
