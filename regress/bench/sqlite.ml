(* sqlite3: rows in and out, with a function in OCaml. *)
open Sqlite3
let ok rc = if rc <> Rc.OK && rc <> Rc.DONE then failwith (Rc.to_string rc)

let () =
  let n = int_of_string Sys.argv.(1) and db = db_open ":memory:" in
  create_fun1 db "half" (function Data.INT i -> Data.INT (Int64.div i 2L) | d -> d);
  ok (exec db "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, v INTEGER)");
  ok (exec db "BEGIN");
  let insert = prepare db "INSERT INTO t VALUES (?, ?, ?)" in
  for i = 1 to n do
    ok (reset insert);
    ok (bind insert 1 (Data.INT (Int64.of_int i)));
    ok (bind insert 2 (Data.TEXT (Printf.sprintf "row %d" i)));
    ok (bind insert 3 (Data.INT (Int64.of_int (i * i mod 1009))));
    ok (step insert)
  done;
  ok (finalize insert);
  ok (exec db "COMMIT");
  let rows = ref 0 and sum = ref 0L in
  ok (exec_not_null_no_headers db "SELECT name, half (v) FROM t WHERE v % 2 = 0" ~cb:(fun row ->
    incr rows; sum := Int64.add !sum (Int64.of_string row.(1))));
  Printf.printf "%d rows, sum %Ld\n" !rows !sum;
  ignore (db_close db)
