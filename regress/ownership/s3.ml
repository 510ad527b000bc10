(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* s3: a managed bigarray over memory that a C library frees, in the parent and in a child.
   Natively: SIGSEGV inside free in the child and then in the parent, without a message. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external start : unit -> words = "ba_lib_start"
external stop : unit -> unit = "ba_lib_stop"

let buffer : words list ref = ref []

let forget_buffer () =
  buffer := [];
  Gc.full_major ()

let () =
  buffer := [ start () ];
  List.iter (fun words -> words.{0} <- 1) !buffer;
  stop ();
  match Unix.fork () with
  | 0 ->
    forget_buffer ();
    Unix._exit 0
  | child ->
    ignore (Unix.waitpid [] child);
    forget_buffer ()
