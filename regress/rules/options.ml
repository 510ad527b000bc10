(* SPDX-License-Identifier: GPL-2.0-or-later *)
type address
external naked : (address -> unit) -> unit = "naked"
external after_free : unit -> int = "after_free"

let () =
  naked ignore;
  ignore (Sys.opaque_identity (after_free ()))
