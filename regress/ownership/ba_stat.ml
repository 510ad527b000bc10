(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* ba_stat: a managed bigarray over memory of caml_stat_alloc.
   Natively: silent, exit 0, as long as caml_stat_alloc is malloc.  Memcheck is silent as well. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external words : unit -> words = "ba_stat"

let buffer : words list ref = ref []

let () =
  buffer := [ words () ];
  List.iter (fun words -> words.{0} <- 1) !buffer;
  buffer := [];
  Gc.full_major ()
