(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s7: a custom block with a finaliser, and Gc.finalise with an explicit close on the same block.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT. *)

type res
external make : int -> res = "st_make"
external close : res -> unit = "st_close"

let owner : res list ref = ref []

let own () =
  let res = make 1 in
  Gc.finalise close res;
  owner := [ res ]

let () =
  own ();
  owner := [];
  (* The first cycle runs close, the next one frees the block. *)
  Gc.full_major ();
  Gc.full_major ()
