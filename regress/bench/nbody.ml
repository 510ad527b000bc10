(* Floating point in registers and float arrays. *)
let n = 5
let pos = Array.init (3 * n) (fun i -> sin (float (i * 7 + 1)) *. 10.)
let vel = Array.init (3 * n) (fun i -> cos (float (i * 5 + 2)))
let mass = [| 39.5; 0.03; 0.01; 0.002; 0.001 |]

let step dt =
  for i = 0 to n - 1 do
    for j = i + 1 to n - 1 do
      let dx = pos.(3 * i) -. pos.(3 * j) and dy = pos.(3 * i + 1) -. pos.(3 * j + 1)
      and dz = pos.(3 * i + 2) -. pos.(3 * j + 2) in
      let d2 = dx *. dx +. dy *. dy +. dz *. dz +. 0.01 in
      let mag = dt /. (d2 *. sqrt d2) in
      let mi = mass.(i) *. mag and mj = mass.(j) *. mag in
      vel.(3 * i) <- vel.(3 * i) -. dx *. mj;
      vel.(3 * i + 1) <- vel.(3 * i + 1) -. dy *. mj;
      vel.(3 * i + 2) <- vel.(3 * i + 2) -. dz *. mj;
      vel.(3 * j) <- vel.(3 * j) +. dx *. mi;
      vel.(3 * j + 1) <- vel.(3 * j + 1) +. dy *. mi;
      vel.(3 * j + 2) <- vel.(3 * j + 2) +. dz *. mi
    done
  done;
  for i = 0 to 3 * n - 1 do pos.(i) <- pos.(i) +. dt *. vel.(i) done

let () =
  for _ = 1 to int_of_string Sys.argv.(1) do step 0.001 done;
  Printf.printf "%.9f %.9f\n" pos.(0) vel.(4)
