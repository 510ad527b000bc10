(* A compiled regular expression points to its character tables, but nothing in the OCaml value keeps them alive:
   their finaliser frees them while pcre_exec still reads them. *)

let () =
  let rex = Pcre.regexp ~chtables:(Pcre.maketables ()) "\\w+ \\d+" in
  Gc.full_major ();
  Printf.printf "%b\n" (Pcre.pmatch ~rex "word 12")
