(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s2x: an explicit close that releases through res_dispose, then the finaliser, which releases through res_free.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT. *)

type res
external make : int -> res = "st_make"
external dispose : res -> int = "st_dispose"

let owner : res list ref = ref []

let () =
  owner := [ make 1 ];
  assert (List.map dispose !owner = [ 1 ]);
  owner := [];
  Gc.full_major ()
