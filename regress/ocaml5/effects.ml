(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* 100,000 fibers, with stubs in the fiber and in the handler; one of them below a callback. *)
open Effect
open Effect.Deep
type _ Effect.t += E : int -> int Effect.t
external pair : 'a -> 'b -> 'a * 'b = "d_pair"
external apply : ('a -> 'b) -> 'a -> 'b * 'a = "d_apply"
let fiber i =
  try_with (fun () -> fst (pair (perform (E i)) "x")) ()
  { effc = fun (type a) (e : a Effect.t) -> match e with
     | E n -> Some (fun (k : (a, _) continuation) -> continue k (fst (pair (n + 1) n)))
     | _ -> None }
let () =
  let t = ref 0 in
  for i = 1 to 100_000 do t := !t + fiber i done;
  Printf.printf "%d\n%!" !t;
  let (r, _) = apply (fun x -> fiber x) 5 in
  Printf.printf "%d\n" r
