(* camlpdf: inflate and deflate in stubs, AES and SHA in stubs. *)
let collect () = Gc.full_major (); Gc.compact ()
let () =
  let text = String.concat " " (List.init 5000 string_of_int) in
  for k = 1 to 4 do
    let input = Pdfio.bytes_of_string (String.sub text 0 (k * 5000)) in
    let packed = Pdfcodec.encode_flate input in
    collect ();
    let back = Pdfcodec.decode_flate packed in
    Printf.printf "%d %b\n" (Pdfio.bytes_size packed) (Pdfio.string_of_bytes back = Pdfio.string_of_bytes input)
  done
