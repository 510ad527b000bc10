(* luv: libuv through generated ctypes stubs: handles that OCaml references keep alive, callbacks out of the event
   loop, threads and a thread pool that run OCaml code, a spawned process, buffers as bigarrays, errors. *)

let collect () = Gc.full_major (); Gc.compact ()
let ok = function Ok v -> v | Error e -> failwith (Luv.Error.strerror e)
let run () = ignore (Luv.Loop.run () : bool)

let timers () =
  let fired = ref 0 in
  for i = 1 to 50 do
    let t = ok (Luv.Timer.init ()) in
    ok (Luv.Timer.start t (i mod 5) (fun () ->
      incr fired; if !fired mod 10 = 0 then collect (); Luv.Handle.close t ignore))
  done;
  collect ();
  run ();
  Printf.printf "timers %d\n" !fired

let files () =
  let dir = Filename.get_temp_dir_name () in
  Luv.File.mkdtemp (Filename.concat dir "stubsXXXXXX") (fun r ->
    let folder = ok r in
    let path = Filename.concat folder "file" in
    Luv.File.open_ ~mode:[`IRUSR; `IWUSR] path [`CREAT; `RDWR] (fun r ->
      let file = ok r in
      collect ();
      Luv.File.write file [Luv.Buffer.from_string "hello "; Luv.Buffer.from_string "luv"] (fun r ->
        Printf.printf "wrote %d\n" (Unsigned.Size_t.to_int (ok r));
        let buffer = Luv.Buffer.create 20 in
        Luv.File.read ~file_offset:0L file [buffer] (fun r ->
          let n = Unsigned.Size_t.to_int (ok r) in
          collect ();
          print_endline (Luv.Buffer.to_string (Luv.Buffer.sub buffer ~offset:0 ~length:n));
          Luv.File.close file (fun r -> ok r;
            Luv.File.unlink path (fun r -> ok r; Luv.File.rmdir folder ok))))));
  run ();
  Luv.File.open_ "/nonexistent/file" [`RDONLY] (function
    | Ok _ -> print_endline "no error" | Error e -> print_endline (Luv.Error.err_name e));
  run ()

let workers () =
  let results = Array.make 10 0 and finished = ref 0 in
  Array.iteri (fun i _ ->
    Luv.Thread_pool.queue_work (fun () -> Gc.minor (); results.(i) <- String.length (String.make (i * 10) 'x'))
      (fun r -> ok r; incr finished; if !finished = 5 then collect ())) results;
  run ();
  Printf.printf "workers %d, sum %d\n" !finished (Array.fold_left ( + ) 0 results);
  let seen = ref "" in
  let thread = ok (Luv.Thread.create (fun () -> collect (); seen := String.make 5 't')) in
  ok (Luv.Thread.join thread);
  print_endline !seen;
  let received = ref 0 in
  let async = ok (Luv.Async.init (fun a -> incr received; Luv.Handle.close a ignore)) in
  let sender = ok (Luv.Thread.create (fun () -> ok (Luv.Async.send async))) in
  run ();
  ok (Luv.Thread.join sender);
  Printf.printf "async %d\n" !received

let process () =
  let pipe = ok (Luv.Pipe.init ()) in
  let text = Buffer.create 10 in
  let _ = ok (Luv.Process.spawn "echo" ["echo"; "from"; "a"; "child"]
    ~redirect:[Luv.Process.to_parent_pipe ~fd:Luv.Process.stdout ~parent_pipe:pipe ()]
    ~on_exit:(fun p ~exit_status ~term_signal ->
      collect (); Printf.printf "exit %Ld %d\n" exit_status term_signal; Luv.Handle.close p ignore)) in
  Luv.Stream.read_start pipe (function
    | Ok b -> Buffer.add_string text (Luv.Buffer.to_string b)
    | Error `EOF -> Luv.Handle.close pipe ignore
    | Error e -> print_endline (Luv.Error.strerror e));
  run ();
  print_string (Buffer.contents text);
  match Luv.Process.spawn "/nonexistent/program" ["x"] with
  | Ok _ -> print_endline "no error" | Error e -> print_endline (Luv.Error.err_name e)

let () =
  List.iter (fun f -> f (); collect ()) [timers; files; workers; process]
