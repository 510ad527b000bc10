(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* unmap_twice [other]: a mapping is unmapped twice.  With "other", another one has taken its place in between.
   Natively: silent, exit 0; with "other" SIGSEGV in OCaml code.  Memcheck sees only that
   last write. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external map : unit -> words = "ba_map"
external unmap : words -> unit = "ba_unmap"

let () =
  let first = map () in
  first.{0} <- 1;
  unmap first;
  let other = if Array.mem "other" Sys.argv then [ map () ] else [] in
  unmap first;
  List.iter (fun words -> words.{0} <- 2) other
