(* Damages a file in ways that depend on a seed only: mutate FILE FOLDER COUNT SEED.
   One third truncated, the rest with bytes changed where readers look: the ELF
   header and the tables it leads to, section and symbol tables, the trailer. *)
let read file =
  let c = open_in_bin file in
  let s = really_input_string c (in_channel_length c) in
  close_in c;
  s

(* Ranges of (offset, size) worth damaging. *)
let targets s =
  let size = String.length s in
  let ends = [ (0, 64); (64, 800); (max 0 (size - 64), 64) ] in
  if size > 64 && String.sub s 0 4 = "\127ELF" then
    let shoff = Int64.to_int (String.get_int64_le s 0x28) and n = String.get_uint16_le s 0x3c in
    let section i =
      let h = shoff + (i * 64) in
      let ty = Int32.to_int (String.get_int32_le s (h + 4)) in
      if List.mem ty [ 2; 3; 4; 6; 11; 0x6ffffffe; 0x6fffffff ] then
        [ (Int64.to_int (String.get_int64_le s (h + 24)), Int64.to_int (String.get_int64_le s (h + 32))) ]
      else []
    in
    ((shoff, n * 64) :: (shoff, n * 64) :: ends) @ List.concat (List.init n section)
  else ends

let damage s =
  let ranges = Array.of_list (targets s) and b = Bytes.of_string s in
  for _ = 0 to Random.int 12 do
    let lo, len = ranges.(Random.int (Array.length ranges)) in
    let at = min (Bytes.length b - 1) (lo + Random.int (max 1 len)) in
    let old = Bytes.get_uint8 b at in
    Bytes.set_uint8 b at (match Random.int 3 with 0 -> old lxor (1 lsl Random.int 8) | 1 -> 255 | _ -> Random.int 256)
  done;
  Bytes.to_string b

let () =
  let s = read Sys.argv.(1) and count = int_of_string Sys.argv.(3) in
  Random.init (int_of_string Sys.argv.(4));
  for i = 1 to count do
    let out = if i mod 3 = 0 then String.sub s 0 (Random.int (String.length s)) else damage s in
    let name = Printf.sprintf "%s/%s.%03d" Sys.argv.(2) (Filename.basename Sys.argv.(1)) i in
    let c = open_out_bin name in
    output_string c out;
    close_out c
  done
