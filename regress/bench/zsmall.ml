(* Many short stub calls: zarith on numbers of one and two limbs. *)
let () =
  let m = Z.of_string "18446744073709551629" and x = ref (Z.of_string "12345678901234567890") in
  for i = 1 to int_of_string Sys.argv.(1) do
    x := Z.rem (Z.add (Z.mul !x !x) (Z.of_int i)) m
  done;
  print_endline (Z.to_string !x)
