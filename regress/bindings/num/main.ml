(* num: naturals are custom blocks whose limbs are inline, changed in place by [@@noalloc] stubs. *)
open Num
let collect () = Gc.full_major (); Gc.compact ()
let rec fact n = if n = 0 then Int 1 else mult_num (Int n) (fact (n - 1))
let () =
  let f = fact 200 in
  collect ();
  Printf.printf "%s\n" (string_of_num f);
  let kept = List.init 300 (fun i -> power_num (Int (i + 2)) (Int (i mod 40))) in
  collect ();
  let sum = List.fold_left add_num (Int 0) kept in
  Printf.printf "%s\n" (string_of_num sum);
  let h = ref (Int 0) in
  for i = 1 to 150 do h := add_num !h (div_num (Int 1) (Int i)); if i mod 50 = 0 then collect () done;
  Printf.printf "%s\n%s\n" (string_of_num !h) (approx_num_fix 40 !h);
  Printf.printf "%s %s\n" (string_of_num (quo_num f (Int 997))) (string_of_num (mod_num f (Int 10007)));
  let back : num list = Marshal.from_string (Marshal.to_string kept []) 0 in
  collect ();
  Printf.printf "marshal %b, hash %b\n" (List.for_all2 eq_num kept back)
    (List.for_all2 (fun a b -> Hashtbl.hash a = Hashtbl.hash b) kept back);
  let g = Big_int.gcd_big_int (big_int_of_num f) (Big_int.power_int_positive_int 6 90) in
  Printf.printf "%s %s\n" (Big_int.string_of_big_int g) (Big_int.string_of_big_int (Big_int.sqrt_big_int (big_int_of_num f)));
  Printf.printf "%s\n" (Big_int.string_of_big_int (Big_int.xor_big_int g (Big_int.shift_left_big_int g 77)));
  List.iter (fun f -> match f () with _ -> print_endline "no error" | exception e -> print_endline (Printexc.to_string e))
    [(fun () -> ignore (div_num f (Int 0))); (fun () -> ignore (num_of_string "12x"));
     (fun () -> ignore (Big_int.int_of_big_int g))]
