(* parmap: forked workers that return their results through shared bigarrays (mmap) and Marshal. *)

let collect () = Gc.full_major (); Gc.compact ()

let rec fib n = if n < 2 then n else fib (n - 1) + fib (n - 2)

let () =
  Parmap.set_default_ncores 3;
  Parmap.disable_core_pinning ();
  let squares = Parmap.parmap (fun i -> if i mod 10 = 0 then collect (); i * i) (Parmap.L (List.init 60 succ)) in
  Printf.printf "%d squares, last %d\n" (List.length squares) (List.nth squares 59);
  collect ();
  let strings = Parmap.parmap ~chunksize:4 (fun i -> String.make i 'x') (Parmap.A (Array.init 40 succ)) in
  Printf.printf "strings %d\n" (List.fold_left (fun n s -> n + String.length s) 0 strings);
  let total = Parmap.parfold (fun i n -> n + fib (i mod 12)) (Parmap.L (List.init 50 succ)) 0 ( + ) in
  Printf.printf "total %d\n" total;
  let folded = Parmap.parmapfold (fun i -> [i]) (Parmap.A (Array.init 20 succ)) ( @ ) [] ( @ ) in
  Printf.printf "folded %d\n" (List.fold_left ( + ) 0 folded);
  let floats = Parmap.array_float_parmap (fun i -> float i /. 2.) (Array.init 100 succ) in
  Printf.printf "floats %g\n" (Array.fold_left ( +. ) 0. floats);
  let result = Array.make 100 0. in
  let shared = Parmap.init_shared_buffer result in
  for round = 1 to 2 do
    let r = Parmap.array_float_parmap ~sharedbuffer:shared ~result (fun i -> float (i * round)) (Array.init 100 succ) in
    collect ();
    Printf.printf "round %d: %g %g\n" round r.(0) r.(99)
  done;
  let a = Parmap.array_parmapi (fun i s -> Printf.sprintf "%d%s" i s) (Array.make 10 "a") in
  print_endline (String.concat " " (Array.to_list a));
  let r, w = Unix.pipe () in
  Parmap.pariter ~init:(fun _ -> collect ()) ~finalize:collect (fun i -> ignore (Unix.write w (Bytes.make i '.') 0 i))
    (Parmap.L [1; 2; 3; 4]);
  Unix.close w;
  let buf = Bytes.create 100 in
  let rec all n = match Unix.read r buf 0 100 with 0 -> n | k -> all (n + k) in
  Printf.printf "written by children: %d\n" (all 0);
  (match Parmap.array_float_parmap ~result:(Array.make 3 0.) float [| 1; 2; 3; 4 |] with
   | _ -> print_endline "no exception" | exception Parmap.WrongArraySize -> print_endline "WrongArraySize"
   | exception e -> print_endline (Printexc.to_string e));
  collect ()
