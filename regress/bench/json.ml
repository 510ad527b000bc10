(* Yojson: prints, parses and queries a document. *)
let document n : Yojson.Safe.t =
  `List (List.init n (fun i ->
    `Assoc ["id", `Int i; "name", `String (Printf.sprintf "item %d \"quoted\"" i);
            "price", `Float (float i /. 7.); "tags", `List [`Bool (i mod 2 = 0); `Null; `String "é"]]))

let () =
  let doc = document 500 in
  let text = Yojson.Safe.to_string doc in
  let size = ref 0 in
  for _ = 1 to int_of_string Sys.argv.(1) do
    let back = Yojson.Safe.from_string text in
    size := !size + String.length (Yojson.Safe.to_string back)
  done;
  Printf.printf "%d %d\n" (String.length text) !size
