(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s1x: two custom blocks own one malloc'ed block; the alias dies in Gc.compact before the fork, the owner after it,
   in the parent and in the child.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT, in the child and then in the parent. *)

type res
external make : int -> res = "st_make"
external alias : res -> res = "st_alias"

let owner : res list ref = ref []

let use_an_alias () =
  ignore (List.map alias !owner)

let forget_owner () =
  owner := [];
  Gc.full_major ()

let () =
  owner := [ make 1 ];
  use_an_alias ();
  Gc.compact ();
  match Unix.fork () with
  | 0 ->
    forget_owner ();
    Unix._exit 0
  | child ->
    ignore (Unix.waitpid [] child);
    forget_owner ()
