(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* tree WORD...: does what the words say, one after the other.
     a, b, odd       two owners of one resource die: one double free each, of another cause; "odd" has an identifier
                     that is no UTF-8 and holds what XML must escape
     fork ... )      a child does what stands between; the parent waits for it and goes on after it
     kill, segv      ends by SIGKILL, by SIGSEGV; exit:N by _exit
     exec            becomes itself, with the rest of the words; exec:FILE becomes FILE without arguments
     spawn:FILE, system:COMMAND, read:COMMAND, vfork:FILE
   A Unix_error is printed, and it goes on. *)

type res

external make : int -> res = "rb_make"
external odd : int -> res = "rb_odd"
external alias : res -> res = "rb_alias"
external other_alias : res -> res = "rb_other_alias"
external segv : unit -> unit = "rb_segv"
external vfork : string -> int = "rb_vfork"

let owners : res list ref = ref []
let own make alias = let r = make 1 in owners := [ r; alias r ]

let drop () =
  owners := [];
  Gc.full_major ()

let rec after_child depth = function
  | "fork" :: rest -> after_child (depth + 1) rest
  | ")" :: rest -> if depth = 0 then rest else after_child (depth - 1) rest
  | _ :: rest -> after_child depth rest
  | [] -> []

let status = function Unix.WEXITED n -> n | Unix.WSIGNALED n | Unix.WSTOPPED n -> 1000 + n

let act verb arg rest =
  match verb with
  | "a" -> own make alias; drop ()
  | "b" -> own make other_alias; drop ()
  | "odd" -> own odd alias; drop ()
  | "kill" -> Unix.kill (Unix.getpid ()) Sys.sigkill
  | "segv" -> segv ()
  | "exit" -> Unix._exit (int_of_string arg)
  | "exec" ->
    let file = if arg = "" then Sys.executable_name else arg in
    Unix.execv file (Array.of_list (file :: if arg = "" then rest else []))
  | "spawn" ->
    let pid = Unix.create_process arg [| arg |] Unix.stdin Unix.stdout Unix.stderr in
    Printf.printf "spawn %d\n%!" (status (snd (Unix.waitpid [] pid)))
  | "system" -> Printf.printf "system %d\n%!" (status (Unix.system arg))
  | "read" ->
    let ic = Unix.open_process_in arg in
    Printf.printf "read %s\n%!" (try input_line ic with End_of_file -> "nothing");
    ignore (Unix.close_process_in ic)
  | "vfork" -> Printf.printf "vfork %d\n%!" (vfork arg)
  | _ -> prerr_endline ("tree: no such word: " ^ verb); exit 3

let rec interpret = function
  | [] -> ()
  | ")" :: _ -> Unix._exit 0
  | "fork" :: rest ->
    (match Unix.fork () with
     | 0 -> interpret rest
     | child ->
       Printf.printf "child %d\n%!" (status (snd (Unix.waitpid [] child)));
       interpret (after_child 0 rest))
  | word :: rest ->
    let verb, arg =
      match String.index_opt word ':' with
      | Some i -> String.sub word 0 i, String.sub word (i + 1) (String.length word - i - 1)
      | None -> word, "" in
    (try act verb arg rest with
     | Unix.Unix_error (e, _, _) -> Printf.printf "%s: %s\n%!" verb (Unix.error_message e));
    interpret rest

let () =
  let words = List.tl (Array.to_list Sys.argv) in
  interpret (List.filter (fun w -> w = "" || w.[0] <> '%') words)
