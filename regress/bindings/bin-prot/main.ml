(* bin_prot: [@@noalloc] copies between bigarrays, strings, bytes and float arrays. *)
let collect () = Gc.full_major (); Gc.compact ()
open Bin_prot

let () =
  let buf = Common.create_buf 100_000 in
  for k = 1 to 5 do
    let strings = List.init 50 (fun i -> String.make (i * k) 'a')
    and floats = Array.init (40 * k) (fun i -> float i /. 3.) in
    let pos = Write.bin_write_list Write.bin_write_string buf ~pos:0 strings in
    let pos = Write.bin_write_float_array buf ~pos floats in
    let pos = Write.bin_write_bytes buf ~pos (Bytes.make 1000 'b') in
    let pos = Write.bin_write_array (Write.bin_write_pair Write.bin_write_int Write.bin_write_int64) buf ~pos
        (Array.init 20 (fun i -> (i * 1_000_003, Int64.of_int (i * k)))) in
    let vec = Bigarray.Array1.of_array Bigarray.float64 Bigarray.fortran_layout [| 1.; 2.; 3. |] in
    let stop = Write.bin_write_float64_vec buf ~pos vec in
    collect ();
    let pos_ref = ref 0 in
    let strings' = Read.bin_read_list Read.bin_read_string buf ~pos_ref in
    let floats' = Read.bin_read_float_array buf ~pos_ref in
    let bytes' = Read.bin_read_bytes buf ~pos_ref in
    let pairs' = Read.bin_read_array (Read.bin_read_pair Read.bin_read_int Read.bin_read_int64) buf ~pos_ref in
    let vec' = Read.bin_read_float64_vec buf ~pos_ref in
    Printf.printf "%d bytes: %b %b %b %b %b %b\n" stop (strings = strings') (floats = floats')
      (bytes' = Bytes.make 1000 'b') (snd pairs'.(19) = Int64.of_int (19 * k)) (vec = vec') (!pos_ref = stop)
  done;
  (match Write.bin_write_string (Common.create_buf 3) ~pos:0 "too long" with
   | _ -> print_endline "no exception" | exception Common.Buffer_short -> print_endline "Buffer_short");
  let sub = Bigarray.Array1.sub buf 10 100 in
  let s = Bytes.make 100 ' ' in
  Common.blit_buf_bytes sub s ~len:100;
  collect ();
  Common.blit_bytes_buf s sub ~len:100;
  Common.blit_string_buf "hello" sub ~len:5;
  Common.blit_buf_bytes sub s ~len:5;
  print_endline (Bytes.sub_string s 0 5);
  for _ = 1 to 20 do ignore (Sys.opaque_identity (Common.create_buf 10000)) done;
  collect ()
