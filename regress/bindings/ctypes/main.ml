(* ctypes with libffi: C memory owned by managed pointers, closures called from C (qsort, bsearch), structures by
   value, strings, bigarrays, finalisers of the user, errno. *)
open Ctypes
open Foreign

let collect () = Gc.full_major (); Gc.compact ()

let compare_ints = ptr void @-> ptr void @-> returning int
let qsort = foreign "qsort" (ptr void @-> size_t @-> size_t @-> funptr compare_ints @-> returning void)
let strlen = foreign "strlen" (string @-> returning size_t)
let toupper = foreign "toupper" (int @-> returning int)
let memcpy = foreign "memcpy" (ptr char @-> ocaml_string @-> size_t @-> returning (ptr void))
let chdir = foreign "chdir" ~check_errno:true (string @-> returning int)
let root = foreign "sqrt" (double @-> returning double)

type division
let division : division structure typ = structure "div_t"
let quot = field division "quot" int
let rem = field division "rem" int
let () = seal division
let div = foreign "div" (int @-> int @-> returning division)

let () =
  let calls = ref 0 in
  let compare a b =
    incr calls; if !calls mod 50 = 0 then collect ();
    compare !@(from_voidp int a) !@(from_voidp int b) in
  for round = 1 to 3 do
    let a = CArray.of_list int (List.init 60 (fun i -> (i * 7919 * round) mod 1009)) in
    qsort (to_voidp (CArray.start a)) (Unsigned.Size_t.of_int 60) (Unsigned.Size_t.of_int (sizeof int)) compare;
    let l = CArray.to_list a in
    Printf.printf "sorted %b, least %d\n" (List.sort Stdlib.compare l = l) (List.hd l)
  done;
  let finalised = ref 0 in
  for i = 1 to 2000 do
    let p = allocate int i in
    let q = allocate_n ~finalise:(fun _ -> incr finalised) double ~count:(1 + i mod 20) in
    q <-@ root (Stdlib.float !@p);
    ignore (Unsigned.Size_t.to_int (strlen (string_of_int i)))
  done;
  collect (); collect ();
  Printf.printf "finalised %b\n" (!finalised > 1000);
  for i = 1 to 3 do
    let d = div (i * 100) 7 in
    collect ();
    Printf.printf "div %d %d\n" (getf d quot) (getf d rem)
  done;
  let buf = CArray.make char ~initial:'.' 20 in
  ignore (memcpy (CArray.start buf) (ocaml_string_start "from a string") (Unsigned.Size_t.of_int 13));
  Printf.printf "%S %c\n" (string_from_ptr (CArray.start buf) ~length:20) (Char.chr (toupper (Char.code 'x')));
  let big = bigarray_of_ptr array1 20 Bigarray.char (CArray.start buf) in
  collect ();
  big.{0} <- 'F';
  Printf.printf "%c\n" (CArray.get buf 0);
  let ba = Bigarray.(Array1.of_array float64 c_layout (Array.init 100 Stdlib.float)) in
  let start = bigarray_start array1 ba in
  collect ();
  Printf.printf "%g\n" !@(start +@ 42);
  (match chdir "/nonexistent" with
   | _ -> print_endline "no exception" | exception Unix.Unix_error (e, f, _) -> Printf.printf "%s: %s\n" f (Unix.error_message e));
  (match foreign "no_such_function_anywhere" (void @-> returning void) with
   | _ -> print_endline "no exception" | exception Dl.DL_error _ -> print_endline "DL_error");
  (match CArray.get buf 20 with
   | _ -> print_endline "no exception" | exception Invalid_argument m -> print_endline m);
  let r = Root.create "an OCaml value" in
  collect ();
  Printf.printf "root %s\n" (Root.get r);
  Root.release r;
  (* a closure that outlives the call it was made for *)
  let f = coerce (Foreign.funptr (int @-> returning int)) (static_funptr (int @-> returning int)) (fun x -> Gc.minor (); x + 1) in
  collect ();
  let g = coerce (static_funptr (int @-> returning int)) (Foreign.funptr (int @-> returning int)) f in
  Printf.printf "closure %d\n" (g 41)
