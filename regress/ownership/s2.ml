(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s2: an explicit close, then the finaliser of the same owner, in the parent and in a child.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT, in the child and then in the parent. *)

type res
external make : int -> res = "st_make"
external close : res -> unit = "st_close"

let owner : res list ref = ref []

let forget_owner () =
  owner := [];
  Gc.full_major ()

let () =
  owner := [ make 1 ];
  List.iter close !owner;
  match Unix.fork () with
  | 0 ->
    forget_owner ();
    Unix._exit 0
  | child ->
    ignore (Unix.waitpid [] child);
    forget_owner ()
