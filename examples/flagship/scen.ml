(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* One C resource, two OCaml owners.  The alias dies in Gc.compact before the fork, the owner after it, in the parent
   and in the child: both processes free the memory a second time, and both look as if fork, Gc.compact or the GC
   had done it.  Run with "nofork" to see that fork has no part in it. *)

type res

external make : int -> res = "st_make"
external alias : res -> res = "st_alias"
external id : res -> int = "st_id"

let owner : res option ref = ref None

(* Whatever makes the GC run a full cycle. *)
let work () = Gc.full_major ()

let use_an_alias () =
  match !owner with
  | Some res -> assert (id (alias res) = 1)
  | None -> ()

let forget_owner () =
  owner := None;
  work ()

let () =
  owner := Some (make 1);
  use_an_alias ();
  Gc.compact ();
  if Array.mem "nofork" Sys.argv then
    forget_owner ()
  else
    match Unix.fork () with
    | 0 ->
      forget_owner ();
      Unix._exit 0
    | child ->
      ignore (Unix.waitpid [] child);
      forget_owner ()
