(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Cases whose OCaml code and stubs Dynlink loads. *)
open Case

external bad_plugin : string -> int = "bad_plugin"
external good_plugin : string -> int = "good_plugin"
let () = string_case "plugin" bad_plugin good_plugin

external bad_plugin_callback : (unit -> int) -> string -> int = "bad_plugin_callback"
external good_plugin_callback : (unit -> int) -> string -> int = "good_plugin_callback"
let () = pair "plugin_callback" bad_plugin_callback good_plugin_callback (fun f ->
  let back () = f (fun () -> 1) (fresh "hello") in
  expect "plugin_callback" 11 (f back (fresh "hello")))
