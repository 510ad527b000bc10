(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s1: two custom blocks own one malloc'ed block; both die after the fork, in the child only.
   Natively: glibc prints "free(): double free detected in tcache 2"
   in the child, SIGABRT there; the parent exits 0. *)

type res
external make : int -> res = "st_make"
external alias : res -> res = "st_alias"

let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := [ res; alias res ]

let () =
  own ();
  match Unix.fork () with
  | 0 ->
    owners := [];
    Gc.full_major ();
    Unix._exit 0
  | child ->
    ignore (Unix.waitpid [] child);
    ignore (Sys.opaque_identity !owners)
