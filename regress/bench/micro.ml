(* micro WHAT N: one kind of boundary crossing, N times. *)
external noop : int -> int = "bench_noop"
external noalloc : int -> int = "bench_noop" [@@noalloc]
external pair : int -> int -> int * int = "bench_pair"
external copy_string : unit -> string = "bench_copy_string"
external callback : (int -> int) -> int -> int = "bench_callback"
external blocking : unit -> unit = "bench_blocking"
type buffer
external buffer : int -> buffer = "bench_buffer"

let () =
  let n = int_of_string Sys.argv.(2) and sum = ref 0 in
  let repeat f = for i = 1 to n do f i done in
  (match Sys.argv.(1) with
   | "noop" -> repeat (fun i -> sum := !sum + noop i)
   | "noalloc" -> repeat (fun i -> sum := !sum + noalloc i)
   | "pair" -> repeat (fun i -> sum := !sum + fst (pair i 1))
   | "copy_string" -> repeat (fun _ -> sum := !sum + String.length (copy_string ()))
   | "callback" -> let f x = x + 1 in repeat (fun i -> sum := !sum + callback f i)
   | "blocking" -> repeat (fun _ -> blocking ())
   | "custom" -> repeat (fun i -> ignore (Sys.opaque_identity (buffer (i land 63))))
   | what -> failwith what);
  Printf.printf "%d\n" !sum
