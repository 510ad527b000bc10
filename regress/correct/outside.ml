(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Pairs outside the heap, static or lent by C, reachable during a compaction; custom blocks over static data. *)

type table

external static : unit -> int * int = "out_static"
external lend : int -> int -> int * int = "out_lend"
external give_back : unit -> unit = "out_return"
external table : bool -> table = "out_table"

let pairs = ref []
let tables = ref []

let () =
  pairs := [ static (); lend 5 6; static () ];
  tables := List.init 12 (fun i -> table (i mod 3 = 0));
  Gc.compact ();
  assert (List.map (fun (a, b) -> a + b) !pairs = [ 7; 11; 7 ]);
  pairs := [];
  Gc.full_major ();
  give_back ();
  tables := [];
  Gc.full_major ()
