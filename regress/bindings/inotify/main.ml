(* inotify: events built by a C stub from a buffer of the kernel: lists, variants, options of strings; errors. *)

let collect () = Gc.full_major (); Gc.compact ()

let touch name = close_out (open_out name)

let () =
  let dir = Filename.temp_file "stubs" ".d" in
  Sys.remove dir; Unix.mkdir dir 0o700;
  let path s = Filename.concat dir s in
  let fd = Inotify.create () in
  let watch = Inotify.add_watch fd dir Inotify.[S_Create; S_Delete; S_Move; S_Close_write] in
  let show (w, kinds, cookie, name) =
    Printf.printf "%b %s %b %s\n" (w = watch) (String.concat "," (List.map Inotify.string_of_event_kind kinds))
      (cookie <> 0l) (Option.value name ~default:"-") in
  let drain () =
    let rec loop n = match Unix.select [fd] [] [] 0. with
      | [], _, _ -> n
      | _ ->
          let events = Inotify.read fd in
          collect ();
          List.iter (fun e -> ignore (Inotify.string_of_event e); if n < 8 then show e) events;
          loop (n + List.length events) in
    Printf.printf "%d events\n" (loop 0) in
  List.iter (fun n -> touch (path n)) ["a"; "a rather longer name for a file in this folder"; "c"];
  drain ();
  Sys.rename (path "a") (path "b");
  Sys.remove (path "c");
  Unix.mkdir (path "sub") 0o700;
  drain ();
  for i = 1 to 300 do touch (path (Printf.sprintf "file%d" (i mod 7))); if i mod 50 = 0 then collect () done;
  drain ();
  Printf.printf "watch %b\n" (Inotify.watch_of_int (Inotify.int_of_watch watch) = watch);
  Inotify.rm_watch fd watch;
  drain ();
  List.iter (fun f -> match f () with
    | () -> print_endline "no exception"
    | exception Unix.Unix_error (e, name, _) -> Printf.printf "%s: %s\n" name (Unix.error_message e))
    [(fun () -> ignore (Inotify.add_watch fd "/nonexistent" [Inotify.S_All]));
     (fun () -> Inotify.rm_watch fd watch);
     (fun () -> Unix.set_nonblock fd; ignore (Inotify.read fd))];
  Unix.close fd;
  Array.iter (fun n -> if n <> "sub" then Sys.remove (path n)) (Sys.readdir dir);
  Unix.rmdir (path "sub"); Unix.rmdir dir;
  collect ()
