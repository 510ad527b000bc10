(* generic_handler registers two variables of its stack frame as global roots, and raises Unhandled for a type it does not
   know (here a 64-bit integer, in a packet made by hand) without removing them: the next collection reads, and may change,
   what is on the stack by then. *)
let rec deep n = if n = 0 then Gc.full_major () else begin deep (n - 1); ignore (Sys.opaque_identity n) end

let () =
  let port = 20000 + Unix.getpid () mod 20000 in
  let server = Lo.Server.create port (fun _ _ -> ()) in
  let packet = Bytes.of_string "/x\000\000,h\000\000\000\000\000\000\000\000\000\001" in
  let socket = Unix.socket Unix.PF_INET Unix.SOCK_DGRAM 0 in
  ignore (Unix.sendto socket packet 0 (Bytes.length packet) [] (Unix.ADDR_INET (Unix.inet_addr_loopback, port)));
  (match Lo.Server.recv server with
   | () -> print_endline "no exception" | exception Lo.Unhandled -> print_endline "Unhandled");
  deep 1000;
  print_endline "end"
