(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* A resource goes from one owner to another; the old block holds NULL afterwards.  Old and new blocks die before and
   after Gc.compact and a fork, in any order. *)

type res

external make : int -> res = "st_make"
external id : res -> int = "st_id"
external move : res -> res = "st_move"
external move_into : res -> res -> unit = "st_move_into"
external take : res -> unit = "st_take"
external free_taken : unit -> unit = "st_free_taken"

let owners : res list ref = ref []

let forget_owners () =
  owners := [];
  Gc.full_major ()

(* Both blocks stay, only the new one owns. *)
let moved () =
  let old = make 1 in
  let young = move old in
  owners := old :: young :: !owners

(* The target gives up its own resource first. *)
let moved_into () =
  let dst = make 2 and src = make 3 in
  Gc.minor ();
  move_into dst src;
  owners := src :: dst :: !owners

(* A later stub frees what an earlier one has taken out of its block. *)
let taken () =
  let res = make 4 in
  take res;
  owners := res :: !owners;
  Gc.minor ();
  free_taken ()

let () =
  moved ();
  moved_into ();
  taken ();
  assert (List.map id !owners = [ -1; -1; 3; -1; 1 ]);
  Gc.compact ();
  match Unix.fork () with
  | 0 ->
    forget_owners ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    forget_owners ()
