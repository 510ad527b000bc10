(* bigstringaf: bigarrays, sub-arrays that share a proxy, [@@noalloc] copies between strings and bigarrays. *)
open Bigstringaf

let collect () = Gc.full_major (); Gc.compact ()

let () =
  let kept = Array.init 100 (fun i -> of_string ~off:0 ~len:26 (String.init 26 (fun j -> Char.chr (97 + (i + j) mod 26)))) in
  for i = 1 to 3000 do
    let b = create (1 + i mod 5000) in
    if length b > 10 then ignore (sub b ~off:2 ~len:5)
  done;
  collect ();
  (* Parts outlive the whole. *)
  let parts = Array.map (fun b -> sub b ~off:3 ~len:20) kept in
  Array.fill kept 0 50 empty;
  collect ();
  Printf.printf "%s %s\n" (to_string parts.(0)) (substring parts.(49) ~off:5 ~len:4);
  let whole = create 2000 in
  Array.iteri (fun i p -> blit p ~src_off:0 whole ~dst_off:(i * 20) ~len:20) parts;
  Printf.printf "%s\n" (Digest.to_hex (Digest.string (to_string whole)));
  blit whole ~src_off:0 whole ~dst_off:7 ~len:1000;
  Printf.printf "overlap %s\n" (Digest.to_hex (Digest.string (to_string whole)));
  let bytes = Bytes.make 64 '.' in
  blit_to_bytes whole ~src_off:10 bytes ~dst_off:8 ~len:30;
  blit_from_bytes bytes ~src_off:0 whole ~dst_off:100 ~len:64;
  Gc.minor ();
  Printf.printf "%S\n" (Bytes.to_string bytes);
  Printf.printf "memcmp %d %d %d\n" (compare (memcmp whole 0 whole 1 50) 0)
    (memcmp_string whole 108 (substring whole ~off:108 ~len:30) 0 30) (memcmp whole 5 whole 5 100);
  Printf.printf "memchr %d %d\n" (memchr whole 100 '.' 64) (memchr whole 0 '!' 500);
  set_int32_be whole 0 0x01020304l; set_int64_le whole 4 0x1122334455667788L;
  Printf.printf "%lx %Lx %d\n" (get_int32_le whole 0) (get_int64_be whole 4) (get_int16_sign_extended_be whole 4);
  let out = create 10 in
  List.iter (fun (name, f) ->
    match f () with
    | () -> Printf.printf "%s: no exception\n" name
    | exception Invalid_argument m -> Printf.printf "%s: %s\n" name m)
    ["blit", (fun () -> blit whole ~src_off:1990 out ~dst_off:0 ~len:20);
     "sub", (fun () -> ignore (sub out ~off:5 ~len:6));
     "create", (fun () -> ignore (create (-1)));
     "get", (fun () -> ignore (get out 10));
     "memchr", (fun () -> ignore (memchr out 8 'x' 3))];
  let c = copy whole ~off:0 ~len:40 in
  collect ();
  Printf.printf "copy %b\n" (memcmp c 0 whole 0 40 = 0)
