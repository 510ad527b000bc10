(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* mutants KIND NUMBER:STUB,STUB...: loads each mutant KINDNUMBER.so in turn and runs these cases, bad_NAME or good_NAME,
   with it. Tells which it runs, and in what a case goes wrong: by its result, an exception or an imbalance. *)
open Case

external load_mutant : string -> unit = "load_mutant"
external force_collection : unit -> unit = "force_collection"
external run_guarded : (unit -> unit) -> int = "run_guarded"

let run_case word =
  let i = String.index word '_' + 1 in
  let name = String.sub word i (String.length word - i) in
  let c = List.find (fun c -> c.name = name) !cases in
  Gc.minor ();
  failed := false;
  let how = run_guarded (if word.[0] = 'b' then c.bad else c.good) in
  if !failed then Printf.printf "wrong result in %s\n" word;
  if how land 1 <> 0 then Printf.printf "exception in %s\n" word;
  if how land 2 <> 0 then Printf.printf "imbalance in %s\n" word

let run kind word =
  let i = String.index word ':' in
  let number = String.sub word 0 i in
  Printf.printf "mutant %s\n%!" number;
  load_mutant (Printf.sprintf "./%s%s.so" kind number);
  List.iter run_case (String.split_on_char ',' (String.sub word (i + 1) (String.length word - i - 1)));
  flush stdout

(* With little overhead, compaction gives all empty chunks back. *)
let () =
  Gc.set { (Gc.get ()) with Gc.max_overhead = 1_000_000; space_overhead = 1 };
  if Sys.argv.(1) = "forced" then between := force_collection;
  for i = 2 to Array.length Sys.argv - 1 do run Sys.argv.(1) Sys.argv.(i) done
