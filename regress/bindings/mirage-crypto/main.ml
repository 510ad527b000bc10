(* mirage-crypto: [@@noalloc] stubs on bigarrays (cstruct) and byte strings, elliptic curves in portable C. *)
open Mirage_crypto

let collect () = Gc.full_major (); Gc.compact ()
let hex c = let `Hex s = `Hex (String.concat "" (List.map (fun c -> Printf.sprintf "%02x" (Char.code c)) (List.of_seq (String.to_seq (Cstruct.to_string c))))) in s
let cs = Cstruct.of_string

let () =
  let message = cs (String.init 1000 (fun i -> Char.chr (i * 11 land 255))) in
  List.iter (fun h ->
    for _ = 1 to 50 do ignore (Hash.digest h (cs "short")) done;
    collect ();
    Printf.printf "%d %s\n" (Hash.digest_size h) (hex (Hash.mac h ~key:(cs "key") message))) Hash.hashes;
  let state = ref Hash.SHA256.empty in
  for i = 0 to 99 do state := Hash.SHA256.feed !state (Cstruct.sub message (i * 10) 10); if i = 50 then collect () done;
  Printf.printf "%b\n" (Cstruct.equal (Hash.SHA256.get !state) (Hash.SHA256.digest message));
  let open Cipher_block in
  let key = cs (String.make 32 'k') and iv = cs (String.make 16 'i') in
  let k = AES.CBC.of_secret key in
  let secret = AES.CBC.encrypt ~key:k ~iv (Cstruct.sub message 0 992) in
  collect ();
  Printf.printf "cbc %b %s\n" (Cstruct.equal (AES.CBC.decrypt ~key:k ~iv secret) (Cstruct.sub message 0 992))
    (hex (Hash.MD5.digest secret));
  let k = AES.CTR.of_secret key in
  Printf.printf "ctr %s\n" (hex (Hash.MD5.digest (AES.CTR.encrypt ~key:k ~ctr:(AES.CTR.ctr_of_cstruct iv) message)));
  let k = AES.GCM.of_secret key and nonce = cs (String.make 12 'n') in
  let sealed = AES.GCM.authenticate_encrypt ~key:k ~nonce ~adata:(cs "header") message in
  collect ();
  Printf.printf "gcm %d %b\n" (Cstruct.length sealed)
    (match AES.GCM.authenticate_decrypt ~key:k ~nonce ~adata:(cs "header") sealed with
     | Some m -> Cstruct.equal m message | None -> false);
  Printf.printf "tampered %b\n" (AES.GCM.authenticate_decrypt ~key:k ~nonce ~adata:(cs "other") sealed = None);
  let k = DES.ECB.of_secret (cs "0123456789abcdefghijklmn") in
  Printf.printf "3des %s\n" (hex (DES.ECB.encrypt ~key:k (Cstruct.sub message 0 16)));
  let k = Chacha20.of_secret key in
  Printf.printf "chacha %s\n" (hex (Hash.MD5.digest (Chacha20.authenticate_encrypt ~key:k ~nonce message)));
  Printf.printf "poly %s\n" (hex (Poly1305.mac ~key message));
  (match AES.CBC.of_secret (cs "short") with
   | _ -> print_endline "no exception" | exception Invalid_argument _ -> print_endline "Invalid_argument");
  let open Mirage_crypto_ec in
  (match P256.Dsa.priv_of_cstruct (cs (String.make 32 'p')) with
   | Error _ -> print_endline "bad key"
   | Ok priv ->
       let digest = Hash.SHA256.digest message in
       let signature = P256.Dsa.sign ~key:priv digest in
       collect ();
       Printf.printf "p256 %b %s\n" (P256.Dsa.verify ~key:(P256.Dsa.pub_of_priv priv) signature digest)
         (hex (Hash.MD5.digest (fst signature))));
  (match Ed25519.priv_of_cstruct (cs (String.make 32 'e')) with
   | Error _ -> print_endline "bad key"
   | Ok priv ->
       let signature = Ed25519.sign ~key:priv message in
       collect ();
       Printf.printf "ed25519 %b\n" (Ed25519.verify ~key:(Ed25519.pub_of_priv priv) signature ~msg:message));
  (match P256.Dsa.pub_of_cstruct (cs "nonsense") with Ok _ -> print_endline "accepted" | Error _ -> print_endline "rejected");
  collect ()
