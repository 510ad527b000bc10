(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The twin of s3, ba_static, ba_stat, ba_mapped and unmap_twice: bigarrays over memory of every family, each released
   once and by its own function; managed ones with their slices in the parent and in a child. *)

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

external managed : unit -> words = "ba_managed"
external lib_start : unit -> words = "ba_lib_start"
external lib_stop : unit -> unit = "ba_lib_stop"
external static : unit -> words = "ba_static"
external stat : unit -> words = "ba_stat"
external stat_free : words -> unit = "ba_stat_free"
external map : unit -> words = "ba_map"
external unmap : words -> unit = "ba_unmap"

open Bigarray

let kept : words list ref = ref []

let keep words =
  words.{0} <- 1;
  kept := words :: !kept

let forget () =
  kept := [];
  Gc.full_major ()

(* The whole dies first and its parts live on; then a part dies first. *)
let slices () =
  let matrix = reshape_2 (genarray_of_array1 (managed ())) 128 256 in
  keep (Array2.slice_left matrix 1);
  keep (Array1.sub (Array2.slice_left matrix 2) 10 20);
  let whole = managed () in
  keep whole;
  keep (Array1.sub whole 100 100)

let lib () =
  keep (lib_start ());
  lib_stop ();
  forget ()

let by_hand () =
  let s = stat () and m = map () in
  keep (static ());
  keep s;
  keep m;
  stat_free s;
  unmap m;
  keep (map ());
  unmap m;
  forget ()

let () =
  lib ();
  by_hand ();
  keep (managed ());
  slices ();
  Gc.compact ();
  kept := List.tl !kept;
  Gc.full_major ();
  match Unix.fork () with
  | 0 ->
    forget ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    List.iter (fun words -> assert (words.{0} = 1)) !kept;
    forget ()
