(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Memory of the heap is given back, and malloc gives it to C, just after the runtime has given C a value. *)
external malloc_reuses : unit -> int = "malloc_reuses"

let () =
  let some = ref (List.init 300_000 (fun i -> ref i)) in
  Gc.full_major ();
  ignore (Sys.opaque_identity !some);
  some := [];
  Gc.compact ();
  Gc.compact ();
  Printf.printf "%d\n" (malloc_reuses ())
