(* caml_sqlite3_user_function_step asks SQLite for an aggregate context that is smaller than what it then writes, and
   registers a word behind it as a global root. *)
open Sqlite3

let () =
  let db = db_open ":memory:" in
  ignore (exec db "CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('a'), ('bb'), ('ccc')");
  Aggregate.create_fun1 db "total_length" ~init:0
    ~step:(fun n -> function Data.TEXT s -> Gc.minor (); n + String.length s | _ -> n)
    ~final:(fun n -> Data.INT (Int64.of_int n));
  let stmt = prepare db "SELECT total_length(name) FROM t" in
  ignore (step stmt);
  Printf.printf "%d\n" (column_int stmt 0)
