(* lwt.unix: detached jobs on worker threads (C structures filled without the lock), libev-less engine, Lwt_bytes
   bigarrays, forked children, processes, errors that travel from jobs. *)
open Lwt.Infix

let collect () = Gc.full_major (); Gc.compact ()

let files () =
  let name = Filename.temp_file "stubs" ".txt" in
  Lwt_io.(with_file ~mode:Output name (fun oc ->
    Lwt_list.iter_s (fun i -> if i mod 50 = 0 then collect (); write_line oc (Printf.sprintf "line %d" i))
      (List.init 200 succ))) >>= fun () ->
  Lwt_unix.stat name >>= fun st ->
  Lwt_stream.fold (fun l n -> n + String.length l) (Lwt_io.lines_of_file name) 0 >>= fun n ->
  Lwt_unix.unlink name >|= fun () ->
  Printf.printf "file %d bytes, %d in lines\n" st.Unix.st_size n

let bytes_through_socket () =
  let a, b = Lwt_unix.socketpair Unix.PF_UNIX Unix.SOCK_STREAM 0 in
  let source = Lwt_bytes.of_string (String.init 1000 (fun i -> Char.chr (65 + i mod 26))) in
  let sink = Lwt_bytes.create 1000 in
  Lwt.both (Lwt_bytes.write a source 0 1000) (Lwt_unix.yield () >>= fun () -> collect (); Lwt_bytes.read b sink 0 1000)
  >>= fun (w, r) ->
  let part = Lwt_bytes.proxy sink 10 5 in
  Printf.printf "socket %d %d %s\n" w r (Lwt_bytes.to_string part);
  Lwt.join [Lwt_unix.close a; Lwt_unix.close b]

let detached () =
  Lwt_list.map_p (fun i -> Lwt_preemptive.detach (fun i -> Gc.minor (); String.length (String.make (i * 100) 'x')) i)
    (List.init 20 succ) >|= fun l ->
  Printf.printf "detached %d\n" (List.fold_left ( + ) 0 l)

let child () =
  let r, w = Lwt_unix.pipe_in () in
  match Lwt_unix.fork () with
  | 0 ->
      Lwt_engine.set (new Lwt_engine.select);
      collect ();
      ignore (Unix.write_substring w "from the child" 0 14);
      Unix._exit 3
  | pid ->
      Unix.close w;
      let buf = Bytes.create 100 in
      Lwt_unix.read r buf 0 100 >>= fun n ->
      Lwt_unix.waitpid [] pid >>= fun (_, status) ->
      Printf.printf "%s, %s\n" (Bytes.sub_string buf 0 n)
        (match status with Unix.WEXITED n -> Printf.sprintf "exit %d" n | _ -> "killed");
      Lwt_unix.close r

let process () =
  Lwt_process.pmap ("", [| "tr"; "a-z"; "A-Z" |]) "through a process" >>= fun s ->
  Lwt_process.exec ("", [| "false" |]) >|= fun status ->
  Printf.printf "%s, %s\n" s (match status with Unix.WEXITED n -> Printf.sprintf "exit %d" n | _ -> "killed")

let errors () =
  Lwt.catch (fun () -> Lwt_unix.openfile "/nonexistent/file" [Unix.O_RDONLY] 0 >|= fun _ -> "no exception")
    (function Unix.Unix_error (e, f, a) -> Lwt.return (Printf.sprintf "%s %s: %s" f a (Unix.error_message e)) | e -> Lwt.fail e)
  >>= fun s -> print_endline s;
  Lwt.catch (fun () -> Lwt_unix.with_timeout 0.01 (fun () -> fst (Lwt.wait ())))
    (function Lwt_unix.Timeout -> print_endline "Timeout"; Lwt.return_unit | e -> Lwt.fail e)

let lookups () =
  Lwt_unix.getpwnam "root" >>= fun pw ->
  Lwt_unix.getaddrinfo "127.0.0.1" "80" [Unix.AI_NUMERICHOST; Unix.AI_SOCKTYPE Unix.SOCK_STREAM] >>= fun l ->
  Lwt_stream.to_list (Lwt_unix.files_of_directory "/") >|= fun entries ->
  Printf.printf "uid %d, %d address, /etc %b\n" pw.Unix.pw_uid (List.length l) (List.mem "etc" entries)

let () =
  Lwt_main.run
    (Lwt_list.iter_s (fun f -> f () >|= collect) [files; bytes_through_socket; child; detached; process; errors; lookups])
