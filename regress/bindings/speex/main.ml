(* speex: encoders and decoders with finalisers; the encoder calls OCaml for its data, the decoder feeds OCaml. *)
let collect () = Gc.full_major (); Gc.compact ()

let encode ints =
  let header = Speex.Header.init ~nb_channels:1 ~mode:Speex.Wideband ~rate:16000 () in
  let stream = Ogg.Stream.create ~serial:77n () in
  Speex.Header.encode_header header ["TITLE", "A title"; "ARTIST", "Nobody"] stream;
  let out = Buffer.create 1000 in
  let put (h, b) = Buffer.add_string out h; Buffer.add_string out b in
  put (Ogg.Stream.flush_page stream);
  let e = Speex.Encoder.init Speex.Wideband 2 in
  Speex.Encoder.set e Speex.SPEEX_SET_QUALITY 6;
  let size = Speex.Encoder.get e Speex.SPEEX_GET_FRAME_SIZE in
  Printf.printf "frame %d\n" size;
  let frames = ref 0 in
  let next () = incr frames; if !frames > 300 then raise End_of_file; if !frames mod 40 = 0 then collect () in
  let floats () = next (); Array.init size (fun i -> 8000. *. sin (float (i * !frames) /. 50.)) in
  let numbers () = next (); Array.init size (fun i -> i * !frames mod 1000) in
  (try
     while true do
       put (if ints then Speex.Encoder.encode_page_int e stream numbers else Speex.Encoder.encode_page e stream floats)
     done
   with End_of_file -> ());
  Speex.Encoder.eos e stream;
  (match Ogg.Stream.flush_page stream with p -> put p | exception Ogg.Not_enough_data -> ());
  Buffer.contents out

let decode s =
  let pos = ref 0 in
  let read b off n =
    let n = min n (String.length s - !pos) in
    if n = 0 then raise Ogg.Not_enough_data; (* the wrapper would try for ever *)
    Bytes.blit_string s !pos b off n; pos := !pos + n; Gc.minor (); n in
  let d = Speex.Wrapper.Decoder.open_feed read in
  let h = Speex.Wrapper.Decoder.header d in
  Printf.printf "rate %d channels %d frame %d\n"
    h.Speex.Header.rate h.Speex.Header.nb_channels h.Speex.Header.frame_size;
  List.iter (fun (k, v) -> Printf.printf "%s=%s\n" k v) (Speex.Wrapper.Decoder.comments d);
  let total = ref 0 in
  (try
     while true do
       Speex.Wrapper.Decoder.decode_feed d
         (fun a -> total := !total + Array.length a; if !total mod 7 = 0 then collect ());
       List.iter (fun a -> total := !total + Array.length a) (Speex.Wrapper.Decoder.decode_int d)
     done
   with Ogg.Not_enough_data | Ogg.End_of_stream | End_of_file -> ());
  Printf.printf "decoded some %b\n" (!total > 10000)

let () =
  let a = encode false and b = encode true in
  for _ = 1 to 10 do
    ignore (Sys.opaque_identity (Speex.Encoder.init Speex.Narrowband 1));
    ignore (Sys.opaque_identity (Speex.Decoder.init Speex.Ultra_wideband))
  done;
  collect ();
  decode a; decode b;
  (match decode "no ogg" with
   | _ -> print_endline "no exception" | exception e -> print_endline (Printexc.to_string e));
  collect ()
