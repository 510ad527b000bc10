(* camlzip: zlib streams in custom blocks, interior pointers parked in the C stream during a call, explicit end,
   streams left to the GC, errors; archives in files. *)

let collect () = Gc.full_major (); Gc.compact ()

let text n = String.concat "\n" (List.init n (fun i -> Printf.sprintf "line %d of a rather repetitive text" (i * i)))

let source s =
  let pos = ref 0 in
  fun buf ->
    let n = min (min (Bytes.length buf) 777) (String.length s - !pos) in
    Bytes.blit_string s !pos buf 0 n; pos := !pos + n; n

let through f s =
  let out = Buffer.create 1000 in
  f (source s) (fun buf n -> Gc.minor (); Buffer.add_subbytes out buf 0 n);
  Buffer.contents out

let compress ?level s = through (fun refill flush -> Zlib.compress ?level refill flush) s
let uncompress s = through (fun refill flush -> Zlib.uncompress refill flush) s

let () =
  for i = 1 to 40 do
    let s = text (i * 5) in
    let z = compress ~level:(1 + i mod 9) s in
    if uncompress z <> s then Printf.printf "round trip %d differs\n" i;
    if i mod 10 = 0 then collect ()
  done;
  print_endline "round trips done";
  (* streams that are never ended, and streams that are ended by hand *)
  for i = 1 to 60 do
    let d = Zlib.deflate_init 6 true and out = Bytes.create 4096 in
    let s = text 20 in
    let finished, used, made = Zlib.deflate_string d s 0 (String.length s) out 0 4096 Zlib.Z_FINISH in
    if i = 1 then Printf.printf "deflate: %b %b %b\n" finished (used = String.length s) (made < used);
    let u = Zlib.inflate_init true and back = Bytes.create 4096 in
    let _, _, n = Zlib.inflate u out 0 made back 0 4096 Zlib.Z_SYNC_FLUSH in
    if Bytes.sub_string back 0 n <> s then print_endline "inflate differs";
    if i mod 2 = 0 then (Zlib.deflate_end d; Zlib.inflate_end u);
    if i mod 15 = 0 then collect ()
  done;
  (match uncompress "this is no zlib stream, not at all" with
   | _ -> print_endline "no exception"
   | exception Zlib.Error (f, m) -> Printf.printf "Zlib.Error %s %s\n" f m);
  Printf.printf "crc: %lx\n" (Zlib.update_crc_string 0l "hello" 0 5);
  let name = Filename.temp_file "stubs" ".zip" in
  let z = Zip.open_out ~comment:"a comment" name in
  for i = 1 to 10 do
    Zip.add_entry ~mtime:1e9 (text (i * 10)) z (Printf.sprintf "dir/file%d" i)
  done;
  let put, finish = Zip.add_entry_generator z "generated" in
  for _ = 1 to 50 do put (Bytes.make 100 'x') 0 100; Gc.minor () done;
  finish ();
  Zip.close_out z;
  collect ();
  let z = Zip.open_in name in
  Printf.printf "%s, %d entries\n" (Zip.comment z) (List.length (Zip.entries z));
  List.iter (fun e ->
    let s = Zip.read_entry z e in
    Printf.printf "%s %d %s\n" e.Zip.filename (String.length s) (Digest.to_hex (Digest.string s))) (Zip.entries z);
  Zip.close_in z;
  Sys.remove name;
  collect ()
