(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* exec_self_bug: a program that becomes itself; the double free is in the second life only.
   Natively: glibc prints "free(): double free detected in tcache 2", SIGABRT. *)

type res

external make : int -> res = "fk_make"
external alias : res -> res = "fk_alias"

let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := [ res; alias res ]

let () =
  own ();
  if Array.length Sys.argv = 1 then
    Unix.execv Sys.executable_name [| Sys.executable_name; "again" |];
  owners := [];
  Gc.full_major ()
