(* cryptokit: cipher and hash contexts in strings and custom blocks, [@@noalloc] stubs on strings, compression
   streams, big numbers through zarith, wiping, errors. *)
open Cryptokit

let collect () = Gc.full_major (); Gc.compact ()
let hex s = transform_string (Hexa.encode ()) s

let hashes =
  [ "sha1", Hash.sha1; "sha256", Hash.sha256; "sha512", Hash.sha512; "sha3", (fun () -> Hash.sha3 256);
    "blake2b", (fun () -> Hash.blake2b 256); "ripemd", Hash.ripemd160; "md5", Hash.md5;
    "hmac", (fun () -> MAC.hmac_sha256 "key"); "aes_cmac", (fun () -> MAC.aes_cmac (String.make 16 'k'));
    "siphash", (fun () -> MAC.siphash (String.make 16 's')) ]

let () =
  let message = String.init 5000 (fun i -> Char.chr (i * 7 land 255)) in
  List.iter (fun (name, make) ->
    for _ = 1 to 30 do ignore (make ()) done;
    let h = make () in
    h#add_string message; collect (); h#add_char 'x';
    Printf.printf "%s %s\n" name (hex h#result);
    h#wipe) hashes;
  let key = String.init 32 Char.chr in
  let ciphers =
    [ "aes", (fun d -> Cipher.aes ~mode:Cipher.CBC ~pad:Padding.length ~iv:(String.make 16 'i') key d);
      "aes-ctr", (fun d -> Cipher.aes ~mode:Cipher.CTR ~pad:Padding._8000 key d);
      "3des", (fun d -> Cipher.triple_des ~pad:Padding.length (String.sub key 0 24) d);
      "blowfish", (fun d -> Cipher.blowfish ~pad:Padding.length key d);
      "arcfour", (fun d -> Cipher.arcfour (String.sub key 0 16) d);
      "chacha20", (fun d -> Cipher.chacha20 key d) ] in
  List.iter (fun (name, make) ->
    let secret = transform_string (make Cipher.Encrypt) message in
    collect ();
    let clear = transform_string (make Cipher.Decrypt) secret in
    Printf.printf "%s %b %s\n" name (clear = message) (hex (hash_string (Hash.md5 ()) secret))) ciphers;
  let small = transform_string (Zlib.compress ()) message in
  collect ();
  Printf.printf "zlib %b\n" (transform_string (Zlib.uncompress ()) small = message);
  (match transform_string (Zlib.uncompress ()) "garbage in" with
   | _ -> print_endline "no exception"
   | exception Error (Compression_error _) -> print_endline "Compression_error");
  (match transform_string (Base64.decode ()) "****" with
   | _ -> print_endline "no exception" | exception Error Bad_encoding -> print_endline "Bad_encoding");
  (match Cipher.aes "short" Cipher.Encrypt with
   | _ -> print_endline "no exception" | exception Error Wrong_key_size -> print_endline "Wrong_key_size");
  let rng = Random.pseudo_rng (String.make 20 'r') in
  let pair = RSA.new_key ~rng 512 in
  let signed = RSA.sign_CRT pair "signed text" in
  collect ();
  let back = RSA.unwrap_signature pair signed in
  Printf.printf "rsa %b %d\n" (String.sub back (String.length back - 11) 11 = "signed text") (String.length signed);
  collect ()
