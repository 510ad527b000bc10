(* gmp (mlgmp): custom blocks of numbers, with compare, hash, serialise and finalisers; random states. *)
open Gmp

let collect () = Gc.full_major (); Gc.compact ()

let rec factorial n = if n = 0 then Z.one else Z.mul_ui (factorial (n - 1)) n

let () =
  let f = factorial 60 in
  Printf.printf "%s %b\n" (Z.to_string f) (Z.equal f (Z.fac_ui 60));
  let numbers = Array.init 300 (fun i -> Z.pow_ui_ui (i + 2) (i mod 40 + 1)) in
  for i = 1 to 200 do
    ignore (Sys.opaque_identity (Array.map (fun n -> Z.add n (Z.of_int i)) numbers));
    if i mod 50 = 0 then collect ()
  done;
  let sum = Array.fold_left Z.add Z.zero numbers in
  Printf.printf "%s %s\n" (Z.to_string_base ~base:16 sum) (Z.to_string (Z.modulo sum (Z.from_string "1000000007")));
  let q, r = Z.tdiv_qr f numbers.(17) in
  Printf.printf "%s %s %b\n" (Z.to_string q) (Z.to_string r) (Z.equal f (Z.add (Z.mul q numbers.(17)) r));
  let g, s, t = Z.gcdext (Z.of_int 240) (Z.of_int 46) in
  Printf.printf "%d %d %d\n" (Z.to_int g) (Z.to_int s) (Z.to_int t);
  (match Z.inverse (Z.of_int 3) (Z.of_int 11), Z.inverse (Z.of_int 2) (Z.of_int 4) with
   | Some n, None -> Printf.printf "%s\n" (Z.to_string n)
   | _ -> print_endline "wrong");
  let sorted = List.sort Z.compare (Array.to_list numbers) in
  Printf.printf "%s %s %d\n" (Z.to_string (List.hd sorted)) (Z.to_string (List.nth sorted 150)) (compare numbers.(3) numbers.(4));
  let table = Hashtbl.create 16 in
  Array.iteri (fun i n -> Hashtbl.replace table (Z.to_string n) i) numbers;
  Printf.printf "%d\n" (Hashtbl.length table);
  let read : Z.t = Marshal.from_string (Marshal.to_string f []) 0 in
  collect ();
  Printf.printf "%b\n" (Z.equal f read);
  let dest = Z2.create () in
  Z2.mul ~dest f f; Z2.sub ~dest dest f;
  Printf.printf "%d\n" (Z.popcount dest);
  (match Z.tdiv_q f Z.zero with _ -> print_endline "no exception" | exception Division_by_zero -> print_endline "Division_by_zero")

let () =
  let harmonic = List.fold_left (fun q i -> Q.add q (Q.from_ints 1 i)) Q.zero (List.init 40 succ) in
  collect ();
  Printf.printf "%s %s %.6f\n" (Z.to_string (Q.get_num harmonic)) (Z.to_string (Q.get_den harmonic)) (Q.to_float harmonic);
  for i = 1 to 300 do
    ignore (Sys.opaque_identity (Q.mul harmonic (Q.from_ints i (i + 1))));
    ignore (Sys.opaque_identity (F.mul (F.from_int i) (F.from_float 1.5)))
  done;
  collect ();
  let x = F.div (F.from_int 2) (F.from_int 3) in
  Printf.printf "%.6f %d %d\n" (F.to_float x) (F.sgn (F.neg x)) (F.compare x (F.from_float 0.5));
  let state = RNG.randinit (RNG.GMP_RAND_ALG_LC 32) in
  let small = ref true in
  for _ = 1 to 100 do
    small := !small && Z.compare_int (Z.urandomb ~state ~nbits:20) (1 lsl 20) < 0
  done;
  collect ();
  Printf.printf "%b %b\n" !small (Z.is_prime (Z.nextprime (Z.of_int 1000)))
