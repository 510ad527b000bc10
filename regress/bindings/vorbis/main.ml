(* ogg and vorbis: encoders, decoders, streams and packets in custom blocks with finalisers, some of which keep each
   other alive; a decoder that calls back into OCaml for its data; exceptions for the end of the data. *)

let collect () = Gc.full_major (); Gc.compact ()

let wave n = Array.init 2 (fun c -> Array.init n (fun i -> sin (float (i * (c + 1)) /. 20.) /. 2.))

let encode () =
  let out = Buffer.create 10_000 in
  let stream = Ogg.Stream.create ~serial:4242n () in
  let encoder = Vorbis.Encoder.create_vbr 2 44100 0.1 in
  let put (header, body) = Buffer.add_string out header; Buffer.add_string out body in
  Vorbis.Encoder.headerout ~encoder:"stubs" encoder stream ["TITLE", "A title"; "ARTIST", "Nobody"];
  put (Ogg.Stream.flush_page stream);
  let rec pages () = match Ogg.Stream.get_page stream with
    | page -> put page; pages () | exception Ogg.Not_enough_data -> () in
  for i = 1 to 4 do
    Vorbis.Encoder.encode_buffer_float encoder stream (wave 2048) 0 2048;
    if i mod 2 = 0 then collect ();
    pages ()
  done;
  Vorbis.Encoder.end_of_stream encoder stream;
  pages ();
  (match Ogg.Stream.flush_page stream with page -> put page | exception Ogg.Not_enough_data -> ());
  Printf.printf "serial %nd eos %b\n" (Ogg.Stream.serialno stream) (Ogg.Stream.eos stream);
  Buffer.contents out

let reader s =
  let pos = ref 0 in
  let read buf off n =
    let n = min n (String.length s - !pos) in
    Gc.minor (); Bytes.blit_string s !pos buf off n; pos := !pos + n; n in
  pos, read

let decode_packets s =
  let _, read = reader s in
  let sync = Ogg.Sync.create read in
  let page = Ogg.Sync.read sync in
  Printf.printf "bos %b serial %nd\n" (Ogg.Page.bos page) (Ogg.Page.serialno page);
  let stream = Ogg.Stream.create ~serial:(Ogg.Page.serialno page) () in
  Ogg.Stream.put_page stream page;
  let rec packet () =
    match Ogg.Stream.get_packet stream with
    | p -> p | exception Ogg.Not_enough_data -> Ogg.Stream.put_page stream (Ogg.Sync.read sync); collect (); packet () in
  let p1 = packet () in let p2 = packet () in let p3 = packet () in
  Printf.printf "vorbis %b\n" (Vorbis.Decoder.check_packet p1);
  let decoder = Vorbis.Decoder.init p1 p2 p3 in
  collect ();
  List.iter (fun (k, v) -> Printf.printf "%s=%s\n" k v) (snd (Vorbis.Decoder.comments decoder));
  Printf.printf "channels %d\n" (Vorbis.Decoder.info decoder).Vorbis.audio_channels;
  let pcm = Array.make_matrix 2 1024 0. and total = ref 0 in
  (try
     while true do
       match Vorbis.Decoder.decode_pcm decoder stream pcm 0 1024 with
       | n -> total := !total + n; Gc.minor ()
       | exception Ogg.Not_enough_data -> Ogg.Stream.put_page stream (Ogg.Sync.read sync)
     done
   with Ogg.Not_enough_data | Ogg.End_of_stream | End_of_file -> ());
  Printf.printf "decoded some %b\n" (!total > 4000)

let decode_file s =
  let pos, _ = reader s in
  let read n =
    let n = min n (String.length s - !pos) in
    let part = String.sub s !pos n in
    Gc.minor (); pos := !pos + n; part, n in
  let seek n whence =
    pos := (match whence with Unix.SEEK_SET -> n | SEEK_CUR -> !pos + n | SEEK_END -> String.length s + n); 0 in
  let d = Vorbis.File.Decoder.create read seek (fun () -> !pos) in
  Printf.printf "samples %d\n" (Vorbis.File.Decoder.samples d (-1));
  let buf = Array.make_matrix 2 1000 0. in
  let rec loop n = match Vorbis.File.Decoder.decode_float d buf 0 1000 with
    | 0 -> n | k -> collect (); loop (n + k) | exception End_of_file -> n in
  Printf.printf "decoded %d\n" (loop 0)

let () =
  let s = encode () in
  for _ = 1 to 20 do
    ignore (Ogg.Stream.create ()); ignore (Vorbis.Encoder.create_vbr 1 8000 0.1)
  done;
  collect ();
  decode_packets s;
  collect ();
  decode_file s;
  (match Vorbis.Encoder.create_vbr 0 44100 0.5 with
   | _ -> print_endline "no exception" | exception e -> print_endline "exception");
  (match Ogg.Stream.get_packet (Ogg.Stream.create ()) with
   | _ -> print_endline "no exception" | exception Ogg.Not_enough_data -> print_endline "Not_enough_data");
  (match decode_file "no ogg at all" with
   | _ -> print_endline "no exception" | exception Vorbis.Not_vorbis -> print_endline "Not_vorbis");
  collect ()
