(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* exec_self: a program that becomes itself, with an owner alive at the exec; the last one drops its own resource once.
   Nothing is wrong. *)

type res

external make : int -> res = "fk_make"
external id : res -> int = "fk_id"

let owner = ref []

let () =
  let left = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 2 in
  owner := [ make left ];
  Gc.minor ();
  if left > 0 then
    Unix.execv Sys.executable_name [| Sys.executable_name; string_of_int (left - 1) |];
  assert (List.map id !owner = [ 0 ]);
  owner := [];
  Gc.full_major ()
