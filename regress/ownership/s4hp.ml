(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s4hp: a stub frees the header of an OCaml string.
   Natively: glibc prints "free(): invalid pointer", SIGABRT. *)

external free_header : string -> unit = "gc_free_header"

let title = ref ""

let () =
  title := String.concat " " [ "The"; "title" ];
  Gc.compact ();
  free_header !title
