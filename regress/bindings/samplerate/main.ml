(* samplerate: converters in custom blocks with a finaliser, float arrays copied to C buffers, bigarrays used without
   the runtime lock. *)
open Samplerate

let collect () = Gc.full_major (); Gc.compact ()
let wave n = Array.init n (fun i -> sin (float i /. 10.))
let ba a = Bigarray.(Array1.of_array float32 c_layout a)

let () =
  List.iter (fun c -> Printf.printf "%s\n" (get_conv_name c)) [Conv_sinc_best_quality; Conv_zero_order_hold; Conv_linear];
  for i = 1 to 60 do
    let c = create (if i mod 2 = 0 then Conv_linear else Conv_fastest) 1 in
    ignore (process_alloc c 1.5 (wave 50) 0 50);
    if i mod 20 = 0 then collect ()
  done;
  collect ();
  let out = convert Conv_linear 1 2. (wave 1000) 0 1000 in
  Printf.printf "convert %d %.3f\n" (Array.length out) out.(500);
  let c = create Conv_zero_order_hold 1 in
  let out = Array.make 500 0. in
  for i = 1 to 5 do
    let used, made = process c 0.5 (wave 400) 0 400 out 0 500 in
    Gc.minor ();
    if i = 5 then Printf.printf "process %d %d\n" used made
  done;
  reset c;
  collect ();
  let stereo = create Conv_linear 2 in
  let input = ba (wave 800) and output = ba (Array.make 2000 0.) in
  let used, made = process_ba stereo 1.5 input output in
  collect ();
  Printf.printf "bigarrays %b %b %.2f\n" (used > 300) (made > 500) (Float.abs output.{10});
  let out = process_alloc stereo 0.75 (wave 800) 0 400 in
  Printf.printf "alloc %b\n" (Array.length out > 500);
  collect ()
