(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* spawn: Unix.create_process (posix_spawn), Unix.system, Unix.open_process_in and vfork from C, with owners alive in
   the parent.  Nothing is wrong. *)

type res

external make : int -> res = "fk_make"
external id : res -> int = "fk_id"
external vfork : string -> int = "fk_vfork"

let owners = ref []

let status = function
  | Unix.WEXITED n -> n
  | Unix.WSIGNALED _ | Unix.WSTOPPED _ -> -1

let spawn program =
  let child = Unix.create_process program [| program |] Unix.stdin Unix.stdout Unix.stderr in
  status (snd (Unix.waitpid [] child))

let () =
  owners := List.init 10 make;
  assert (spawn "/bin/true" = 0);
  assert (spawn "/bin/false" = 1);
  assert (vfork "/bin/true" = 0);
  assert (vfork "/no/such/program" = 127);
  assert (status (Unix.system "exit 3") = 3);
  let lines = Unix.open_process_in "echo a line" in
  assert (input_line lines = "a line");
  assert (status (Unix.close_process_in lines) = 0);
  assert (List.mapi (fun i res -> id res - i) !owners = List.init 10 (fun _ -> 0));
  owners := [];
  Gc.full_major ()
