(* mtime: boxed integers from clock stubs. *)
let () =
  let c = Mtime_clock.counter () and last = ref 0L and ok = ref true in
  for i = 1 to 20000 do
    let t = Mtime_clock.elapsed_ns () in
    if t < !last then ok := false;
    last := t;
    if i mod 5000 = 0 then Gc.compact ()
  done;
  Printf.printf "%b %b %b\n" !ok (Mtime.Span.to_uint64_ns (Mtime_clock.count c) > 0L) (Mtime_clock.now_ns () > 0L);
  ignore (Mtime_clock.period_ns ())
