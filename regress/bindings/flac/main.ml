(* flac: encoders and decoders in custom blocks, of streams and of files; libFLAC calls OCaml back for reading, writing,
   seeking and telling, without the lock in between; one callback raises. *)
let collect () = Gc.full_major (); Gc.compact ()
let wave k = Array.init 2 (fun c -> Array.init 4096 (fun i -> sin (float (i * (c + k)) /. 30.) *. 0.4))
let params =
  { Flac.Encoder.channels = 2; bits_per_sample = 16; sample_rate = 44100; compression_level = Some 5;
    total_samples = None }

let encode () =
  let out = Buffer.create 10000 in
  let callbacks = Flac.Encoder.get_callbacks (fun b -> Gc.minor (); Buffer.add_bytes out b) in
  let e = Flac.Encoder.create ~comments:["TITLE", "A title"; "ARTIST", "Nobody"] params callbacks in
  for k = 1 to 4 do
    Flac.Encoder.process e callbacks (wave k);
    if k mod 2 = 0 then collect ()
  done;
  Flac.Encoder.finish e callbacks;
  Buffer.contents out

let decode s =
  let pos = ref 0 and samples = ref 0 in
  let read b off n =
    let n = min n (String.length s - !pos) in
    Bytes.blit_string s !pos b off n; pos := !pos + n; Gc.minor (); n in
  let write a = samples := !samples + Array.length a.(0);
    ignore (Sys.opaque_identity (Flac.Decoder.to_s16le a)); collect () in
  let seek n = pos := Int64.to_int n and tell () = Int64.of_int !pos in
  let length () = Int64.of_int (String.length s) and eof () = !pos = String.length s in
  let callbacks = Flac.Decoder.get_callbacks ~seek ~tell ~length ~eof read write in
  let d = Flac.Decoder.create callbacks in
  let d, info, comments = Flac.Decoder.init d callbacks in
  Printf.printf "rate %d channels %d bits %d\n" info.Flac.Decoder.sample_rate info.channels info.bits_per_sample;
  (match comments with
   | Some (_, l) -> List.iter (fun (k, v) -> Printf.printf "%s=%s\n" k v) l
   | None -> print_endline "no comments");
  let rec loop () =
    match Flac.Decoder.state d callbacks with
    | `Search_for_metadata | `Read_metadata | `Search_for_frame_sync | `Read_frame ->
      Flac.Decoder.process d callbacks; loop ()
    | `End_of_stream -> print_endline "end"
    | _ -> print_endline "other state" in
  loop ();
  Printf.printf "samples %d\n" !samples

let files () =
  let name = Filename.temp_file "stubs" ".flac" in
  let h = Flac.Encoder.File.create ~comments:["TITLE", "File"] params name in
  for k = 1 to 3 do Flac.Encoder.process h.enc h.callbacks (wave k); collect () done;
  Flac.Encoder.finish h.enc h.callbacks;
  Unix.close h.fd;
  let samples = ref 0 in
  let h = Flac.Decoder.File.create (fun a -> samples := !samples + Array.length a.(0); Gc.minor ()) name in
  Printf.printf "total %Ld\n" h.info.Flac.Decoder.total_samples;
  let rec loop () = match Flac.Decoder.state h.dec h.callbacks with
    | `End_of_stream -> ()
    | _ -> Flac.Decoder.process h.dec h.callbacks; loop () in
  loop ();
  Printf.printf "samples %d\n" !samples;
  Printf.printf "seek %b\n" (Flac.Decoder.seek h.dec h.callbacks 100L);
  Unix.close h.fd; Sys.remove name

let () =
  let s = encode () in
  Printf.printf "bytes %b\n" (String.length s > 1000);
  for _ = 1 to 10 do
    let callbacks = Flac.Encoder.get_callbacks (fun _ -> ()) in
    ignore (Sys.opaque_identity (Flac.Encoder.create params callbacks))
  done;
  collect ();
  decode s;
  collect ();
  files ();
  (match Flac.Encoder.create ~comments:["=bad=", ""] params (Flac.Encoder.get_callbacks ignore) with
   | _ -> print_endline "no exception" | exception Flac.Encoder.Invalid_metadata -> print_endline "Invalid_metadata");
  (match decode "this is no flac stream at all" with
   | _ -> print_endline "no exception" | exception Flac.Decoder.Not_flac -> print_endline "Not_flac"
   | exception e -> print_endline (Printexc.to_string e));
  (match
     let callbacks = Flac.Decoder.get_callbacks (fun _ _ _ -> raise Exit) ignore in
     Flac.Decoder.init (Flac.Decoder.create callbacks) callbacks
   with _ -> print_endline "no exception" | exception e -> print_endline (Printexc.to_string e));
  Printf.printf "s16le %b\n" (Array.length (Flac.Encoder.from_s16le (String.make 400 'a') 2).(1) = 100);
  collect ()
