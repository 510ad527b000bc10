(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The twin of lost: owners die and nothing is lost, with --leaks=yes. *)

type point

external custom : unit -> point = "lost_custom"
external abstract : unit -> point = "lost_abstract"
external abstract_close : point -> unit = "lost_abstract_close"
external borrowed : unit -> point = "lost_borrowed"
external shut : unit -> unit = "lost_shut"

let points : point list ref = ref []

let live_and_die make close =
  points := List.init 10 (fun _ -> make ());
  Gc.full_major ();
  List.iter close !points;
  points := [];
  Gc.full_major ()

let () =
  live_and_die custom ignore;
  live_and_die abstract abstract_close;
  live_and_die borrowed ignore;
  shut ()
