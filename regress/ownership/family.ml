(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* family MISTAKE: memory released by the wrong family of functions.
   Natively: stat_free, free_stat and free_strdup are silent, exit 0, and so is Memcheck.  With OCAMLRUNPARAM=c the
   first is a SIGSEGV, the others SIGABRT with "double free or corruption (out)".  The rest is SIGABRT: "free(): invalid
   pointer", for free_stack at -O2 "munmap_chunk(): invalid pointer", for free_inside at -O0 "double free or
   corruption (out)". *)

external stat_free : int -> unit = "fam_stat_free"
external free_stat : int -> unit = "fam_free_stat"
external free_strdup : string -> unit = "fam_free_strdup"
external free_inside : int -> unit = "fam_free_inside"
external free_static : unit -> unit = "fam_free_static"
external free_stack : unit -> unit = "fam_free_stack"

let () =
  match Sys.argv.(1) with
  | "stat_free" -> stat_free 124
  | "free_stat" -> free_stat 124
  | "free_strdup" -> free_strdup "A string of the runtime"
  | "free_inside" -> free_inside 124
  | "free_static" -> free_static ()
  | "free_stack" -> free_stack ()
  | mistake -> invalid_arg mistake
