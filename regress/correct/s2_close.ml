(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The twin of s2 and s7: an explicit close that writes NULL into the block, twice, then Gc.finalise with the same
   close, then the finaliser. *)

type res
external make : int -> res = "st_make"
external id : res -> int = "st_id"
external close : res -> unit = "st_close"

let owners : res list ref = ref []

let own () =
  let closed = make 1 and finalised = make 2 and forgotten = make 3 in
  Gc.finalise close finalised;
  owners := [ closed; finalised; forgotten ];
  close closed;
  close closed;
  assert (List.map id !owners = [ -1; 2; 3 ])

let forget_owners () =
  owners := [];
  Gc.full_major ();
  Gc.full_major ()

let () =
  own ();
  match Unix.fork () with
  | 0 ->
    forget_owners ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    forget_owners ()
