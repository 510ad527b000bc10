(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Buffers that realloc moves many times while their owners move too, some of them reset and filled again. *)

type buf

external make : unit -> buf = "buf_make"
external add : buf -> char -> unit = "buf_add"
external get : buf -> int -> char = "buf_get"
external reset : buf -> unit = "buf_reset"

let bufs : buf list ref = ref []

let fill buf =
  for i = 0 to 999 do
    add buf (Char.chr (i land 127))
  done

let () =
  bufs := List.init 20 (fun _ -> make ());
  List.iter fill !bufs;
  Gc.compact ();
  List.iter fill !bufs;
  List.iteri (fun i buf -> if i < 10 then reset buf) !bufs;
  List.iteri (fun i buf -> if i < 5 then fill buf) !bufs;
  assert (List.for_all (fun buf -> get buf 999 = Char.chr (999 land 127)) (List.filteri (fun i _ -> i < 5) !bufs));
  bufs := [];
  Gc.full_major ()
