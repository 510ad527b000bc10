(* ctypes through libffi: calls, a callback, structures. *)
open Ctypes
let labs = Foreign.foreign "labs" (long @-> returning long)
let strlen = Foreign.foreign "strlen" (string @-> returning size_t)
let qsort = Foreign.foreign "qsort" (ptr int @-> size_t @-> size_t @->
  Foreign.funptr (ptr int @-> ptr int @-> returning int) @-> returning void)

let () =
  let n = int_of_string Sys.argv.(1) and sum = ref 0 in
  for i = 1 to n do
    sum := !sum + Signed.Long.to_int (labs (Signed.Long.of_int (-i)));
    sum := !sum + Unsigned.Size_t.to_int (strlen (string_of_int i))
  done;
  let a = CArray.of_list int (List.init (n / 20) (fun i -> i * 7919 mod 10007)) in
  qsort (CArray.start a) (Unsigned.Size_t.of_int (CArray.length a)) (Unsigned.Size_t.of_int (sizeof int))
    (fun x y -> compare !@x !@y);
  Printf.printf "%d %d\n" !sum (CArray.get a (CArray.length a / 2))
