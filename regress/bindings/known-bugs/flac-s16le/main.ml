(* caml_flac_s16le_to_float takes the address of the string's bytes, then allocates the result, then reads the bytes: a
   minor collection in between moves the string, and the minor heap is used anew. *)
let () =
  Gc.set { (Gc.get ()) with Gc.minor_heap_size = 4096 };
  let wrong = ref 0 in
  for i = 1 to 10_000 do
    let sample = i land 127 in
    let s = String.make 400 (Char.chr sample) in
    let wanted = float (sample * 257) /. 32767. in
    let a = Flac.Encoder.from_s16le s 2 in
    if Array.exists (fun c -> Array.exists (fun x -> x <> wanted) c) a then incr wrong
  done;
  Printf.printf "wrong %d times\n" !wrong
