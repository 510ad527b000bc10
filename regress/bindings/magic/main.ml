(* magic: cookies in custom blocks, explicit close followed by the finaliser, the C library's strings, errors. *)

let collect () = Gc.full_major (); Gc.compact ()

let () =
  let c = Magic.create [] in
  let mime = Magic.create ~flags:[Magic.Mime] [] in
  let name = Filename.temp_file "stubs" ".txt" in
  let oc = open_out name in
  output_string oc "plain text\n"; close_out oc;
  for i = 1 to 50 do
    let s = Magic.buffer c (String.make i ' ' ^ "hello") in
    if i mod 10 = 0 then (collect (); print_endline s)
  done;
  List.iter (fun data -> print_endline (Magic.buffer mime data))
    ["%PDF-1.4\n"; "\x89PNG\r\n\x1a\n\000\000\000\rIHDR\000\000\000\001\000\000\000\001\008\002\000\000\000";
     "<?xml version='1.0'?><a/>"; "\x7fELF\002\001\001\000"];
  Printf.printf "%s; %s\n" (Magic.file c name) (Magic.file mime name);
  Printf.printf "%s\n" (Magic.buffer c ~len:5 "plain\000\001\002");
  for _ = 1 to 5 do
    let dying = Magic.create [] in
    ignore (Magic.buffer dying "x")
  done;
  collect ();
  Magic.setflags c [Magic.Mime; Magic.Continue];
  print_endline (Magic.buffer c "%!PS-Adobe-3.0\n");
  (match Magic.create ["/nonexistent/database"] with
   | _ -> print_endline "no exception"
   | exception Magic.Failure _ -> print_endline "Magic.Failure"
   | exception Failure _ -> print_endline "Failure");
  (match Magic.file c "/nonexistent/file" with
   | s -> print_endline s
   | exception Magic.Failure m -> print_endline "Magic.Failure");
  (match Magic.buffer c ~len:100 "short" with
   | _ -> print_endline "no exception" | exception Invalid_argument m -> print_endline m);
  Magic.close mime;
  (match Magic.buffer mime "after close" with
   | _ -> print_endline "no exception" | exception Invalid_argument m -> print_endline m);
  Sys.remove name;
  collect ()
