(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Slices of managed bigarrays share a proxy that the runtime allocates and counts references in. Some slices die while
   others live to the end: neither the data nor the proxy is lost. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external managed : unit -> words = "ba_managed"

open Bigarray

let kept : words list ref = ref []

let slice whole from =
  let part = Array1.sub whole from 10 in
  part.{0} <- from;
  part

let () =
  for _ = 1 to 20 do
    let whole = managed () in
    kept := slice whole 100 :: !kept;
    ignore (slice whole 200)
  done;
  Gc.full_major ();
  Gc.compact ();
  print_int (List.fold_left (fun sum part -> sum + part.{0}) 0 !kept);
  print_newline ()
