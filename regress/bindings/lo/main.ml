(* lo: a server that calls OCaml back with arrays of variants, and addresses to send to. *)
let collect () = Gc.full_major (); Gc.compact ()

let () =
  let got = ref 0 in
  let port = 20000 + Unix.getpid () mod 20000 in
  let handler path data =
    incr got;
    if !got mod 3 = 0 then collect ();
    Printf.printf "%s: %s\n" path (String.concat " " (Array.to_list (Array.map Lo.Message.to_string data))) in
  let server = Lo.Server.create port handler in
  let address = Lo.Address.create "localhost" port in
  for k = 1 to 10 do
    Lo.send address "/stubs/mixed" [ `Int32 k; `Float 1.5; `String (String.make k 'x'); `True; `Nil; `Char 'c' ];
    Lo.Server.recv server;
    Lo.send address "/stubs/double" [ `Double 2.5; `False; `Float 0.25 ];
    Lo.Server.recv server
  done;
  for _ = 1 to 20 do ignore (Sys.opaque_identity (Lo.Address.create "localhost" 9)) done;
  collect ();
  Lo.Server.stop server;
  (match Lo.Server.recv server with
   | () -> print_endline "no exception" | exception Lo.Server.Stopped -> print_endline "Stopped");
  Printf.printf "got %d\n" !got;
  collect ()
