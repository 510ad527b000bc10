(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Drives accesses_stubs.c: each stub gives the right result, and none is found. *)

let fresh s = Bytes.to_string (Bytes.of_string s)
let hold v = ignore (Sys.opaque_identity v)
let check what ok = if not ok then Printf.printf "%s: wrong\n" what
let int what wanted got = if wanted <> got then Printf.printf "%s: %d, not %d\n" what got wanted

type point
external from_end : int array -> int = "a_from_end"
external neighbours : Obj.t -> Obj.t -> int = "a_neighbours"
external carved : unit -> int * int = "a_carved"
external whole : string -> string -> int = "a_whole"
external whole_list : string list -> int = "a_whole_list"
external whole_array : string list -> int = "a_whole_array"
external whole_turns : string -> string -> int = "a_whole_turns"
external together : string -> string -> bytes -> bytes = "a_together"
external floats_together : float array -> float array -> float array -> float array = "a_floats_together"
external cursor : string array -> int = "a_cursor"
external around : string -> int -> bool = "a_around"
external words : (int, Bigarray.int8_unsigned_elt, Bigarray.c_layout) Bigarray.Array1.t -> int = "a_words"
external nowhere : unit -> bool -> int -> int -> int -> int = "a_nowhere"
external indices : int -> int -> int = "a_indices"
external point : unit -> point = "a_point"
external point_sum : point -> float = "a_point_sum"
external by_hand : unit -> point = "a_by_hand"
external copied : point -> int = "a_copied"
external in_string : string -> unit = "a_in_string"
external scratch : int array -> float -> float = "a_scratch"
external secret : unit -> point = "a_secret"
external search_nowhere : int -> bool = "a_search_nowhere"
external retagged : unit -> float array = "a_retagged"
external bits : float array -> (Obj.t -> unit) -> int64 = "a_bits"
external bits_unboxed : float array -> (int64 [@unboxed]) = "a_bits_unboxed_bytecode" "a_bits_unboxed"
external large : float array -> (int -> int) -> int -> int = "a_large"
external pairs : int array -> int array -> int array -> int = "a_pairs"
external old_index : int -> int -> int = "a_old_index"
external closure : (int -> int) -> int = "a_closure"

let run () =
  int "from_end" 40 (from_end (Array.init 5 Fun.id));
  (* Blocks of one to four words, side by side in the minor heap, or in the major heap. *)
  let blocks = Array.init 24 (fun i -> Array.make (1 + (i / 2) mod 4) i) in
  let all () =
    for i = 0 to 23 do
      let j = (i * 7 + 1) mod 24 in
      int "neighbours" (2 * j * Array.length blocks.(j)) (neighbours (Obj.repr blocks.(i)) (Obj.repr blocks.(j)));
      int "from_end" (4 * i * Array.length blocks.(i)) (from_end blocks.(i))
    done
  in
  all ();
  Gc.minor ();
  all ();
  for n = 0 to 40 do
    let s = String.make n 'a' and t = String.make n 'b' in
    let a = fresh "one" in let b = fresh "three" in let c = fresh "four" in let d = fresh "five" in
    hold (whole a b + whole b a + whole c d + whole d c);
    check "carved" (carved () = (1, 2));
    hold (whole_list [ a; b; c; d ] + whole_list [ d; c; b; a ]);
    hold (whole_array [ a; b; c; d ] + whole_array [ d; c; b; a ]);
    hold (whole_turns a b + whole_turns d c);
    check "together" (Bytes.length (together s t (Bytes.make n 'c')) = n);
    check "around" (around s 0);
    let x = Array.make (n + 1) 1.5 in
    check "floats_together" ((floats_together x (Array.make (n + 1) 2.5) (Array.make (n + 1) 0.)).(n) = 9.5)
  done;
  int "cursor" (97 + 98 + 99) (cursor [| fresh "ab"; ""; fresh "c" |]);
  for n = 0 to 20 do
    int "words" n (words (Bigarray.Array1.create Bigarray.int8_unsigned Bigarray.c_layout n))
  done;
  for which = 0 to 9 do hold (nowhere () false 1 2 which) done;
  for i = 0 to 5 do hold (indices i 5) done;
  check "point" (point_sum (point ()) = 5.5);
  let p = by_hand () in
  Gc.minor ();
  check "by_hand" (point_sum p = 7.0);
  int "copied" 5 (copied (point ()));
  in_string (fresh "12345678");
  let ints = Array.init 9 Fun.id in
  hold (scratch ints (Sys.opaque_identity 0.3));
  check "scratch" (ints = Array.init 9 Fun.id);
  hold (secret ());
  let live = secret () in
  Gc.minor ();
  hold live;
  for n = 1 to 70 do hold (search_nowhere n) done;
  check "retagged" ((retagged ()).(1) = 2.5);
  let third = Sys.opaque_identity 0.3 in
  check "bits" (bits [| third; 1.0 |] hold = Int64.bits_of_float 0.3);
  check "bits" (bits_unboxed [| third; 1.0 |] = Int64.bits_of_float 0.3);
  int "large" (max_int / 3) (large [| third; 1.0 |] Fun.id (max_int / 3));
  int "pairs" 7 (pairs (Array.init 4 (fun i -> i + 2)) [| 1; 2 |] (Array.make 2 3));
  int "old_index" 5 (old_index (Sys.opaque_identity 0) (Sys.opaque_identity 1));
  let k = Sys.opaque_identity 3 in
  int "closure" 4 (closure (fun n -> n + k))

let () =
  run ();
  Gc.full_major ();
  run ()
