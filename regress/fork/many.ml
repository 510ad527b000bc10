(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* many [bug]: 1000 children, four at a time; each drops the owner that it inherited and one of its own.  With "bug"
   each inherits two owners of one resource: one cause in 1000 processes.
   Natively: silent, exit 0; with "bug" "free(): double free detected in tcache 2" and SIGABRT in each child, exit 0. *)

type res

external make : int -> res = "fk_make"
external alias : res -> res = "fk_alias"

let bug = Array.mem "bug" Sys.argv
let owners : res list ref = ref []

let own () =
  let res = make 1 in
  owners := if bug then [ res; alias res ] else [ res ]

let child number =
  owners := make number :: !owners;
  owners := [];
  Gc.full_major ();
  Unix._exit 0

let rec start number running =
  if running = 4 || (number > 1000 && running > 0) then begin
    let _, status = Unix.wait () in
    assert (bug || status = Unix.WEXITED 0);
    start number (running - 1)
  end
  else if number <= 1000 then
    match Unix.fork () with
    | 0 -> child number
    | _ -> start (number + 1) (running + 1)

let () =
  own ();
  start 1 0;
  ignore (Sys.opaque_identity !owners)
