(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s4: a stub frees the characters of an OCaml string, in a child, after Gc.compact has moved it.
   Natively: the child dies of SIGSEGV inside free, without a message; the parent exits 0. *)

external free_string : string -> unit = "gc_free_string"

let title = ref ""

let () =
  title := String.concat " " [ "The"; "title" ];
  Gc.compact ();
  match Unix.fork () with
  | 0 ->
    free_string !title;
    Gc.full_major ();
    Unix._exit 0
  | child ->
    ignore (Unix.waitpid [] child)
