(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Many custom blocks point into a pool of counted entries; their finalisers only decrement, a later stub frees. *)

type entry

external get : int -> entry = "pool_get"
external trim : unit -> int = "pool_trim"

let entries = ref []

let () =
  entries := List.init 30 (fun i -> get (i mod 10));
  assert (trim () = 0);
  entries := List.filteri (fun i _ -> i < 4) !entries;
  Gc.full_major (); (* in OCaml 5 a block may need three cycles to die; Gc.compact of 5.1 is one *)
  Gc.compact ();
  assert (trim () = 6);
  entries := [];
  match Unix.fork () with
  | 0 ->
    Gc.full_major ();
    assert (trim () = 4);
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    Gc.full_major ();
    assert (trim () = 4)
