(* base: [@@noalloc] stubs on unboxed integers and on hash states in abstract values, raw and exception-raising array
   and string primitives, bit counting. *)
open Base

let printf = Stdio.printf
let collect () = Caml.Gc.full_major (); Caml.Gc.compact ()

let () =
  let strings = List.init 500 ~f:(fun i -> String.make (i % 70) (Char.of_int_exn (97 + (i % 26)))) in
  let digest = List.fold strings ~init:(Hash.create ~seed:7 ()) ~f:(fun state s ->
    if String.length s = 50 then collect ();
    Hash.fold_string (Hash.fold_int64 (Hash.fold_int (Hash.fold_float state 1.5) 3) 5L) s) in
  printf "hash %d\n" (Hash.get_hash_value digest);
  printf "string hash %d\n" (String.hash (String.concat strings));
  printf "bits %d %d %d %d\n" (Int.popcount 0xff0f) (Int64.clz 1L) (Int32.ctz 64l) (Int63.popcount (Int63.of_int 7));
  printf "pow %d %d\n" (Int.pow 3 20) (Int.ceil_pow2 1000);
  let table = Hashtbl.create (module String) in
  List.iteri strings ~f:(fun i s -> Hashtbl.set table ~key:s ~data:i);
  collect ();
  printf "table %d %d\n" (Hashtbl.length table)
    (String.length (String.concat (List.sort (Hashtbl.keys table) ~compare:String.compare)));
  let a = Array.init 300 ~f:(fun i -> String.make 3 (Char.of_int_exn (65 + (i % 26)))) in
  Array.blit ~src:a ~src_pos:0 ~dst:a ~dst_pos:100 ~len:200;
  Array.sort a ~compare:String.compare;
  collect ();
  printf "array %s %s\n" a.(0) a.(299);
  let floats = Array.create ~len:20 1.5 in
  Array.blit ~src:(Array.init 10 ~f:Float.of_int) ~src_pos:0 ~dst:floats ~dst_pos:5 ~len:10;
  printf "floats %g\n" (Array.fold floats ~init:0. ~f:( +. ));
  let q = Queue.create () in
  for i = 1 to 1000 do Queue.enqueue q (Int.to_string i); if i % 3 = 0 then ignore (Queue.dequeue_exn q : string) done;
  collect ();
  printf "queue %d %s\n" (Queue.length q) (Queue.peek_exn q);
  let weak = Caml.Weak.create 10 in
  Caml.Weak.set weak 0 (Some (String.make 5 'w'));
  collect ();
  printf "weak %b\n" (Caml.Weak.check weak 0);
  printf "bytes %s\n" (Bytes.to_string (Bytes.of_char_list ['a'; 'b']));
  printf "float %s %d\n" (Float.to_string_hum 12345.678 ~decimals:2) (Float.iround_exn ~dir:`Up 2.1);
  List.iter ~f:(fun (name, f) ->
    match f () with
    | () -> printf "%s: no exception\n" name
    | exception Invalid_argument _ -> printf "%s: Invalid_argument\n" name
    | exception _ -> printf "%s: exception\n" name)
    ["blit", (fun () -> Array.blit ~src:a ~src_pos:299 ~dst:a ~dst_pos:0 ~len:2);
     "get", (fun () -> ignore (String.get "abc" 3 : char));
     "ctz", (fun () -> ignore (Int.ctz 0 : int));
     "dequeue", (fun () -> ignore (Queue.dequeue_exn (Queue.create ()) : int));
     "of_string", (fun () -> ignore (Int.of_string "x" : int))];
  collect ()
