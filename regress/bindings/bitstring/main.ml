(* bitstring: [@@noalloc] stubs that read numbers of all sizes out of bytes. *)

let collect () = Gc.full_major (); Gc.compact ()

let () =
  let data = Bytes.init 4096 (fun i -> Char.chr ((i * 31 + i / 7) land 255)) in
  let sums = Array.make 10 0 in
  let add k n = sums.(k) <- (sums.(k) + n) land 0xFFFFFFF in
  let open Bitstring in
  for i = 0 to 4000 do
    let off = 8 * i in
    add 0 (extract_int_be_unsigned data off (8 * 4096 - off) 16);
    add 1 (extract_int_le_unsigned data off (8 * 4096 - off) 16);
    add 2 (Int32.to_int (extract_int32_be_unsigned data off (8 * 4096 - off) 32));
    add 3 (Int32.to_int (extract_int32_le_unsigned data off (8 * 4096 - off) 32));
    add 4 (Int64.to_int (extract_int64_be_unsigned data off (8 * 4096 - off) 64));
    add 5 (Int64.to_int (extract_int64_le_unsigned data off (8 * 4096 - off) 64));
    add 6 (extract_fastpath_int16_be_signed data i);
    add 7 (Int32.to_int (extract_fastpath_int32_le_unsigned data i));
    add 8 (Int32.to_int (extract_fastpath_int32_be_signed data i));
    add 9 (Int64.to_int (extract_fastpath_int64_ne_signed data i));
    if i mod 500 = 0 then collect () else if i mod 50 = 0 then Gc.minor ()
  done;
  Array.iter (Printf.printf "%d ") sums;
  print_newline ();
  let bits = concat [ bitstring_of_string "hello"; ones_bitstring 5; zeroes_bitstring 11 ] in
  collect ();
  Printf.printf "%d %S %b\n" (bitstring_length bits) (string_of_bitstring (takebits 40 bits)) (is_ones_bitstring (takebits 5 (dropbits 40 bits)))
