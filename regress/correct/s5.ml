(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s5: one owner; its finaliser frees private memory in the parent and in the child.  The address is the same, the
   memory is not. *)

type res
external make : int -> res = "st_make"
external id : res -> int = "st_id"

let owner : res list ref = ref []

let forget_owner () =
  owner := [];
  Gc.full_major ()

let () =
  owner := [ make 1 ];
  assert (List.map id !owner = [ 1 ]);
  Gc.compact ();
  match Unix.fork () with
  | 0 ->
    forget_owner ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    forget_owner ()
