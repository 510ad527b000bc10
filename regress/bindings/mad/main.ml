(* mad: decoders with finalisers, of files and of streams that call back for their data; one callback raises. *)
let collect () = Gc.full_major (); Gc.compact ()
let mp3 () =
  let e = Shine.create { Shine.samplerate = 44100; channels = 2; bitrate = 128 } in
  let out = Buffer.create 10000 and n = Shine.samples_per_pass e in
  for i = 1 to 20 do
    Buffer.add_string out
      (Shine.encode_buffer e (Array.init 2 (fun c ->
           Array.init n (fun j -> sin (float (i * j * (c + 1)) /. 100.) *. 0.3))))
  done;
  Buffer.add_string out (Shine.flush e);
  Buffer.contents out

let stream s =
  let pos = ref 0 in
  Mad.openstream (fun b off n ->
      let n = min (min n 500) (String.length s - !pos) in
      Bytes.blit_string s !pos b off n; pos := !pos + n; Gc.minor (); n)

let count what decode =
  let n = ref 0 in
  (try while true do n := !n + decode (); if !n mod 3 = 0 then collect () done
   with Mad.End_of_stream -> () | Mad.Mad_error e -> print_endline e);
  Printf.printf "%s %b\n" what (!n > 0)

let () =
  let s = mp3 () in
  let name = Filename.temp_file "stubs" ".mp3" in
  let oc = open_out_bin name in output_string oc s; close_out oc;
  let m = stream s in
  count "strings" (fun () -> String.length (Mad.decode_frame m));
  let f = Mad.get_frame_format m in
  Printf.printf "rate %d channels %d\n" f.Mad.samplerate f.Mad.channels;
  let m = stream s in
  count "floats" (fun () -> Array.length (Mad.decode_frame_float m).(1));
  let m = stream s in
  count "bigarrays" (fun () -> Bigarray.Array1.dim (Mad.decode_frame_float_ba m).(1));
  let m = Mad.openfile name in
  Mad.skip_frame m;
  count "file" (fun () -> Array.length (Mad.decode_frame_float m));
  Printf.printf "time %b position %b\n" (Mad.get_current_time m Mad.Milliseconds > 0) (Mad.get_current_position m > 0);
  Mad.close m;
  Printf.printf "duration %b\n" (Mad.duration name > 0.);
  Sys.remove name;
  (match Mad.openfile "/nonexistent/file" with
   | _ -> print_endline "no exception" | exception Mad.Openfile_error _ -> print_endline "Openfile_error");
  (match Mad.decode_frame (Mad.openstream (fun _ _ _ -> failwith "read")) with
   | _ -> print_endline "no exception" | exception e -> print_endline (Printexc.to_string e));
  for _ = 1 to 20 do ignore (Sys.opaque_identity (stream s)) done;
  collect ()
