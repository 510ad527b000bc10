(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* main all-buggy|all-correct|list, or main bad_NAME... good_NAME...: runs cases. Each begins with an empty minor heap:
   no collection strikes but those that a case asks for, and compaction is left to Gc.compact. Set OCAMLRUNPARAM=h=1M:
   all blocks are then in the first chunk. The ballast keeps Gc.compact from moving to a smaller one, and so from giving
   the first back: stale addresses can be read. *)
open Case

let run name act =
  Gc.minor ();
  strict := String.sub name 0 4 = "good";
  act ()

let each prefix =
  List.iter (fun c -> run (prefix ^ c.name) (if prefix = "bad_" then c.bad else c.good)) (List.rev !cases)

let one word =
  let i = String.index word '_' + 1 in
  let c = List.find (fun c -> c.name = String.sub word i (String.length word - i)) !cases in
  run word (if i = 4 then c.bad else c.good)

let ballast = Bytes.create 4_000_000

let () =
  ignore (Sys.opaque_identity ballast);
  Gc.set { (Gc.get ()) with Gc.max_overhead = 1_000_000 };
  for i = 1 to Array.length Sys.argv - 1 do
    match Sys.argv.(i) with
    | "all-buggy" -> each "bad_"
    | "all-correct" -> each "good_"
    | "list" -> List.iter (fun c -> print_endline c.name) (List.rev !cases)
    | word -> one word
  done;
  ignore (Sys.opaque_identity ballast);
  if !failed then exit 1
