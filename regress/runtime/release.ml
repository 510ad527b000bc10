(* SPDX-License-Identifier: GPL-2.0-or-later *)
external bad : string -> bool = "rl_bad"
external good : string -> bool = "rl_good"

let () =
  let a = String.make 3 'a' in
  ignore (good a);
  let b = String.make 3 'b' in
  ignore (bad b);
  print_endline (a ^ b)
