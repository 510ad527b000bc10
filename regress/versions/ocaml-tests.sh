#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ocaml-tests.sh VERSION: OCaml's own tests of that version (../ocaml-tests), but for the slow ones.
ocaml=$("$SRC/regress/ocaml-versions" --cached "$1") || exit
# Domains that wait for each other take long under Valgrind where other tests run as well.
PATH=$ocaml/bin:$PATH TIMEOUT=300 exec "$SRC/regress/ocaml-tests/run.sh"
