(* SPDX-License-Identifier: GPL-2.0-or-later *)
open Effect
open Effect.Deep

type _ Effect.t += E : string -> string Effect.t

external outer : ('a -> 'b) -> 'a -> 'b = "s_outer"
external bad : string -> string = "s_bad"
external bad2 : string -> string = "s_bad2"
external keep : string -> unit = "s_keep" [@@noalloc]
external use : unit -> int = "s_use" [@@noalloc]
external many : int -> int -> int -> int -> int -> int -> string -> string = "s_many_byte" "s_many"

let handle x = String.uppercase_ascii (bad x)

let run x =
  try_with (fun () -> perform (E x) ^ "1") ()
    { effc = fun (type a) (e : a Effect.t) -> match e with
        | E x -> Some (fun (k : (a, _) continuation) -> let s = handle x in continue k s)
        | _ -> None }

let in_callback x = let s = run x in s ^ "!"
(* The callback of a stub on a stack of its own: until it returns, the runtime hides where that stack was started. *)
let leaf x = String.length (bad2 x)
let on_fiber x = outer leaf x + 1
let start_fiber x =
  1 + match_with on_fiber x { retc = (fun n -> n + 1); exnc = raise; effc = fun _ -> None }

let with_many x = outer (fun x -> many 1 2 3 4 5 6 x ^ "") x ^ "?"

let direct x = keep x; use () + 1

let () =
  print_endline (outer in_callback (String.make 3 'a'));
  print_int (outer start_fiber (String.make 3 'c'));
  print_int (outer direct (String.make 3 'b'));
  print_string (outer with_many (String.make 3 'd'));
  print_newline ()
