#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ocaml-tests.sh VERSION: OCaml's own tests of that version (../ocaml-tests), but for the slow ones.
ocaml=$("$SRC/regress/ocaml-versions" --cached "$1") || exit
PATH=$ocaml/bin:$PATH exec "$SRC/regress/ocaml-tests/run.sh"
