(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* plain: one stub frees its block twice; no OCaml block has ever held it.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT. *)

external twice : int -> bool = "st_twice"

let () = assert (twice 124)
