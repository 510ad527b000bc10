(* A signal is pending when ocaml_speex_encode_page passes on the exception of its callback: caml_raise first runs the
   handler, and that the GC, while the stub's local root still holds the encoded result of caml_callback_exn. *)
let large = Bytes.create 500_000_000

let () =
  Sys.set_signal Sys.sigalrm (Sys.Signal_handle (fun _ -> Gc.minor ()));
  let encoder = Speex.Encoder.init Speex.Wideband 2 in
  let feed () =
    let e = Failure (Bytes.to_string (Bytes.of_string "from the callback")) in
    ignore (Unix.setitimer Unix.ITIMER_REAL { Unix.it_interval = 0.; it_value = 0.02 });
    Bytes.unsafe_fill large 0 500_000_000 'x'; (* takes its time, and allocates nothing *)
    raise_notrace e in
  match Speex.Encoder.encode_page encoder (Ogg.Stream.create ()) feed with
  | _ -> print_endline "a page"
  | exception Failure s -> print_endline s
