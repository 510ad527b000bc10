(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s4keep: a library keeps the address of an OCaml string, the string moves, the library frees the address.
   Natively: glibc prints "free(): invalid pointer", SIGABRT. *)

external keep_title : string -> unit = "gc_keep_title"
external drop_title : unit -> unit = "gc_drop_title"

let title = ref ""

let () =
  title := String.concat " " [ "The"; "title" ];
  keep_title !title;
  Gc.compact ();
  drop_title ();
  assert (!title = "The title")
