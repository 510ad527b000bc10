(* mccs: a solver in C++, problems in custom blocks, lists and variants both ways. *)
open Cudf

let collect () = Gc.full_major (); Gc.compact ()

let universe n =
  let package name version depends conflicts installed =
    { default_package with package = name; version; depends; conflicts; installed } in
  load_universe
    (List.concat (List.init n (fun i ->
       let name = Printf.sprintf "p%d" i in
       let next = Printf.sprintf "p%d" (i + 1) in
       let depends = if i + 1 < n then [ [ (next, Some (`Geq, 1 + i mod 2)) ] ] else [] in
       [ package name 1 depends [] (i mod 3 = 0); package name 2 depends [ (name, Some (`Eq, 1)) ] false ])))

let solve n install =
  let request = { default_request with request_id = "r"; install } in
  let problem = (default_preamble, universe n, request) in
  match Mccs.resolve_cudf "-removed,-notuptodate,-new" problem with
  | None -> print_endline "none"
  | Some (_, u) ->
    let installed = get_packages ~filter:(fun p -> p.installed) u in
    Printf.printf "%d %s\n" (List.length installed)
      (String.concat " " (List.sort compare (List.filteri (fun i _ -> i < 4) (List.map (fun p -> Printf.sprintf "%s.%d" p.package p.version) installed))))

let () =
  for i = 1 to 6 do
    solve (5 * i) [ ("p0", Some (`Eq, 2)) ];
    if i mod 2 = 0 then collect ()
  done;
  solve 5 [ ("p1", Some (`Eq, 2)); ("p4", None) ];
  solve 5 [ ("none", None) ];
  print_endline (Mccs.get_solver_id ());
  collect ()
