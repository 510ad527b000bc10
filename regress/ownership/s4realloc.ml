(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s4realloc: a stub grows an OCaml string with realloc.
   Natively: SIGSEGV inside realloc, without a message. *)

external realloc_string : string -> bool = "gc_realloc_string"

let title = ref ""

let () =
  title := String.concat " " [ "The"; "title" ];
  Gc.minor ();
  ignore (realloc_string !title)
