(* pyml: Python objects in custom blocks, its functions looked up with dlsym, OCaml functions called by Python, exceptions both ways. *)

let collect () = Gc.full_major (); Gc.compact ()

let () =
  Py.initialize ~interpreter:"python3" ();
  let eval s = Py.Run.eval s in
  Printf.printf "%d %s %.2f\n" (Py.Int.to_int (eval "6 * 7")) (Py.String.to_string (eval "'a' + 'b'")) (Py.Float.to_float (eval "1.5 * 3"));
  let numbers = Py.List.of_list_map Py.Int.of_int (List.init 200 Fun.id) in
  collect ();
  Printf.printf "%d\n" (List.fold_left (+) 0 (Py.List.to_list_map Py.Int.to_int numbers));
  let m = Py.Import.add_module "ocaml" in
  let calls = ref 0 in
  Py.Module.set_function m "double" (fun args ->
    incr calls;
    if !calls mod 20 = 0 then collect () else Gc.minor ();
    Py.Int.of_int (2 * Py.Int.to_int args.(0)));
  Py.Module.set_function m "fail" (fun _ -> raise (Py.Err (Py.Err.ValueError, "from OCaml")));
  ignore (Py.Run.simple_string "from ocaml import double, fail");
  let sum = Py.Int.to_int (eval "sum([double(i) for i in range(50)])") in
  Printf.printf "%d %d\n" sum !calls;
  (match eval "fail()" with
   | _ -> print_endline "no exception"
   | exception Py.E (_, value) -> print_endline (Py.Object.to_string value));
  (match eval "1 / 0" with
   | _ -> print_endline "no exception"
   | exception Py.E (kind, _) -> print_endline (Py.Object.string_of_repr kind));
  let d = Py.Dict.create () in
  for i = 1 to 100 do
    Py.Dict.set_item_string d (string_of_int i) (Py.Tuple.of_list [ Py.String.of_string (String.make i 'x'); Py.Int.of_int i ]);
    if i mod 25 = 0 then collect ()
  done;
  Printf.printf "%d %d\n" (Py.Dict.size d) (String.length (Py.String.to_string (Py.Tuple.get (Py.Dict.find_string d "77") 0)));
  let sorted = Py.Module.get_function (Py.Module.builtins ()) "sorted" [| Py.List.of_list_map Py.String.of_string [ "c"; "a"; "b" ] |] in
  print_endline (String.concat "" (Py.List.to_list_map Py.String.to_string sorted));
  let closure = Py.Callable.of_function ~name:"length" (fun args -> Gc.minor (); Py.Int.of_int (Array.length args)) in
  Printf.printf "%d\n" (Py.Int.to_int (Py.Callable.to_function closure [| Py.none; Py.none; Py.none |]));
  let capsule_of, of_capsule = Py.Capsule.make "pairs" in
  let c = capsule_of (String.make 10 'p', 3) in
  collect ();
  let s, n = of_capsule c in
  Printf.printf "%s %d\n" s n;
  collect ();
  Py.finalize ()
