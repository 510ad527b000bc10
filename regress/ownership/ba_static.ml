(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* ba_static: a managed bigarray over static memory.
   Natively: glibc prints "free(): invalid pointer", SIGABRT. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external words : unit -> words = "ba_static"

let buffer : words list ref = ref []

let () =
  buffer := [ words () ];
  List.iter (fun words -> words.{0} <- 1) !buffer;
  buffer := [];
  Gc.full_major ()
