(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* killed: a child finds a double free and is killed by SIGKILL right after it: no exit handler runs.
   Natively: glibc prints "free(): double free detected in tcache 2", SIGABRT before the kill; the parent exits 0. *)

type res

external make : int -> res = "fk_make"
external alias : res -> res = "fk_alias"

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
    Unix.kill (Unix.getpid ()) Sys.sigkill
  | child ->
    ignore (Unix.waitpid [] child);
    ignore (Sys.opaque_identity !owners)
