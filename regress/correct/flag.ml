(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Close guarded by an OCaml flag, with Gc.finalise for those who forget; and by a flag beside the pointer. *)

type handle
type flagged

external make : int -> handle = "st_make"
external close : handle -> unit = "st_close"
external make_flagged : int -> flagged = "st_make_flagged"
external close_flagged : flagged -> unit = "st_close_flagged"

type t = { handle : handle; mutable closed : bool }

let close t =
  if not t.closed then begin
    t.closed <- true;
    close t.handle
  end

let create len =
  let t = { handle = make len; closed = false } in
  Gc.finalise close t;
  t

let handles : t list ref = ref []
let flagged : flagged list ref = ref []

let forget () =
  handles := [];
  flagged := [];
  Gc.full_major ();
  Gc.full_major ()

let () =
  handles := List.init 4 (fun _ -> create 124);
  flagged := List.init 4 (fun _ -> make_flagged 124);
  List.iteri (fun i t -> if i < 2 then close t) !handles;
  List.iteri (fun i f -> if i < 2 then close_flagged f) !flagged;
  List.iteri (fun i f -> if i < 2 then close_flagged f) !flagged;
  Gc.compact ();
  match Unix.fork () with
  | 0 ->
    forget ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    forget ()
