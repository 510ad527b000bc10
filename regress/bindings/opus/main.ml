(* opus: encoders and decoders with finalisers, that put their packets into Ogg streams; float arrays and bigarrays;
   references that a control fills. *)
let collect () = Gc.full_major (); Gc.compact ()
let wave n = Array.init 2 (fun c -> Array.init n (fun i -> sin (float (i * (c + 1)) /. 20.) /. 2.))
let encoder stream =
  Opus.Encoder.create ~comments:["TITLE", "A title"] ~samplerate:48000 ~channels:2 ~application:`Audio stream

let encode () =
  let pages = ref [] in
  let stream = Ogg.Stream.create ~serial:99n () in
  let e = encoder stream in
  let put p = pages := p :: !pages in
  Ogg.Stream.put_packet stream (Opus.Encoder.header e);
  put (Ogg.Stream.flush_page stream);
  Ogg.Stream.put_packet stream (Opus.Encoder.comments e);
  put (Ogg.Stream.flush_page stream);
  Opus.Encoder.apply_control (`Set_bitrate (`Bitrate 64000)) e;
  Opus.Encoder.apply_control (`Set_complexity 3) e;
  let complexity = ref 0 in
  Opus.Encoder.apply_control (`Get_complexity complexity) e;
  Printf.printf "complexity %d\n" !complexity;
  let rec flush () = match Ogg.Stream.get_page stream with
    | p -> put p; flush () | exception Ogg.Not_enough_data -> () in
  for i = 1 to 5 do
    let n = Opus.Encoder.encode_float e (wave 4800) 0 4800 in
    if i = 1 then Printf.printf "encoded %d\n" n;
    if i mod 2 = 0 then collect ();
    flush ()
  done;
  let ba = Array.map (Bigarray.Array1.of_array Bigarray.float32 Bigarray.c_layout) (wave 4800) in
  Printf.printf "encoded %d\n" (Opus.Encoder.encode_float_ba e ba 0 4800);
  Opus.Encoder.eos e;
  flush ();
  (match Ogg.Stream.flush_page stream with p -> put p | exception Ogg.Not_enough_data -> ());
  List.rev !pages

let decode pages =
  let stream = Ogg.Stream.create ~serial:99n () in
  let rest = ref pages in
  let next () = match !rest with
    | p :: l -> rest := l; Ogg.Stream.put_page stream p
    | [] -> raise End_of_file in
  let rec packet () = match Ogg.Stream.get_packet stream with
    | p -> p | exception Ogg.Not_enough_data -> next (); collect (); packet () in
  let header = packet () in
  let comments = packet () in
  Printf.printf "opus %b\n" (Opus.Decoder.check_packet header);
  let d = Opus.Decoder.create ~samplerate:48000 header comments in
  collect ();
  Printf.printf "channels %d\n" (Opus.Decoder.channels d);
  List.iter (fun (k, v) -> Printf.printf "%s=%s\n" k v) (snd (Opus.Decoder.comments d));
  let a = Array.make_matrix 2 5760 0. and total = ref 0 and mono = ref 0 in
  (try
     while true do
       match Opus.Decoder.decode_float d stream a 0 5760 with
       | n -> total := !total + n; Gc.minor ()
       | exception Ogg.Not_enough_data -> next ()
       | exception Invalid_argument _ -> incr mono
     done
   with End_of_file | Ogg.End_of_stream -> ());
  Printf.printf "decoded some %b, packets of one channel %b\n" (!total > 10000) (!mono > 0)

let () =
  let pages = encode () in
  for _ = 1 to 10 do ignore (Sys.opaque_identity (encoder (Ogg.Stream.create ()))) done;
  collect ();
  decode pages;
  (match Opus.Encoder.create ~samplerate:1 ~channels:2 ~application:`Voip (Ogg.Stream.create ()) with
   | _ -> print_endline "no exception" | exception _ -> print_endline "exception");
  Printf.printf "%b\n" (Opus.version_string <> "" && Opus.recommended_frame_size > 0);
  collect ()
