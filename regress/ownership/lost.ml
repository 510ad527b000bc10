(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* lost OWNER: ten blocks that own C memory die, and nothing frees the memory.
   Natively: silent, exit 0.  Memcheck calls the memory still reachable in the custom cases, because the dead blocks
   still hold the addresses. *)

type point

external custom : unit -> point = "lost_custom"
external abstract : unit -> point = "lost_abstract"
external finalised : unit -> point = "lost_finalised"

let points : point list ref = ref []

let () =
  let make =
    match Sys.argv.(1) with
    | "custom" -> custom
    | "abstract" -> abstract
    | "finalised" -> finalised
    | owner -> invalid_arg owner
  in
  points := List.init 10 (fun _ -> make ());
  Gc.full_major ();
  points := [];
  Gc.full_major ()
