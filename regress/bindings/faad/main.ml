(* faad and voaacenc: AAC encoders and decoders with finalisers; strings in, float arrays out. *)
let collect () = Gc.full_major (); Gc.compact ()
let encoder () = Voaacenc.create { Voaacenc.samplerate = 44100; channels = 2; bitrate = 64000; adts = true }

let encode () =
  let e = encoder () in
  let n = Voaacenc.recommended_minimum_input e in
  let out = Buffer.create 10000 in
  for i = 1 to 20 do
    let pcm = String.init n (fun j -> Char.chr (if j land 1 = 1 then (j * i / 64) land 15 else j * i land 255)) in
    let s, used = Voaacenc.encode_string e pcm in
    if i = 1 then Printf.printf "used %b\n" (used > 0);
    Buffer.add_string out s;
    if i mod 5 = 0 then collect ()
  done;
  let b = Buffer.create 100 in
  Buffer.add_string b (String.make (2 * n) '\000');
  Buffer.add_string out (Voaacenc.encode_buffer e b);
  Buffer.add_string out (fst (Voaacenc.encode_substring e (String.make (2 * n) '\000') 4 n));
  Buffer.contents out

let decode s =
  let d = Faad.create () in
  let b = Bytes.of_string s in
  let len = Bytes.length b in
  let skip, rate, channels = Faad.init d b 0 len in
  Printf.printf "rate %d channels %d\n" rate channels;
  let pos = ref skip and samples = ref 0 and frames = ref 0 in
  (try
     while !pos < len - Faad.min_bytes_per_channel do
       let used, pcm = Faad.decode d b !pos (len - !pos) in
       if used = 0 then raise Exit;
       pos := !pos + used; incr frames;
       if Array.length pcm > 0 then samples := !samples + Array.length pcm.(0);
       if !frames mod 4 = 0 then collect ()
     done
   with Exit -> () | Faad.Error n -> print_endline (Faad.error_message n) | Faad.Failed -> print_endline "failed");
  Faad.post_sync_reset d;
  Printf.printf "frames %b samples %b\n" (!frames > 10) (!samples > 10000)

let () =
  let s = encode () in
  decode s;
  for _ = 1 to 20 do
    ignore (Sys.opaque_identity (encoder ()));
    ignore (Sys.opaque_identity (Faad.create ()))
  done;
  collect ();
  Printf.printf "frame at %d\n" (Faad.find_frame s);
  (match Faad.init (Faad.create ()) (Bytes.make 64 'x') 0 64 with
   | _ -> print_endline "no exception" | exception _ -> print_endline "exception");
  Printf.printf "mp4 %b\n" (Faad.Mp4.is_mp4 "12345678");
  (match Faad.Mp4.openfile (fun _ _ _ -> Gc.minor (); 0) with
   | _ -> print_endline "no exception" | exception _ -> print_endline "exception");
  collect ()
