(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s1c: two custom blocks own one malloc'ed block; both are old and die in Gc.compact.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT, inside Gc.compact. *)

type res
external make : int -> res = "st_make"
external alias : res -> res = "st_alias"

let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := [ res; alias res ]

let () =
  own ();
  Gc.minor ();
  owners := [];
  Gc.compact ()
