(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Four domains, each with two more threads, all in stubs that allocate, call back, release the lock and make custom
   blocks; then callbacks 1,000 deep. *)
external pair : 'a -> 'b -> 'a * 'b = "d_pair"
external apply : ('a -> 'b) -> 'a -> 'b * 'a = "d_apply"
type res
external res : int -> res = "d_res"
external release : unit -> unit = "d_release"
external down : (int -> int) -> int -> int = "d_down"
let work k =
  let acc = ref [] in
  for i = 1 to 20000 do
    let s = string_of_int (i + k) in
    let (a, b) = pair s (Some i) in
    let (r, _) = apply (fun x -> x ^ "!") a in
    if i mod 100 = 0 then release ();
    if i mod 50 = 0 then ignore (Sys.opaque_identity (res 64));
    ignore b;
    if i mod 7 = 0 then acc := r :: !acc;
    if List.length !acc > 100 then acc := []
  done;
  List.length !acc
let () =
  let ds = List.init 4 (fun k -> Domain.spawn (fun () ->
    let ts = List.init 2 (fun j -> Thread.create (fun () -> ignore (work (k * 10 + j))) ()) in
    let n = work k in List.iter Thread.join ts; n)) in
  List.iter (fun d -> Printf.printf "%d\n%!" (Domain.join d)) ds;
  Gc.full_major (); Gc.compact ();
  let rec f n = if n = 0 then 0 else 1 + down f (n - 1) in
  Printf.printf "deep %d\n%!" (f 1000)
