(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* spawn_missing: Unix.create_process of a program that does not exist.
   Natively: prints ENOENT.  Valgrind takes the shared memory from posix_spawn, so under any of its tools the program
   gets a child that exits with 127. *)

let () =
  let program = "/no/such/program" in
  match Unix.create_process program [| program |] Unix.stdin Unix.stdout Unix.stderr with
  | exception Unix.Unix_error (Unix.ENOENT, _, _) -> print_endline "ENOENT"
  | child ->
    match Unix.waitpid [] child with
    | _, Unix.WEXITED n -> Printf.printf "a child that exits with %d\n" n
    | _ -> print_endline "a child that dies"
