(* curl: handles with explicit cleanup, OCaml closures held by global roots for as long as the handle lives, callbacks
   out of blocking calls that released the runtime lock, handles of a multi stack, errors. Files only, no network. *)

let collect () = Gc.full_major (); Gc.compact ()

let () =
  Curl.global_init Curl.CURLINIT_GLOBALALL;
  let name = Filename.temp_file "stubs" ".txt" in
  let text = String.init 100_000 (fun i -> Char.chr (32 + i mod 90)) in
  let oc = open_out_bin name in
  output_string oc text; close_out oc;
  let fetch ?(range = "") () =
    let h = Curl.init () and out = Buffer.create 1000 in
    Curl.set_url h ("file://" ^ name);
    if range <> "" then Curl.set_range h range;
    Curl.set_writefunction h (fun s -> Gc.minor (); Buffer.add_string out s; String.length s);
    h, out in
  for i = 1 to 30 do
    let h, out = fetch ~range:(Printf.sprintf "%d-%d" i (i + 999)) () in
    Curl.perform h;
    if Buffer.contents out <> String.sub text i 1000 then Printf.printf "range %d differs\n" i;
    if i mod 10 = 0 then collect ();
    Curl.cleanup h
  done;
  let h, out = fetch () in
  let error = ref "" and progress = ref 0 and debug = ref 0 and headers = ref 0 in
  Curl.set_errorbuffer h error;
  Curl.set_noprogress h false;
  Curl.set_progressfunction h (fun _ _ _ _ -> incr progress; if !progress = 2 then collect (); false);
  Curl.set_verbose h true;
  Curl.set_debugfunction h (fun _ _ s -> debug := !debug + String.length s; Gc.minor ());
  Curl.set_header h true;
  Curl.set_headerfunction h (fun s -> incr headers; collect (); String.length s);
  Curl.set_httpheader h ["X-One: 1"; "X-Two: 2"];
  Curl.set_private h "mine";
  Curl.perform h;
  Printf.printf "all %b, progress %b, size %.0f, private %s\n" (Buffer.contents out = text) (!progress > 0)
    (Curl.get_sizedownload h) (Curl.get_private h);
  collect ();
  Curl.set_url h "file:///nonexistent/file";
  (match Curl.perform h with
   | () -> print_endline "no exception"
   | exception Curl.CurlException (Curl.CURLE_FILE_COULDNT_READ_FILE, n, s) -> Printf.printf "error %d %s\n" n s);
  Printf.printf "error buffer %b\n" (!error <> "");
  Curl.set_url h ("file://" ^ name);
  Curl.set_writefunction h (fun s -> 0);
  (match Curl.perform h with
   | () -> print_endline "no exception" | exception Curl.CurlException (Curl.CURLE_WRITE_ERROR, n, s) -> Printf.printf "error %d\n" n);
  Curl.set_writefunction h (fun s -> failwith "in a callback");
  (match Curl.perform h with
   | () -> print_endline "no exception" | exception Curl.CurlException (Curl.CURLE_WRITE_ERROR, n, s) -> Printf.printf "error %d\n" n);
  Curl.cleanup h;
  (* an upload, through a callback that supplies the data *)
  let h = Curl.init () and left = ref 5 in
  Curl.set_url h ("file://" ^ name ^ ".up"); Curl.set_upload h true;
  Curl.set_readfunction h (fun n -> if !left = 0 then "" else (decr left; collect (); String.make (min n 100) 'u'));
  Curl.perform h; Curl.cleanup h;
  let ic = open_in_bin (name ^ ".up") in
  Printf.printf "uploaded %d\n" (in_channel_length ic);
  close_in ic; Sys.remove (name ^ ".up");
  let multi = Curl.Multi.create () in
  let all = List.init 5 (fun _ -> fetch ()) in
  List.iter (fun (h, _) -> Curl.Multi.add multi h) all;
  while Curl.Multi.perform multi > 0 do ignore (Curl.Multi.wait ~timeout_ms:100 multi) done;
  let rec finished n = match Curl.Multi.remove_finished multi with
    | None -> n | Some (h, Curl.CURLE_OK) -> collect (); finished (n + 1) | Some _ -> n in
  let n = finished 0 in
  Printf.printf "multi %d %b\n" n (List.for_all (fun (_, out) -> Buffer.contents out = text) all);
  List.iter (fun (h, _) -> Curl.cleanup h) all;
  Curl.Multi.cleanup multi;
  Sys.remove name;
  collect ();
  Curl.global_cleanup ()
