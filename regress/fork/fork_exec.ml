(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* fork_exec: a child finds a double free and then becomes another program; what it found must not
   be lost.
   Natively: glibc prints "free(): double free detected in tcache 2", SIGABRT, in the child, which never execs; the
   parent exits 0. *)

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
    Unix.execv "/bin/true" [| "/bin/true" |]
  | child ->
    ignore (Unix.waitpid [] child);
    ignore (Sys.opaque_identity !owners)
