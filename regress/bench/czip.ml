(* camlzip: zlib does the work, the OCaml side feeds it in pieces. *)
let data = String.init 300_000 (fun i -> Char.chr (97 + (i * i / 17 + i / 1000) mod 23))

let through f =
  let pos = ref 0 and out = Buffer.create 100_000 in
  f (fun buf ->
       let n = min (Bytes.length buf) (String.length data - !pos) in
       Bytes.blit_string data !pos buf 0 n; pos := !pos + n; n)
    (fun buf n -> Buffer.add_subbytes out buf 0 n);
  Buffer.contents out

let () =
  for _ = 1 to int_of_string Sys.argv.(1) do
    let packed = through (Zlib.compress ~level:6) in
    let pos = ref 0 and size = ref 0 in
    Zlib.uncompress
      (fun buf ->
         let n = min (Bytes.length buf) (String.length packed - !pos) in
         Bytes.blit_string packed !pos buf 0 n; pos := !pos + n; n)
      (fun _ n -> size := !size + n);
    Printf.printf "%d %d\n" (String.length packed) !size
  done
