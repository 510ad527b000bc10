(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* malloc gives the address of a closed resource to the next one, again and again: the closed blocks are no owners of
   the new resources.  Some are closed by hand, some by their finaliser, and the dead ones die late. *)

type res

external make : int -> res = "st_make"
external id : res -> int = "st_id"
external close : res -> unit = "st_close"

let closed : res list ref = ref []
let live : res option ref = ref None

let () =
  for i = 1 to 3000 do
    let res = make i in
    live := Some res;
    if i mod 3 > 0 then begin
      close res;
      closed := res :: !closed
    end;
    if i mod 1000 = 0 then Gc.compact ()
  done;
  assert (List.for_all (fun res -> id res = -1) !closed);
  closed := [];
  live := None;
  Gc.full_major ()
