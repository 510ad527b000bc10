(* Bigarrays of unknown kind: the runtime's C does each access; parts are made and dropped. *)
open Bigarray
let sum (type a b) (a : (float, a, b) Array1.t) =
  let s = ref 0. in
  for i = 0 to Array1.dim a - 1 do s := !s +. Array1.get a i done;
  !s

let () =
  let a = Array1.create Float64 C_layout 1000 and total = ref 0. in
  for i = 0 to 999 do a.{i} <- float i done;
  for i = 1 to int_of_string Sys.argv.(1) do
    let part = Array1.sub a (i mod 500) 400 in
    let copy = Array1.create Float64 C_layout 400 in
    Array1.blit part copy;
    total := !total +. sum copy
  done;
  Printf.printf "%.1f\n" !total
