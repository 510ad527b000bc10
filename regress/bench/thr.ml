(* Systhreads: a mutex and a condition between two threads, and blocking sections. *)
let () =
  let n = int_of_string Sys.argv.(1) in
  let m = Mutex.create () and c = Condition.create () and turn = ref 0 and sum = ref 0 in
  let player me () =
    for i = 1 to n do
      Mutex.lock m;
      while !turn <> me do Condition.wait c m done;
      sum := !sum + i * (me + 1);
      turn := 1 - me;
      Condition.signal c;
      Mutex.unlock m;
      if i mod 100 = 0 then ignore (Unix.read Unix.stdin (Bytes.create 1) 0 0)
    done in
  List.iter Thread.join (List.map (fun me -> Thread.create (player me) ()) [0; 1]);
  Printf.printf "%d\n" !sum
