(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* cxx: memory of operator new[] given to delete, and memory of new given to free.
   Natively: silent, exit 0.  Memcheck reports both as mismatched. *)

external delete_array : int -> unit = "cxx_delete_array"
external free : int -> unit = "cxx_free"

let () =
  delete_array 124;
  free 124
