(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* crowd [bug]: 100,000 live C blocks with their owners, through a compaction and a fork; parent and child drop them
   all.  With "bug" the last block has two owners.
   Natively: silent, exit 0; with "bug" SIGSEGV, without a message, in parent and child. *)

type res

external make : int -> res = "fk_make"
external alias : res -> res = "fk_alias"
external id : res -> int = "fk_id"

let owners : res list ref = ref []

let rec own number =
  if number < 100_000 then begin
    owners := make number :: !owners;
    own (number + 1)
  end

let forget () =
  owners := [];
  Gc.full_major ()

let () =
  own 0;
  if Array.mem "bug" Sys.argv then owners := alias (List.hd !owners) :: !owners;
  Gc.compact ();
  assert (id (List.hd !owners) = 99_999);
  match Unix.fork () with
  | 0 ->
    forget ();
    Unix._exit 0
  | child ->
    ignore (Unix.waitpid [] child);
    forget ()
