(* voaacenc: encoders in custom blocks, strings of samples in, strings out. *)

let collect () = Gc.full_major (); Gc.compact ()

let samples n = String.init (4 * n) (fun i -> Char.chr ((i / 4 * (if i land 2 = 0 then 3 else 5) + i) land 255))

let () =
  let parameters = { Voaacenc.samplerate = 44100; channels = 2; bitrate = 64000; adts = true } in
  let encoders = Array.init 6 (fun _ -> Voaacenc.create parameters) in
  let wanted = Voaacenc.recommended_minimum_input encoders.(0) in
  Printf.printf "%d\n" wanted;
  let data = samples 5000 in
  Array.iteri (fun i e ->
    let out = Buffer.create 1000 and at = ref 0 in
    while String.length data - !at >= wanted do
      let aac, used = Voaacenc.encode_substring e data !at (String.length data - !at) in
      Buffer.add_string out aac;
      at := !at + max used 1;
      Gc.minor ()
    done;
    if i mod 3 = 0 then collect ();
    Printf.printf "%b %b\n" (Buffer.length out > 0) (!at > String.length data / 2)) encoders;
  let b = Buffer.create 100 in
  Buffer.add_string b data;
  Printf.printf "%b %b\n" (String.length (Voaacenc.encode_buffer encoders.(1) b) > 0) (Buffer.length b < String.length data);
  for _ = 1 to 30 do ignore (Sys.opaque_identity (Voaacenc.create parameters)) done;
  collect ();
  (match Voaacenc.encode_substring encoders.(2) data 30_000 10 with
   | _ -> print_endline "no exception" | exception Invalid_argument _ -> print_endline "Invalid_argument")
