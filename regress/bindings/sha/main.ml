(* sha: contexts in abstract blocks, bigarray input with the runtime lock released, copies of contexts. *)

let collect () = Gc.full_major (); Gc.compact ()

let bigarray kind element s =
  Bigarray.Array1.of_array kind Bigarray.c_layout (Array.init (String.length s) (fun i -> element s.[i]))
let chars = bigarray Bigarray.char Fun.id
let bytes = bigarray Bigarray.int8_unsigned Char.code

let () =
  let s = String.init 10_000 (fun i -> Char.chr (i * 13 land 255)) in
  Printf.printf "%s\n%s\n%s\n" Sha1.(to_hex (string s)) Sha256.(to_hex (string s)) Sha512.(to_hex (string s));
  let b = bytes s in
  let c1 = Sha1.init () in
  Sha1.update_buffer c1 (chars s);
  Printf.printf "%b %b %b\n" Sha1.(equal (finalize c1) (string s)) Sha256.(equal (buffer b) (string s))
    Sha512.(equal (buffer b) (string s));
  for i = 1 to 500 do
    let c1 = Sha1.init () and c2 = Sha256.init () and c5 = Sha512.init () in
    Sha1.update_string c1 "abc"; Sha256.update_substring c2 s i 100; Sha512.update_buffer c5 (bytes (string_of_int i));
    let d2 = Sha256.copy c2 and d5 = Sha512.copy c5 in
    if i mod 100 = 0 then begin
      collect ();
      Printf.printf "%s %s %s\n" Sha1.(to_hex (finalize c1)) Sha256.(to_hex (finalize d2))
        (String.sub Sha512.(to_hex (finalize d5)) 0 20);
      Printf.printf "%b\n" Sha256.(equal (finalize c2) (substring s i 100))
    end
  done;
  let name = Filename.temp_file "stubs" ".bin" in
  let oc = open_out_bin name in
  output_string oc s; close_out oc;
  Printf.printf "%b %b\n" Sha256.(equal (file name) (string s)) Sha512.(equal (file_fast name) (string s));
  let ic = open_in_bin name in
  Printf.printf "%s\n" Sha1.(to_hex (channel ic 5000));
  close_in ic;
  Sys.remove name;
  (match Sha256.file_fast "/nonexistent/file" with
   | _ -> print_endline "no exception" | exception e -> print_endline "exception");
  (match Sha1.update_substring (Sha1.init ()) s 20_000 0 with
   | () -> print_endline "no exception" | exception Invalid_argument _ -> print_endline "Invalid_argument");
  collect ();
  Printf.printf "%b\n" Sha256.(equal (of_hex (to_hex (string s))) (string s))
