(* soundtouch: a C++ object behind a custom block. *)
let collect () = Gc.full_major (); Gc.compact ()
let () =
  let all = List.init 5 (fun k ->
    let s = Soundtouch.make 2 44100 in
    Soundtouch.set_tempo s (1. +. float k /. 10.); Soundtouch.set_pitch s 1.1; Soundtouch.set_rate s 1.;
    s) in
  List.iteri (fun k s ->
    let input = Array.init 2 (fun _ -> Array.init 20000 (fun i -> sin (float (i * (k + 1)) /. 50.))) in
    Soundtouch.put_samples_ni s input 0 20000;
    collect ();
    Soundtouch.flush s;
    let out = Array.init 2 (fun _ -> Array.make 4096 0.) in
    let total = ref 0 and n = ref 1 in
    while !n > 0 do n := Soundtouch.get_samples_ni s out 0 4096; total := !total + !n done;
    Printf.printf "%b %d\n" (!total > 10000) (Soundtouch.get_available_samples s);
    Soundtouch.clear s) all;
  let bpm = Soundtouch.BPM.make 2 44100 in
  Soundtouch.BPM.put_samples_ni bpm (Array.make 2 (Array.make 30000 0.1)) 0 30000;
  collect ();
  Printf.printf "bpm %b\n" (Soundtouch.BPM.get_bpm bpm >= 0.);
  for _ = 1 to 30 do ignore (Sys.opaque_identity (Soundtouch.make 1 8000)) done;
  collect ()
