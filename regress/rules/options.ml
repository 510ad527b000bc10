(* SPDX-License-Identifier: GPL-2.0-or-later *)
type address
external naked : (address -> unit) -> unit = "naked"
external naked_result : unit -> address = "naked_result"
external null_result : unit -> address = "null_result"
external after_free : unit -> int = "after_free"

let () =
  naked ignore;
  let a = naked_result () in
  let pair = Sys.opaque_identity (null_result (), 1) in
  Gc.minor ();
  ignore (Sys.opaque_identity (a, pair));
  ignore (Sys.opaque_identity (after_free ()))
