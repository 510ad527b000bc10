(* OCaml's systhreads: mutexes, conditions, signals, exceptions and collections in several threads. *)
let collect () = Gc.full_major (); Gc.compact ()
let () =
  (* Before the first thread: all inherit it. *)
  ignore (Thread.sigmask Unix.SIG_BLOCK [Sys.sigusr2]);
  let m = Mutex.create () and c = Condition.create () and queue = Queue.create () and got = ref 0 in
  let produce k () =
    for i = 1 to 300 do
      Mutex.lock m; Queue.push (String.make (i mod 50) 'x', k) queue; Condition.signal c; Mutex.unlock m;
      if i mod 100 = 0 then (collect (); Thread.yield ())
    done in
  let consume () =
    for _ = 1 to 900 do
      Mutex.lock m;
      while Queue.is_empty queue do Condition.wait c m done;
      let s, k = Queue.pop queue in
      got := !got + String.length s * k;
      Mutex.unlock m
    done in
  let threads = Thread.create consume () :: List.map (fun k -> Thread.create (produce k) ()) [1; 2; 3] in
  List.iter Thread.join threads;
  Printf.printf "got %d, try %b\n%!" !got (Mutex.try_lock m);
  Mutex.unlock m;
  (* Events pass blocks from thread to thread. *)
  let ch = Event.new_channel () in
  let sender = Thread.create (fun () -> for i = 1 to 200 do Event.sync (Event.send ch (string_of_int i)) done) () in
  let sum = ref 0 in
  for _ = 1 to 200 do sum := !sum + int_of_string (Event.sync (Event.receive ch)) done;
  Thread.join sender;
  Printf.printf "events: %d\n%!" !sum;
  (* Blocking calls beside a thread that allocates; a signal handler that collects. *)
  let hits = ref 0 in
  Sys.set_signal Sys.sigusr1 (Sys.Signal_handle (fun _ -> collect (); incr hits));
  let r, w = Unix.pipe () in
  (* The signal may be this thread's to handle. *)
  let rec read () =
    let b = Bytes.create 8 in
    match Unix.read r b 0 8 with
    | n -> Bytes.sub_string b 0 n
    | exception Unix.Unix_error (Unix.EINTR, _, _) -> read () in
  let said = ref "" in
  let reader = Thread.create (fun () -> said := read ()) () in
  Thread.join (Thread.create (fun () -> ignore (List.init 10000 string_of_int)) ());
  Unix.kill (Unix.getpid ()) Sys.sigusr1;
  while !hits = 0 do Thread.delay 0.01 done;
  ignore (Thread.wait_timed_read Unix.stdin 0.);
  ignore (Unix.write_substring w "to you" 0 6);
  Thread.join reader;
  Printf.printf "signals %d, %s\n%!" !hits !said;
  (* Threads that end by an exception, and many short ones. *)
  Thread.join (Thread.create (fun () -> Thread.exit ()) ());
  let all = List.init 40 (fun i -> Thread.create (fun () -> if i mod 10 = 0 then collect ()) ()) in
  List.iter Thread.join all;
  Unix.kill (Unix.getpid ()) Sys.sigusr2;
  Printf.printf "waited: %b, id %d\n%!" (Thread.wait_signal [Sys.sigusr2] = Sys.sigusr2) (Thread.id (Thread.self ()));
  (* A fork keeps the thread that called it. *)
  match Unix.fork () with
  | 0 -> collect (); exit (if Thread.id (Thread.self ()) = 0 then 3 else 4)
  | pid -> Printf.printf "child: %b\n" (snd (Unix.waitpid [] pid) = Unix.WEXITED 3)
