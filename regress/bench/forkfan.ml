(* Children that each make and marshal a table to their parent. *)
let () =
  let children = int_of_string Sys.argv.(1) and size = int_of_string Sys.argv.(2) * 100 in
  let sum = ref 0 in
  for c = 1 to children do
    let r, w = Unix.pipe () in
    match Unix.fork () with
    | 0 ->
      Unix.close r;
      let out = Unix.out_channel_of_descr w in
      Marshal.to_channel out (List.init size (fun i -> Printf.sprintf "%d:%d" c i)) [];
      close_out out;
      exit 0
    | pid ->
      Unix.close w;
      let input = Unix.in_channel_of_descr r in
      let l : string list = Marshal.from_channel input in
      close_in input;
      ignore (Unix.waitpid [] pid);
      List.iter (fun s -> sum := !sum + String.length s) l
  done;
  Printf.printf "%d\n" !sum
