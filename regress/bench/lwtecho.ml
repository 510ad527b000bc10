(* Lwt: lines to and fro over a socket pair. *)
open Lwt.Infix
let () =
  let n = int_of_string Sys.argv.(1) in
  let a, b = Lwt_unix.socketpair Unix.PF_UNIX Unix.SOCK_STREAM 0 in
  let channels fd = Lwt_io.of_fd ~mode:Lwt_io.Input fd, Lwt_io.of_fd ~mode:Lwt_io.Output ~close:Lwt.return fd in
  let rec serve (i, o) =
    Lwt_io.read_line_opt i >>= function
    | None -> Lwt.return_unit
    | Some line -> Lwt_io.write_line o (String.uppercase_ascii line) >>= fun () -> Lwt_io.flush o >>= fun () -> serve (i, o) in
  let rec ask (i, o) k sum =
    if k = 0 then Lwt.return sum else
      Lwt_io.write_line o (Printf.sprintf "line %d" k) >>= fun () -> Lwt_io.flush o >>= fun () ->
      Lwt_io.read_line i >>= fun line -> ask (i, o) (k - 1) (sum + String.length line) in
  let server = serve (channels b) in
  let sum = Lwt_main.run (ask (channels a) n 0 >>= fun sum -> Lwt_unix.shutdown a Unix.SHUTDOWN_ALL; server >|= fun () -> sum) in
  Printf.printf "%d\n" sum
