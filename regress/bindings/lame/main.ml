(* lame: encoders in custom blocks; strings, float arrays and bigarrays in, the lock released. *)
let collect () = Gc.full_major (); Gc.compact ()
let wave i = sin (float i /. 9.) *. 0.5
let encoder () =
  let e = Lame.create_encoder () in
  Lame.set_in_samplerate e 44100; Lame.set_num_channels e 2; Lame.set_out_samplerate e 44100;
  Lame.set_quality e 7; Lame.set_brate e 128; Lame.set_private e true;
  Lame.init_params e; e
let () =
  for k = 1 to 3 do
    let e = encoder () in
    let left = Array.init 4608 wave and right = Array.init 4608 (fun i -> wave (i * k)) in
    let n = ref 0 in
    for i = 1 to 5 do
      n := !n + String.length (Lame.encode_buffer_float e left right 4608);
      if i = 3 then collect ()
    done;
    let pcm = String.init (4608 * 4) (fun i -> Char.chr (i * k land 255)) in
    n := !n + String.length (Lame.encode_buffer e pcm 4608);
    n := !n + String.length (Lame.encode_buffer_part e pcm 0 1152);
    n := !n + String.length (Lame.encode_flush e);
    Printf.printf "bytes %b, frame %d, private %b\n" (!n > 1000) (Lame.get_framesize e) (Lame.get_private e)
  done;
  (match Lame.encode_buffer (Lame.create_encoder ()) "abcd" 1 with
   | _ -> print_endline "no error" | exception Lame.Init_params_not_called -> print_endline "not initialised");
  for _ = 1 to 20 do ignore (Sys.opaque_identity (encoder ())) done;
  collect ();
  Printf.printf "%b\n" (Lame.get_lame_version () <> "")
