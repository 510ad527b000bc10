(* caml_cairo_input_string keeps the fresh string in a C local across caml_callback2_exn and copies out of it
   afterwards. A collection inside the callback moves the string: libpng gets stale bytes. *)
open Cairo

let () =
  let s = Image.create Image.ARGB32 ~w:64 ~h:64 in
  let png = Buffer.create 1000 in
  PNG.write_to_stream s (Buffer.add_string png);
  let pos = ref 0 in
  let input buf n =
    Gc.minor ();
    Bytes.blit_string (Buffer.contents png) !pos (Bytes.unsafe_of_string buf) 0 n; pos := !pos + n in
  match PNG.create_from_stream ~input with
  | back -> Printf.printf "read %dx%d\n" (Image.get_width back) (Image.get_height back)
  | exception e -> Printf.printf "wrong: %s\n" (Printexc.to_string e)
