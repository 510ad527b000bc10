(* A value that a stub keeps in a static is used in the parent and in the child: one cause, seen in two processes. *)
external keep : string -> unit = "stale_keep"
external length : unit -> int = "stale_length"

let () =
  keep (String.make 5 'x');
  match Unix.fork () with
  | 0 -> exit (length () - 5)
  | pid ->
    ignore (length ());
    (match Unix.waitpid [] pid with
     | _, Unix.WEXITED 0 -> ()
     | _ -> exit 1)
