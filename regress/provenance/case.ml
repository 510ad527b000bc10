(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* A case is a run, made with the stub bad_NAME and with its twin good_NAME. The stubs differ, what OCaml does with
   them is the same. *)

type case = { name : string; bad : unit -> unit; good : unit -> unit }

let cases : case list ref = ref []

let pair name bad good run =
  cases := { name; bad = (fun () -> run bad); good = (fun () -> run good) } :: !cases

(* A twin must give the right result; a buggy stub may give any. *)
let strict = ref true
let failed = ref false

let expect what wanted got =
  if !strict && wanted <> got then begin
    Printf.printf "%s: %d, not %d\n" what got wanted;
    failed := true
  end

(* A string in the minor heap, a tuple of such strings, and one in the major heap. *)
let fresh s = Bytes.to_string (Bytes.of_string s)
let four () = Sys.opaque_identity (fresh "a", fresh "bc", fresh "def", fresh "ghijk")
let old s = let s = fresh s in Gc.full_major (); s

let [@inline never] pair_of a b = (a, b)

(* Keeps v alive up to here. *)
let hold v = ignore (Sys.opaque_identity v)

(* What happens between two stub calls of one case. mutants.ml collects there. *)
let between = ref (fun () -> ())

let string_case name bad good =
  pair name bad good (fun f -> expect name 5 (f (fresh "hello")))

let tuple_case name bad good =
  pair name bad good (fun f -> expect name 5 (f (four ())))
