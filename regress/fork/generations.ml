(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* generations: parent, child and grandchild each make a resource with two owners, and each drops its own: one cause,
   seen in processes 1, 1.1 and 1.1.1.
   Natively: glibc prints "free(): double free detected in tcache 2", SIGABRT, in each of the three. *)

type res

external make : int -> res = "fk_make"
external alias : res -> res = "fk_alias"

(* The owners that this process made, before those that it inherited and keeps. *)
let owners : res list list ref = ref []

let own generation =
  let res = make generation in
  owners := [ res; alias res ] :: !owners

let forget () =
  owners := List.tl !owners;
  Gc.full_major ()

(* The grandchild drops its pair first, so that no process inherits a finding. *)
let rec live generation =
  own generation;
  if generation < 3 then begin
    match Unix.fork () with
    | 0 ->
      live (generation + 1);
      Unix._exit 0
    | child ->
      ignore (Unix.waitpid [] child)
  end;
  forget ();
  ignore (Sys.opaque_identity !owners)

let () = live 1
