(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* ba_mapped: a managed bigarray over memory of mmap.
   Natively: SIGSEGV inside free, without a message. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external words : unit -> words = "ba_mapped"

let buffer : words list ref = ref []

let () =
  buffer := [ words () ];
  List.iter (fun words -> words.{0} <- 1) !buffer;
  buffer := [];
  Gc.full_major ()
