(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* One breach of each rule, in order of their ids. *)
type box
external unregistered : string -> int = "unregistered"
external derived : string -> int = "derived"
external keep_address : string -> unit = "keep_address"
external use_address : unit -> bool = "use_address"
external unfilled : string -> string * unit = "unfilled"
external garbage_root : unit -> unit = "garbage_root"
external raw_integer : (int -> unit) -> unit = "raw_integer"
external raw_result : int -> int = "raw_result"
external no_barrier : string ref -> string -> unit = "no_barrier"
external too_far : int * int -> bool = "too_far"
external no_string : int * int -> int = "no_string"
external unbalanced : string -> int = "unbalanced"
external dangling : unit -> unit = "dangling"
external lost_root : (unit -> int) -> int = "lost_root"
external mismatch : unit -> unit = "mismatch"
external box : unit -> box = "box"
external use_last : unit -> int = "use_last"
external noalloc : unit -> unit = "noalloc" [@@noalloc]
external read_unlocked : string -> bool = "read_unlocked"
external call_unlocked : unit -> unit = "call_unlocked"

let fresh s = Bytes.to_string (Bytes.of_string s)
let two n = Sys.opaque_identity (n, n + 1)

let old_address () =
  let garbage = List.init 20000 (fun i -> fresh (string_of_int i)) in
  let s = fresh "moved" in
  Gc.full_major ();
  ignore (Sys.opaque_identity garbage);
  keep_address s;
  s

let () =
  Callback.register "compare" (fun () -> 0);
  ignore (unregistered (fresh "a"));
  ignore (derived (fresh "b"));
  let s = old_address () in
  Gc.compact ();
  ignore (use_address ());
  ignore (Sys.opaque_identity s);
  ignore (unfilled (fresh "d"));
  garbage_root ();
  raw_integer ignore;
  ignore (Sys.opaque_identity (String.sub "  " 0 (raw_result 1)));
  let cell = ref "" in
  Gc.full_major ();
  no_barrier cell (fresh "e");
  ignore (Sys.opaque_identity cell);
  let first = two 1 in
  ignore (too_far (two 3));
  ignore (no_string first);
  ignore (unbalanced (fresh "f"));
  dangling ();
  mismatch ();
  for i = 1 to 4 do ignore (lost_root (fun () -> i)) done;
  ignore (compare (box ()) (box ()));
  Gc.full_major ();
  ignore (use_last ());
  noalloc ();
  ignore (read_unlocked (fresh "g"));
  call_unlocked ()
