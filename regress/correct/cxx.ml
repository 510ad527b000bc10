(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The twin of cxx: new[] with delete[], new with delete. *)

external array : int -> unit = "cxx_array"
external one : int -> unit = "cxx_object"

let () =
  array 124;
  one 124
