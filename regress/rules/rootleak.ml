(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Twenty objects with a callback, of which one kind never removes its root; a few roots that stay. *)
type t
external make_leaking : (int -> int) -> t = "make_leaking"
external make_closing : (int -> int) -> t = "make_closing"
external keep_fixed : (int -> int) -> unit = "keep_fixed"

let () =
  for i = 1 to 20 do
    ignore (Sys.opaque_identity (match Sys.argv.(1) with
        | "leaking" -> make_leaking (fun n -> n + i)
        | _ -> make_closing (fun n -> n + i)))
  done;
  for i = 1 to 5 do keep_fixed (fun n -> n * i) done;
  Gc.full_major ()
