(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The twin of s1, s1b, s1x and s1c: several custom blocks share one reference-counted block.  Some of them die in
   Gc.compact before the fork, the others after it in the parent and in the child. *)

type res
external make : int -> res = "st_make"
external id : res -> int = "st_id"
external share : res -> res = "st_share"

let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := [ res; share res; share res; share res ]

let forget_one () =
  owners := List.tl !owners;
  Gc.compact ()

let forget_owners () =
  owners := [];
  Gc.full_major ()

let () =
  own ();
  forget_one ();
  Gc.minor ();
  forget_one ();
  assert (List.map id !owners = [ 1; 1 ]);
  match Unix.fork () with
  | 0 ->
    forget_owners ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    forget_owners ()
