(* netsys (ocamlnet): mapped memory as bigarrays, values copied out of the heap, pools of memory with finalisers,
   shared memory and semaphores between forked processes, spawn, polling, events in custom blocks. *)

let collect () = Gc.full_major (); Gc.compact ()

let memory () =
  for i = 1 to 100 do
    let m = Netsys_mem.alloc_memory_pages (i * 100) in
    ignore (Bigarray.Array1.sub m 10 20);
    ignore (Netsys_mem.alloc_aligned_memory 64 1000);
    if i mod 25 = 0 then collect ()
  done;
  let m = Netsys_mem.memory_of_string "some text in memory" in
  let b = Bytes.make 9 '.' in
  collect ();
  Netsys_mem.blit_memory_to_bytes m 5 b 0 4;
  Netsys_mem.blit_string_to_memory "SOME" 0 m 0 4;
  Printf.printf "%s %s\n" (Bytes.to_string b) (Netsys_mem.string_of_memory m);
  let pool = Netsys_mem.create_pool 4096 in
  for _ = 1 to 50 do ignore (Netsys_mem.pool_alloc_memory pool) done;
  collect ();
  Printf.printf "pool of %d\n" (Netsys_mem.pool_block_size pool);
  (match Netsys_mem.blit_memory_to_bytes m 15 b 0 9 with
   | () -> print_endline "no exception" | exception Invalid_argument _ -> print_endline "Invalid_argument")

let out_of_heap () =
  let value = [Some ("a string", 1.5); None; Some ("another", 2.5)], [| 1.; 2. |] in
  let m = Netsys_mem.alloc_memory_pages 8192 in
  let offset, length = Netsys_mem.init_value m 0 value [] in
  let copy : (string * float) option list * float array = Netsys_mem.as_value m offset in
  collect ();
  List.iter (function Some (s, x) -> Printf.printf "out of heap: %s %g\n" s x | None -> print_endline "none") (fst copy);
  let dynamic = List.init 50 (fun i -> string_of_int i, [| float i |]) in
  let copied = Netsys_mem.copy_value [] dynamic in
  collect ();
  Printf.printf "copied: %b\n" (copied = dynamic);
  match Netsys_mem.init_value (Bigarray.Array1.sub m 0 16) 0 value [] with
  | _ -> print_endline "no exception" | exception Netsys_mem.Out_of_space -> print_endline "Out_of_space"

let shared () =
  let fd, name = Netsys_posix.shm_create "/stubs" 4096 in
  Netsys_posix.shm_unlink name;
  let m = Netsys_mem.memory_map_file fd true 4096 in
  let sem = Netsys_posix.sem_init m 0 true 0 in
  (match Unix.fork () with
   | 0 ->
       collect ();
       Netsys_mem.blit_string_to_memory "from the child" 0 m 100 14;
       Netsys_posix.sem_post sem;
       Unix._exit 0
   | pid ->
       Netsys_posix.sem_wait sem Netsys_posix.SEM_WAIT_BLOCK;
       ignore (Unix.waitpid [] pid));
  Printf.printf "%s\n" (Netsys_mem.string_of_memory (Bigarray.Array1.sub m 100 14));
  Netsys_posix.sem_destroy sem;
  Unix.close fd

let processes () =
  let r, w = Unix.pipe () in
  let pid = Netsys_posix.spawn ~fd_actions:[Netsys_posix.Fda_dup2 (w, Unix.stdout)] "/bin/echo" [| "echo"; "spawned" |] in
  ignore (Unix.waitpid [] pid);
  Printf.printf "poll %b\n" (Netsys_posix.poll_single r true false false 1.);
  let m = Netsys_mem.alloc_memory_pages 4096 in
  let n = Netsys_mem.mem_read r m 0 100 in
  collect ();
  print_string (Netsys_mem.string_of_memory (Bigarray.Array1.sub m 0 n));
  List.iter Unix.close [r; w];
  for _ = 1 to 20 do
    let e = Netsys_posix.create_event () in
    Netsys_posix.set_event e; Netsys_posix.wait_event e; Netsys_posix.consume_event e; Netsys_posix.destroy_event e
  done;
  let a, b = Unix.socketpair Unix.PF_UNIX Unix.SOCK_STREAM 0 in
  let cells = Netsys_posix.create_poll_array 2 in
  List.iteri (fun i fd -> Netsys_posix.(set_poll_cell cells i
    { poll_fd = fd; poll_req_events = poll_req_events true false false; poll_act_events = poll_null_events () })) [a; b];
  ignore (Unix.write_substring a "x" 0 1);
  collect ();
  Printf.printf "ready %d\n" (Netsys_posix.poll cells 2 1.);
  List.iter Unix.close [a; b]

let () =
  List.iter (fun f -> f (); flush stdout; collect ()) [memory; out_of_heap; shared; processes]
