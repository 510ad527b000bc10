(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Unix.map_file: the runtime unmaps the file when the last slice of the bigarray dies, in the parent and in a child.
   One of the two mappings starts inside a page. *)

let kept = ref []

let map fd ~pos ~shared =
  let words = Bigarray.(array1_of_genarray (Unix.map_file fd ~pos int c_layout shared [| 1000 |])) in
  words.{0} <- 1;
  kept := Bigarray.Array1.sub words 0 10 :: words :: !kept

let forget () =
  kept := [];
  Gc.full_major ()

let () =
  let name = Filename.temp_file "map_file" ".words" in
  let fd = Unix.openfile name [ Unix.O_RDWR ] 0o600 in
  Unix.unlink name;
  map fd ~pos:0L ~shared:true;
  map fd ~pos:24L ~shared:false;
  Unix.close fd;
  Gc.compact ();
  match Unix.fork () with
  | 0 ->
    forget ();
    Unix._exit 0
  | child ->
    assert (Unix.waitpid [] child = (child, Unix.WEXITED 0));
    forget ()
