(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s1b: two custom blocks own one malloc'ed block; both die in one process, without fork and without compaction.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT. *)

type res
external make : int -> res = "st_make"
external alias : res -> res = "st_alias"

let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := [ res; alias res ]

let () =
  own ();
  Gc.full_major ();
  owners := [];
  Gc.full_major ()
