(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* forked HOW: a stub forks. With `early' and `joined' there is one domain then; with `exec' the child leaves at once;
   with `bug' it goes on in OCaml while another domain runs in the parent. *)

external fork : unit -> int = "fk_fork"
external fork_exec : unit -> int = "fk_fork_exec"
external fork_alloc : unit -> int = "fk_fork_alloc"
external leave : unit -> unit = "fk_leave"
external wait : int -> int = "fk_wait"

let stop = Atomic.make false
let other () = Domain.spawn (fun () -> while not (Atomic.get stop) do Domain.cpu_relax () done)

let child_and_parent fork =
  match fork () with
  | 0 -> leave ()
  | child -> Printf.printf "%d\n%!" (wait child)

let beside f =
  let d = other () in
  f ();
  Atomic.set stop true;
  Domain.join d

let () =
  match Sys.argv.(1) with
  | "early" -> child_and_parent fork; beside (fun () -> ())
  | "joined" -> beside (fun () -> ()); child_and_parent fork
  | "exec" -> beside (fun () -> child_and_parent fork_exec)
  | "bug" -> beside (fun () -> child_and_parent fork)
  | "alloc" -> beside (fun () -> child_and_parent fork_alloc)
  | how -> invalid_arg how
