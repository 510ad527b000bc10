(* shine: an encoder with a finaliser; float arrays and strings in, strings out. *)
let collect () = Gc.full_major (); Gc.compact ()
let () =
  let make () = Shine.create { Shine.samplerate = 44100; channels = 2; bitrate = 128 } in
  for k = 1 to 3 do
    let e = make () in
    let n = Shine.samples_per_pass e in
    let size = ref 0 in
    for i = 1 to 10 do
      let a = Array.init 2 (fun c -> Array.init n (fun j -> sin (float (i * j * (c + k)) /. 100.) *. 0.3)) in
      size := !size + String.length (Shine.encode_buffer e a);
      if i = 5 then collect ()
    done;
    size := !size + String.length (Shine.encode_s16le e (String.init (n * 4) (fun i -> Char.chr (i land 255))) 2);
    size := !size + String.length (Shine.flush e);
    Printf.printf "%d samples, %b\n" n (!size > 2000)
  done;
  (match Shine.create { Shine.samplerate = 1; channels = 2; bitrate = 1 } with
   | _ -> print_endline "no error" | exception Shine.Invalid_configuration -> print_endline "invalid");
  (match Shine.encode_buffer (make ()) [| [| 0. |]; [| 0. |] |] with
   | _ -> print_endline "no error" | exception Shine.Invalid_buffer_size -> print_endline "size");
  for _ = 1 to 20 do ignore (Sys.opaque_identity (make ())) done;
  collect ()
