(* SPDX-License-Identifier: GPL-2.0-or-later *)
type address
external left_headers : (address -> unit) -> unit = "left_headers"

let () = left_headers ignore
