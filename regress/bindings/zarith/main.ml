(* zarith: custom blocks without a finaliser (limbs inline), with compare, hash and serialise functions;
   [@@noalloc] and slow paths, exceptions raised by stubs. *)

let collect () = Gc.full_major (); Gc.compact ()

let rec factorial n = if n <= 1 then Z.one else Z.mul (Z.of_int n) (factorial (n - 1))

let raises f = match f () with
  | _ -> "no exception"
  | exception Z.Overflow -> "Z.Overflow"
  | exception Division_by_zero -> "Division_by_zero"
  | exception Invalid_argument _ -> "Invalid_argument"

let () =
  let f50 = factorial 50 in
  Printf.printf "50! = %s\n" (Z.to_string f50);
  (* Many large integers of all sizes, most of them dead at once. *)
  let kept = ref [] in
  for i = 1 to 2000 do
    let z = Z.pow (Z.of_int (i + 2)) (i mod 97) in
    if i mod 50 = 0 then kept := z :: !kept
  done;
  collect ();
  let sum = List.fold_left Z.add Z.zero !kept in
  Printf.printf "sum: %d bits, hash %d\n" (Z.numbits sum) (Hashtbl.hash sum);
  let q, r = Z.div_rem (factorial 60) (Z.succ f50) in
  Printf.printf "div_rem: %s %s\n" (Z.to_string q) (Z.to_string r);
  let g, s, t = Z.gcdext (factorial 30) (Z.pow (Z.of_int 1001) 20) in
  Printf.printf "gcdext: %s %s %s\n" (Z.to_string g) (Z.to_string s) (Z.to_string t);
  Printf.printf "powm: %s\n" (Z.to_string (Z.powm f50 (Z.of_int 12345) (Z.of_string "1000000000000000000000007")));
  Printf.printf "sqrt: %s\n" (Z.format "%#x" (Z.sqrt f50));
  collect ();
  (* Polymorphic operations reach the custom functions. *)
  let sorted = List.sort compare (List.map Z.neg !kept) in
  Printf.printf "least: %d bits\n" (Z.numbits (List.hd sorted));
  let copy : Z.t list = Marshal.from_string (Marshal.to_string !kept []) 0 in
  Printf.printf "marshal: %b\n" (List.for_all2 Z.equal copy !kept);
  List.iter (fun (name, f) -> Printf.printf "%s: %s\n" name (raises f))
    ["to_int", (fun () -> ignore (Z.to_int f50));
     "of_string", (fun () -> ignore (Z.of_string "12z"));
     "div", (fun () -> ignore (Z.div f50 Z.zero));
     "invert", (fun () -> ignore (Z.invert (Z.of_int 6) (Z.of_int 9)));
     "extract", (fun () -> ignore (Z.extract f50 (-1) 3))];
  collect ();
  let q = ref Q.zero in
  for i = 1 to 200 do q := Q.add !q (Q.of_ints 1 i) done;
  Printf.printf "harmonic: %d %d\n" (Z.numbits (Q.num !q)) (Z.numbits (Q.den !q))
