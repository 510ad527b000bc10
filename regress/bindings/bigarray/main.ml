(* Bigarrays: every kind and layout through the runtime's generic functions; parts, mapped files, comparison, marshalling. *)
open Bigarray
let collect () = Gc.full_major (); Gc.compact ()
let check (type a b) name (kind : (a, b) kind) (x : a) (y : a) =
  let one (type l) (layout : l layout) base =
    let g = Genarray.create kind layout [| 6; 5; 4 |] in
    Genarray.fill g x;
    Genarray.set g [| base + 1; base + 2; base + 3 |] y;
    let a3 = array3_of_genarray g in
    let flat = reshape_1 g 120 in
    let copy = Genarray.create kind layout [| 6; 5; 4 |] in
    Genarray.blit g copy;
    let back : (a, b, l) Genarray.t = Marshal.from_string (Marshal.to_string g []) 0 in
    collect ();
    let seen = ref 0 in
    for i = base to base + 119 do if Array1.get flat i = y then incr seen done;
    Printf.printf "%s %d: %b %b %d %d %b\n" name base (compare g copy = 0) (back = g) !seen (Array3.dim2 a3)
      (Hashtbl.hash g = Hashtbl.hash copy) in
  one c_layout 0; one fortran_layout 1

let () =
  check "float32" float32 1.5 2.5; check "float64" float64 1. 2.; check "int8s" int8_signed (-3) 7;
  check "int8u" int8_unsigned 200 7; check "int16s" int16_signed (-300) 7; check "int16u" int16_unsigned 60000 7;
  check "int" int max_int 7; check "int32" int32 5l 6l; check "int64" int64 5L 6L; check "nativeint" nativeint 5n 6n;
  check "char" char 'a' 'b'; check "complex32" complex32 Complex.one Complex.i; check "complex64" complex64 Complex.one Complex.i;
  let a = Array2.init float64 c_layout 50 40 (fun i j -> float (i * 40 + j)) in
  let rows = List.init 50 (fun i -> Array2.slice_left a i) in
  let part = Array2.sub_left a 10 20 in
  collect ();
  Printf.printf "%.0f %.0f %d\n" (List.fold_left (fun s r -> s +. r.{39}) 0. rows) part.{0, 0} (Array2.size_in_bytes part);
  let f = Genarray.change_layout (genarray_of_array2 a) fortran_layout in
  let s = Genarray.slice_right f [| 3 |] in
  Printf.printf "%.0f %d\n" (Genarray.get s [| 5 |]) (Genarray.num_dims f);
  let name = Filename.temp_file "ba" "" in
  let fd = Unix.openfile name [Unix.O_RDWR] 0 in
  let map = array2_of_genarray (Unix.map_file fd int32 c_layout true [| -1; 16 |]) in
  Printf.printf "empty file: %d rows\n" (Array2.dim1 map);
  let map = array2_of_genarray (Unix.map_file fd int32 c_layout true [| 100; 16 |]) in
  Array2.fill map 9l;
  Unix.close fd; Sys.remove name;
  let parts = List.init 100 (fun i -> Array2.slice_left map i) in
  collect ();
  Printf.printf "mapped: %ld\n" (List.fold_left (fun s p -> Int32.add s p.{3}) 0l parts);
  List.iter (fun f -> match f () with () -> print_endline "no error" | exception Invalid_argument e -> print_endline e)
    [(fun () -> ignore (Array1.create int c_layout (-1))); (fun () -> ignore (Array2.sub_left a 40 20));
     (fun () -> ignore (Genarray.get f [| 0; 1 |])); (fun () -> ignore (reshape_1 (genarray_of_array2 a) 7))];
  for i = 1 to 500 do ignore (Sys.opaque_identity (Array1.create char c_layout (i * 100))) done;
  collect ()
