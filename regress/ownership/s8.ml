(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s8: Obj.dup copies a custom block, and with it the pointer that its finaliser frees.
   Natively: glibc prints "free(): double free detected in tcache 2",
   SIGABRT. *)

type res
external make : int -> res = "st_make"

let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := [ res; Obj.obj (Obj.dup (Obj.repr res)) ] (* BUG: two owners, no stub has made the second one *)

let () =
  own ();
  Gc.compact ();
  owners := [];
  Gc.compact ()
