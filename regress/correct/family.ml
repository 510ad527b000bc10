(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The twin of family, s4, s4hp, s4keep and the free matrix: every block goes back to the family it came from, and the
   library frees its own copy of the string. *)

external stat : int -> unit = "fam_stat"
external malloc : int -> unit = "fam_malloc"
external keep_title : string -> unit = "fam_keep_title"
external title_is : string -> bool = "fam_title_is" [@@noalloc]
external drop_title : unit -> unit = "fam_drop_title"

let title = ref ""

let () =
  stat 124;
  malloc 124;
  title := String.concat " " [ "The"; "title" ];
  keep_title !title;
  Gc.compact ();
  assert (title_is !title);
  keep_title (!title ^ " again");
  drop_title ();
  drop_title ()
