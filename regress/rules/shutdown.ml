(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* What C uses of a runtime that it starts and shuts down. *)
let () =
  Callback.register "length" String.length;
  at_exit (fun () -> print_endline "at_exit")
