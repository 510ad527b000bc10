(* bz2: C streams behind abstract values over OCaml channels, explicit close, in-memory compression with retried buffers, errors. *)

let collect () = Gc.full_major (); Gc.compact ()

let text n = String.concat "\n" (List.init n (fun i -> Printf.sprintf "line %d of a rather repetitive text" (i * i)))

let write_file name s =
  let oc = open_out_bin name in
  let b = Bz2.open_out ~block:1 oc in
  let bytes = Bytes.of_string s in
  let rec put pos =
    if pos < Bytes.length bytes then begin
      Bz2.write b bytes pos (min 1000 (Bytes.length bytes - pos)); Gc.minor (); put (pos + 1000)
    end in
  put 0;
  Bz2.close_out b;
  close_out oc

let read_file name =
  let ic = open_in_bin name in
  let b = Bz2.open_in ~small:true ic in
  let buf = Bytes.create 700 and out = Buffer.create 1000 in
  let rec get () =
    match Bz2.read b buf 0 700 with
    | 0 -> ()
    | n -> Buffer.add_subbytes out buf 0 n; Gc.minor (); if n = 700 then get ()
    | exception End_of_file -> () in
  get ();
  Bz2.close_in b;
  close_in ic;
  Buffer.contents out

let () =
  let name = Filename.temp_file "stubs" ".bz2" in
  for i = 1 to 5 do
    let s = text (i * 40) in
    write_file name s;
    collect ();
    if read_file name <> s then Printf.printf "file %d differs\n" i
  done;
  print_endline "files done";
  for i = 1 to 5 do
    let s = Bytes.of_string (text (i * 30)) in
    let z = Bz2.compress ~block:1 s 0 (Bytes.length s) in
    let back = Bz2.uncompress ~small:true z 0 (Bytes.length z) in
    Printf.printf "%b %b\n" (Bytes.equal s back) (Bytes.length z < Bytes.length s)
  done;
  collect ();
  (match Bz2.uncompress (Bytes.make 100 'x') 0 100 with
   | _ -> print_endline "no exception"
   | exception Bz2.Data_error -> print_endline "Data_error"
   | exception Bz2.IO_error m -> Printf.printf "IO_error %s\n" m);
  (match Bz2.compress (Bytes.create 10) 5 10 with
   | _ -> print_endline "no exception" | exception Invalid_argument m -> Printf.printf "Invalid_argument %s\n" m);
  let oc = open_out_bin name in
  output_string oc "this is not bzip2 data at all"; close_out oc;
  (match read_file name with
   | _ -> print_endline "no exception"
   | exception Bz2.Data_error -> print_endline "Data_error"
   | exception Bz2.IO_error m -> Printf.printf "IO_error %s\n" m);
  Sys.remove name;
  collect ()
