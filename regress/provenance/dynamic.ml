(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Cases with code that is loaded while the program runs: not for static programs. *)
open Case

external call_loaded : string -> string -> string -> int = "call_loaded"

let () =
  let call name = call_loaded "./loaded.so" name in
  string_case "loaded" (call "bad_loaded") (call "good_loaded");
  Dynlink.allow_unsafe_modules true; (* bytecode asks: it has externals *)
  Dynlink.loadfile (Dynlink.adapt_filename "plugin.cma")
