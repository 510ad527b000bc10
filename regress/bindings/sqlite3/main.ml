(* sqlite3: custom blocks with finalisers and reference counts (a statement keeps its database), callbacks from the
   engine into OCaml, user functions held by global roots, explicit close followed by the finaliser. *)
open Sqlite3

let collect () = Gc.full_major (); Gc.compact ()
let ok rc = if not (Rc.is_success rc) then Printf.printf "unexpected: %s\n" (Rc.to_string rc)

let fill db n =
  ok (exec db "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, size REAL, data BLOB)");
  let stmt = prepare db "INSERT INTO t VALUES (?, ?, ?, ?)" in
  for i = 1 to n do
    ok (bind_values stmt
      Data.[INT (Int64.of_int i); TEXT (Printf.sprintf "name%d" i); FLOAT (float i /. 4.); BLOB (String.make i '\x01')]);
    (match step stmt with Rc.DONE -> () | rc -> Printf.printf "step: %s\n" (Rc.to_string rc));
    ok (reset stmt);
    if i mod 40 = 0 then collect ()
  done;
  ok (finalize stmt)

let () =
  let db = db_open ":memory:" in
  fill db 100;
  (* exec with a callback that allocates and collects *)
  let rows = ref 0 in
  ok (exec db ~cb:(fun row headers ->
        incr rows; if !rows = 3 then collect ();
        if !rows <= 2 then
          Array.iteri (fun i h -> Printf.printf "%s=%s " h (Option.value row.(i) ~default:"NULL")) headers)
      "SELECT id, name, size FROM t WHERE id < 7");
  Printf.printf "\n%d rows\n" !rows;
  (* user functions, one of which raises (no aggregate: see known-bugs) *)
  create_fun1 db "twice" (function Data.TEXT s -> Gc.minor (); Data.TEXT (s ^ s) | d -> d);
  create_fun1 db "fails" (fun _ -> failwith "no");
  create_funN db "joined" (fun args ->
    Gc.minor (); Data.TEXT (String.concat "," (Array.to_list (Array.map Data.to_string_coerce args))));
  collect ();
  let query sql =
    let stmt = prepare db sql in
    let rc, n = fold stmt ~init:0 ~f:(fun n row ->
      if n < 3 then print_endline (String.concat " | " (Array.to_list (Array.map Data.to_string_debug row))); n + 1) in
    Printf.printf "%s: %d rows\n" (Rc.to_string rc) n in
  query "SELECT twice(name), size FROM t WHERE id BETWEEN 10 AND 12";
  query "SELECT joined(id, twice(name), size) FROM t";
  query "SELECT fails(name) FROM t";
  Printf.printf "errmsg: %s\n" (errmsg db);
  delete_function db "twice";
  (* statements left to the finaliser, with and without a database of their own *)
  for _ = 1 to 50 do
    let stmt = prepare db "SELECT count(*) FROM t" in
    ignore (step stmt);
    let other = db_open ":memory:" in
    ignore (prepare other "SELECT 1")
  done;
  collect ();
  (match prepare db "SELEC" with
   | _ -> () | exception Error msg -> Printf.printf "Error %s\n" msg);
  (let stmt = prepare db "SELECT ?" in
   match column stmt 5 with
   | _ -> () | exception RangeError (i, n) -> Printf.printf "RangeError %d %d\n" i n
   | exception e -> print_endline (Printexc.to_string e));
  collect ();
  Printf.printf "closed: %b\n" (db_close db);
  (match exec db "SELECT 1" with
   | rc -> print_endline (Rc.to_string rc) | exception e -> print_endline (Printexc.to_string e));
  collect ()
