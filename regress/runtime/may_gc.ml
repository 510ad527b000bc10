(* All of the runtime, systhreads included (-linkall). *)
let () = Thread.join (Thread.create print_string "x")
