(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Drives correct_stubs.c: each stub gives the right result, and none is found. *)

let fresh s = Bytes.to_string (Bytes.of_string s)
let four () = Sys.opaque_identity (fresh "a", fresh "bc", fresh "def", fresh "ghijk")

let check what ok = if not ok then Printf.printf "%s: wrong\n" what
let int what wanted got = check what (wanted = got)
let fails f = try ignore (f ()); false with Failure _ | Exit -> true

external param0 : string -> int = "c_param0"
external nested_block : string -> bool -> int = "c_nested_block"
external raises : string -> string = "c_raise"
external raise_through : (int -> int -> int) -> int = "c_raise_through"
external longjmp : string -> int = "c_longjmp"
external read_before : int -> string -> string = "c_read_before"
external fresh_float : float -> float = "c_fresh"
external store_fresh : Obj.t array -> unit = "c_store_fresh"
external empty_roots : unit -> int = "c_empty_roots"
external stack_root : string -> int = "c_stack_root"
external early_root : string -> int = "c_early_root"
external plain_root : string * int -> int = "c_plain_root"
external generational_root : string -> int = "c_generational_root"
type 'a box
external rooted_box : 'a -> 'a box = "c_rooted_box"
external unbox : 'a box -> 'a = "c_unbox"
external twice : string -> int = "c_twice"

let roots () =
  int "param0" 5 (param0 (fresh "hello"));
  int "nested_block" 5 (nested_block (fresh "hello") true);
  int "nested_block" 0 (nested_block (fresh "hello") false);
  check "raise" (fails (fun () -> raises (fresh "hello")));
  int "raise_through" 1 (raise_through compare);
  check "raise_through" (fails (fun () -> raise_through (fun _ _ -> raise Exit)));
  int "longjmp" 5 (longjmp (fresh "hello"));
  check "read_before" (read_before 1 (fresh "hello") = "iello");
  check "fresh" (fresh_float 1.5 = 3.0);
  store_fresh (Array.make 2 (Obj.repr 0));
  int "empty_roots" 1 (empty_roots ());
  int "stack_root" 5 (stack_root (fresh "hello"));
  int "early_root" 5 (early_root (fresh "hello"));
  int "plain_root" 5 (plain_root (fresh "hello", 1));
  int "generational_root" 2 (generational_root (fresh "hello"));
  check "rooted_box" (unbox (rooted_box (fresh "hello")) = "hello");
  int "twice" 5 (twice (fresh "hello"))

external stale_copies : string -> bool = "c_stale_copies"
external refreshed : string -> int = "c_refreshed"
external loose : string -> int = "c_loose"
external compare_stale : string option -> bool = "c_compare"
external numbers : string -> int = "c_numbers"
external parked : string -> bytes -> float = "c_parked"
external parked_again : string -> bytes -> unit = "c_parked_again"
external bigarray : (float, Bigarray.float64_elt, Bigarray.c_layout) Bigarray.Array1.t -> float = "c_bigarray"
type obj
external make_object : unit -> obj = "c_object"
external use_object : obj -> int = "c_use_object"
external immediate_unlocked : int -> string -> int = "c_immediate_unlocked"
external signal_unlocked : string -> int = "c_signal_unlocked"
external never_moves : unit -> int = "c_never_moves"
external atom : unit -> int array = "c_atom"

let memory () =
  check "stale_copies" (stale_copies (fresh "hello"));
  int "refreshed" 5 (refreshed (fresh "hello"));
  int "loose" 3 (loose (fresh "hello"));
  check "compare" (compare_stale None && not (compare_stale (Some (fresh "hello"))));
  int "numbers" 8 (numbers (fresh "hello"));
  let to_bytes = Bytes.make 16 ' ' in
  check "parked" (parked (fresh "hello") to_bytes = 1.0);
  parked_again (fresh "HELLO") to_bytes;
  check "parked_again" (Bytes.sub_string to_bytes 0 5 = "HELLO");
  check "bigarray" (bigarray (Bigarray.Array1.of_array Bigarray.float64 Bigarray.c_layout [| 1.0; 2.0 |]) = 3.0);
  int "object" 1 (use_object (make_object ()));
  int "immediate_unlocked" 5 (immediate_unlocked 10 (fresh "hello"));
  Sys.set_signal Sys.sigusr1 (Sys.Signal_handle (fun _ -> ignore (fresh "handled")));
  int "signal_unlocked" 5 (signal_unlocked (fresh "hello"));
  Callback.register "provenance.correct" (Array.make 2 0);
  int "never_moves" 7 (never_moves ());
  int "atom" 0 (Array.length (atom ()))

external fresh_fields : string -> string -> string * string = "c_fresh_fields"
external fresh_tuple : string -> string array = "c_fresh_tuple"
external store_immediate : int array -> unit = "c_store_immediate"
external alloc_shr : unit -> string = "c_alloc_shr"
external scratch : int array -> unit = "c_scratch"
external raw_words : unit -> Obj.t = "c_raw_words"

let stores () =
  check "fresh_fields" (fresh_fields (fresh "a") (fresh "b") = ("a", "b"));
  check "fresh_tuple" (fresh_tuple (fresh "a") = Array.make 5 "a");
  let ints = Array.init 5 (fun i -> i) in
  store_immediate ints;
  scratch ints;
  check "scratch" (ints = [| 2; 2; 4; 6; 8 |]);
  int "alloc_shr" 2392 (String.length (alloc_shr ()));
  ignore (Sys.opaque_identity (raw_words ()))

external noalloc : string -> int = "c_noalloc" [@@noalloc]
external unboxed : (float [@unboxed]) -> (int [@untagged]) -> (float [@unboxed]) =
  "c_unboxed_bytecode" "c_unboxed" [@@noalloc]
external naked : unit -> unit = "c_naked"
external alloc_array : unit -> string array = "c_alloc_array"
external iterate_named : unit -> bool = "c_iterate_named"
external marshal : 'a -> 'a = "c_marshal"
external out_parameter : 'a * 'b -> 'b = "c_out_parameter"
external growing_roots : string * string * string * string -> int = "c_growing_roots"
external recursion : int list -> int list = "c_recursion"
external reuse : string -> bool = "c_reuse"
external thread : (string -> string) -> string = "c_thread"

let calls () =
  int "noalloc" 5 (noalloc (fresh "hello"));
  check "unboxed" (unboxed 1.5 2 = 6.0);
  naked ();
  check "alloc_array" (alloc_array () = [| "one"; "two"; "three" |]);
  check "iterate_named" (iterate_named ());
  check "marshal" (marshal (four ()) = four ());
  check "out_parameter" (out_parameter (fresh "a", fresh "b") = "b");
  int "growing_roots" 110 (growing_roots (four ()));
  int "recursion" 201 (List.length (recursion [ 0 ]));
  check "reuse" (reuse (fresh "hello"));
  check "thread" (thread (fun s -> s ^ fresh "!") = "thread!")

(* Twice, with collections of every kind between. *)
let () =
  for _ = 1 to 2 do
    roots (); memory (); stores (); calls ();
    Gc.full_major ();
    Gc.compact ()
  done;
  Thread.join (Thread.create ignore ())
