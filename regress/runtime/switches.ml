(* SPDX-License-Identifier: GPL-2.0-or-later *)
external other : unit -> unit = "sw_other"
external bad : string -> bool = "sw_bad"
external good : string -> bool = "sw_good"

let () =
  let stop = ref false and collect = ref false in
  let turn () =
    if !collect then begin collect := false; Gc.minor () end;
    other ();
    Thread.yield () in
  let thread = Thread.create (fun () -> while not !stop do turn () done) () in
  Printf.printf "another thread ran while a stub allocated: %b\n%!" (good (String.make 3 'a'));
  let s = String.make 3 'b' in
  collect := true;
  if Array.length Sys.argv > 1 then ignore (bad s);
  print_endline s;
  stop := true;
  Thread.join thread
