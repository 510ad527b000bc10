(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* Drives correct_stubs.c: each stub gives the right result, and none is found. *)

let fresh s = Bytes.to_string (Bytes.of_string s)
let hello () = Sys.opaque_identity (fresh "hello")
let hold v = ignore (Sys.opaque_identity v)
let old v = Gc.full_major (); v

let check what ok = if not ok then Printf.printf "%s: wrong\n" what
let int what wanted got = if wanted <> got then Printf.printf "%s: %d, not %d\n" what got wanted
let raises e f = match f () with _ -> false | exception e' -> e = e'

exception Named of string
let () =
  Callback.register "rules.correct" (fun v -> hold (fresh "called"); v);
  Callback.register_exception "rules.exception" (Named "")

external null_roots : unit -> unit = "c_null_roots"
external null_locals : string -> int = "c_null_locals"
external modified_root : string -> int = "c_modified_root"
external stack_root_plain : string -> int = "c_stack_root_plain"
external stack_root_helpers : string -> int = "c_stack_root_helpers"
external stack_root_callback : (int -> int) -> int -> int = "c_stack_root_callback"
external stack_root_exception : (unit -> int) -> int = "c_stack_root_exception"
external late_root : string -> int = "c_late_root"
external late_roots : string -> int = "c_late_roots"
external assigned_root : string -> int = "c_assigned_root"
external prepared_root : string -> int = "c_prepared_root"
type listener
external finalised_root : string -> listener = "c_finalised_root"
external listener_value : listener -> string = "c_listener_value"
external root_twice : string -> int = "c_root_twice"
external root_twice_removed : string -> int = "c_root_twice_removed"
external root_again : string -> int = "c_root_again"
external no_roots : string -> int = "c_no_roots"
external kept_cell : string -> int -> int -> Obj.t = "c_kept_cell"
external unboxed_int64 : int -> (int64 [@unboxed]) = "c_unboxed_number_bytecode" "c_unboxed_number"
external unboxed_native : int -> (nativeint [@unboxed]) = "c_unboxed_native_bytecode" "c_unboxed_number"
external untagged : int -> (int [@untagged]) = "c_untagged_bytecode" "c_unboxed_number"
external unboxed_noalloc : int -> (int64 [@unboxed]) = "c_unboxed_number_bytecode" "c_unboxed_number" [@@noalloc]
external unboxed_double : int -> (float [@unboxed]) = "c_unboxed_double_bytecode" "c_unboxed_double"
external immediates_direct : int array -> string ref -> Obj.t -> int array = "c_immediates_direct"
external abstract_address : string -> Obj.t = "c_abstract_address"
external for_ever : string -> int = "c_for_ever"
external raise_from_callback : (string -> string -> string) -> string -> string = "c_raise_from_callback"
external old_macros : (string -> unit) -> string -> int = "c_old_macros"
external returns : string -> int = "c_returns"

let roots () =
  null_roots ();
  int "null_locals" 5 (null_locals (hello ()));
  int "modified_root" 5 (modified_root (hello ()));
  int "stack_root_plain" 8 (stack_root_plain (hello ()));
  int "stack_root_helpers" 10 (stack_root_helpers (hello ()));
  let rec again depth = Gc.minor (); hold (hello ()); stack_root_callback again depth in
  int "stack_root_callback" 6 (again 5);
  int "stack_root_exception" 3 (stack_root_exception (fun () -> String.length (fresh "abc")));
  check "stack_root_exception" 
    (raises (Failure "no") (fun () -> stack_root_exception (fun () -> failwith (fresh "no"))));
  int "late_root" 10 (late_root (hello ()));
  int "late_roots" 25 (late_roots (hello ()));
  int "assigned_root" 40 (assigned_root (hello ()));
  int "prepared_root" 15 (prepared_root (hello ()));
  let listeners = List.init 5 (fun i -> finalised_root (string_of_int i)) in
  Gc.minor ();
  hold (finalised_root (hello ()));
  check "finalised_root" (List.map listener_value listeners = [ "0"; "1"; "2"; "3"; "4" ]);
  int "root_twice" 5 (root_twice (hello ()));
  int "root_twice_removed" 5 (root_twice_removed (hello ()));
  int "root_again" 20 (root_again (hello ()));
  int "no_roots" 5 (no_roots (hello ()));
  int "for_ever" 10 (for_ever (hello ()));
  check "raise_from_callback" (raise_from_callback ( ^ ) (fresh "ab") = "abab");
  check "raise_from_callback" 
    (raises Not_found (fun () -> raise_from_callback (fun _ _ -> raise Not_found) (hello ())));
  int "old_macros" 5 (old_macros (fun _ -> Gc.minor ()) (hello ()));
  int "old_macros" (-1) (old_macros (fun s -> failwith s) (hello ()));
  int "returns" 10 (returns (hello ()))

external named_cell : int -> int = "c_named_cell"
external atoms : unit -> int array * int array = "c_atoms"
external outside : unit -> (string * int) * ((string * int) * int) = "c_outside"
external null : Obj.t -> Obj.t = "c_null"
external unlocked_loop : (int32, Bigarray.int32_elt, Bigarray.c_layout) Bigarray.Array1.t -> int -> int =
  "c_unlocked_loop"

external never_moves_unlocked : unit -> int = "c_never_moves_unlocked"
external infix : (int -> int) -> bool = "c_infix"
external hand_made_roots : string -> int = "c_hand_made_roots"
external number_in_payload : string -> Obj.t = "c_number_in_payload"
external address_untagged : string -> (int [@untagged]) = "c_address_untagged_bytecode" "c_address_untagged" [@@noalloc]
external old_address_untagged : string -> (int [@untagged]) = "c_old_address_untagged_bytecode" "c_old_address_untagged"
external address_argument : (nativeint [@unboxed]) -> (nativeint [@unboxed]) =
  "c_address_argument_bytecode" "c_address_argument"
external compare_unboxed : string -> float -> (float [@unboxed]) = "c_compare_unboxed_bytecode" "c_compare_unboxed"

let functions k =
  let rec even n = if n = 0 then k else odd (n - 1) and odd n = if n = 0 then k - 1 else even (n - 1) + 2 - k in
  even, odd

let memory () =
  int "named_cell" 5 (named_cell 4);
  check "atoms" (atoms () = ([||], [||]));
  let fixed, (again, three) = outside () in
  check "outside" (String.equal (fst fixed) "fixed" && snd fixed = 2 && again == fixed && three = 3);
  hold (null (null (Obj.repr 0)));
  int "never_moves_unlocked" 3 (never_moves_unlocked ());
  let even, odd = functions (Sys.opaque_identity 2) in
  check "infix" (infix odd && not (infix even) && infix (fun n -> hold (fresh "called"); n + 1));
  int "hand_made_roots" 10 (hand_made_roots (hello ()));
  hold (number_in_payload (hello ()));
  let s = hello () in
  check "address_untagged" (address_untagged s land 7 = 1 || address_untagged s <> 0);
  check "old_address_untagged" (old_address_untagged s <> 0);
  check "address_argument" (address_argument (Nativeint.of_int (address_untagged s * 2)) <> 0n);
  check "compare_unboxed" (compare_unboxed s 1.5 = 1.5);
  let ba = Bigarray.Array1.of_array Bigarray.int32 Bigarray.c_layout [| 1l; 2l; 3l; 4l |] in
  int "unlocked_loop" 1123 (unlocked_loop ba 20)

external small_largest : string -> string array = "c_small_largest"
external tuple_largest : string -> string array = "c_tuple_largest"
external tuple_of_new : string -> (int * string option) list = "c_tuple_of_new"
external immediates : int array -> unit = "c_immediates"
external immediates_later : unit -> int * int * int = "c_immediates_later"
external floats : float array -> unit = "c_floats"
external shr_raw : unit -> string = "c_shr_raw"
external shr_initialised : string -> Obj.t array = "c_shr_initialised"
external filled_memcpy : string -> Obj.t array = "c_filled_memcpy"
external filled_structure : string -> Obj.t array = "c_filled_structure"
external filled_movsb : string -> string array array array = "c_filled_movsb"
external filled_bytes : string -> string * int = "c_filled_bytes"
external filled_vectors : unit -> int array = "c_filled_vectors"
external filled_shr : unit -> Obj.t array = "c_filled_shr"
external scratch_new : unit -> int array = "c_scratch_new"
external scratch_sorted : int array -> string -> unit = "c_scratch_sorted"
type raw
external raw_custom : unit -> raw = "c_raw_custom"
external raw_later : raw -> Obj.t -> unit = "c_raw_later"
external strings : string -> Obj.t -> raw -> int array -> float array -> int = "c_strings"
external limited : 'a -> int -> int = "c_limited"
external bytes_of_blocks : 'a -> 'a -> int = "c_bytes_of_blocks"
external immediates_in_bytes : bytes -> int -> int = "c_immediates_in_bytes"
external double_in_bytes : bytes -> float -> bool = "c_double_in_bytes"
external copied_custom : 'a -> 'a = "c_copied_custom"
external payload_of_custom : 'a -> int = "c_payload_of_custom"
external address_of_block : 'a -> int = "c_address_of_block"
external parts_of_fields : int * int -> int = "c_parts_of_fields"
external sorted_abstract : unit -> Obj.t = "c_sorted_abstract"
external filled_strings : unit -> string array = "c_filled_strings"
external filled_long : unit -> string = "c_filled_long"
external empty_string : unit -> int = "c_empty_string"
external tags : string -> Obj.t array = "c_tags"
type floats = { mutable x : float; y : float }
external float_record : unit -> floats = "c_float_record"
external dropped : string -> unit = "c_dropped"

external unfilled : unit -> Obj.t array = "c_unfilled"
external stored_first : string -> (string * int) ref = "c_stored_first"
external same_bytes : unit -> int * int = "c_same_bytes"
external same_halves : unit -> int * int = "c_same_halves"
external tag_before : string -> Obj.t = "c_tag_before"
external fields_before : string -> (int * int) ref = "c_fields_before"
external strings_before : unit -> string * string = "c_strings_before"
external outside_large : unit -> int array = "c_outside_large"
external forward : string -> string Lazy.t = "c_forward"

let string_at a i = (Obj.obj a.(i) : string)

let stores () =
  check "small_largest" (small_largest (hello ()) = Array.make 256 "hello");
  check "tuple_largest" (tuple_largest (hello ()) = Array.make 256 "hello");
  check "tuple_of_new" (tuple_of_new (hello ()) = List.init 10 (fun i -> (9 - i, Some "hello")));
  let ints = old (Array.init 100 (fun i -> i)) in
  immediates ints;
  check "immediates" (ints = Array.init 100 (fun i -> if i = 0 then 2 else i));
  check "immediates_later" (immediates_later () = (1, 0, 0));
  let numbers = old [| 1.; 2.; 3. |] in
  floats numbers;
  check "floats" (numbers = [| 3.; 5.; 7. |]);
  int "shr_raw" 8 (String.length (shr_raw ()));
  let a = shr_initialised (hello ()) in
  check "shr_initialised" (string_at a 0 = "hello" && string_at a 599 = "hello" && Obj.obj a.(3) = 3);
  let a = filled_memcpy (hello ()) in
  check "filled_memcpy" (string_at a 11 = "hello" && Obj.obj a.(10) = 10);
  check "filled_structure" (string_at (filled_structure (hello ())) 18 = "hello");
  let a = filled_movsb (hello ()) in
  check "filled_movsb" ((Obj.magic a.(8).(0) : string array).(8) = "hello");
  check "filled_bytes" (filled_bytes (hello ()) = ("hello", 5));
  check "filled_vectors" (filled_vectors () = Array.make 64 1);
  check "filled_shr" ((Obj.obj (filled_shr ()).(298) : int) = 298);
  check "scratch_new" (scratch_new () = [| 0; 8; 16; 24; 32; 40 |]);
  let ints = old [| 8; 7; 16; -5; 0; 24 |] in
  scratch_sorted ints (fresh "12345678");
  check "scratch_sorted" (ints = [| -40; 0; 56; 64; 128; 192 |]);
  let raw = raw_custom () in
  raw_later raw (sorted_abstract ());
  int "strings" 82
    (strings (hello ()) (sorted_abstract ()) raw (old [| 1; 2; 3 |]) (old [| 4.; 5.; 6. |]));
  int "strings" 82 (strings (hello ()) (old (sorted_abstract ())) (old raw) (Array.make 3 1) (Array.make 3 1.));
  int "limited" 8 (limited 3 0 + limited (Sys.opaque_identity (Some 1)) 0);
  int "immediates_in_bytes" (max_int - 1) (immediates_in_bytes (Bytes.create 8) (max_int - 1));
  check "double_in_bytes" (double_in_bytes (Bytes.create 8) 2.5);
  check "copied_custom" (copied_custom (Sys.opaque_identity 7L) = 7L && copied_custom (Sys.opaque_identity 6l) = 6l);
  int "payload_of_custom" 8 (payload_of_custom (Sys.opaque_identity 7L));
  hold (address_of_block (hello ()) + address_of_block (ref 1));
  int "parts_of_fields" 10 (parts_of_fields (Sys.opaque_identity 2, Sys.opaque_identity 2));
  let pair () = Sys.opaque_identity (Sys.opaque_identity 1, 2) in
  int "bytes_of_blocks" 3 (bytes_of_blocks (pair ()) (pair ()));
  ignore (bytes_of_blocks [| 1; 2 |] [| 1; 2 |] + bytes_of_blocks 3L 3L + bytes_of_blocks 1.5 1.5 + bytes_of_blocks succ succ);
  raw_later (old raw) (old (sorted_abstract ()));
  let source = "0123456789012345678901234567890123456789" in
  Array.iteri
    (fun i s ->
      let n = i mod 25 in
      check "filled_strings" (s = if i / 25 = 6 then String.make n 'x' else String.sub source 0 n))
    (filled_strings ());
  check "filled_long" (filled_long () = String.make 5000 'a' ^ "bbbbbbb");
  int "empty_string" 0 (empty_string ());
  let a = tags (hello ()) in
  check "tags" (List.map (fun i -> Obj.tag a.(i)) [ 0; 1; 2; 3; 4; 5 ] = [ 5; 253; 12; 7; 251; 3 ]);
  let r = float_record () in
  r.x <- r.x +. r.y;
  check "float_record" (r.x = 3.);
  dropped (hello ());
  int "unfilled" 6 (Array.length (unfilled ()));
  check "stored_first" (!(stored_first (hello ())) = ("hello", 1));
  check "same_bytes" (same_bytes () = (5, 6));
  check "same_halves" (same_halves () = (5, 6));
  int "tag_before" 5 (Obj.tag (Obj.field (tag_before (hello ())) 0));
  check "fields_before" (!(fields_before (hello ())) = (1, 2));
  check "strings_before" (strings_before () = (String.make 16 'a', String.make 15 'b'));
  let a = outside_large () in
  int "outside_large" 202 (a.(1) + a.(199) + a.(2));
  check "forward" (Lazy.force (forward (hello ())) = "hello")

type handle
external handle : unit -> handle = "c_handle"
external handle_close : handle -> bool = "c_handle_close"
external shared : handle -> handle = "c_shared"
external handle_refs : handle -> int = "c_handle_refs"
external flagged : unit -> handle = "c_flagged"
external flagged_close : handle -> unit = "c_flagged_close"
type stream
external stream : unit -> stream = "c_stream"
external stream_end : stream -> bool = "c_stream_end"
type ba = (float, Bigarray.float64_elt, Bigarray.c_layout) Bigarray.Array1.t
external managed : unit -> ba = "c_managed"
external managed_otherwise : unit -> ba = "c_managed_otherwise"
external external_ba : unit -> ba = "c_external"
external remember : handle -> unit = "c_remember"
external compare_freed : unit -> bool = "c_compare_freed"
external final : unit -> raw = "c_final"

external neighbours : unit -> int = "c_neighbours"

type flagged = { handle : handle; mutable closed : bool }

let close f =
  if not f.closed then begin
    f.closed <- true;
    flagged_close f.handle
  end

let ownership () =
  let h = handle () in
  check "handle_close" (handle_close h && handle_close h);
  hold (handle ());
  let h = handle () in
  let others = List.init 3 (fun _ -> shared h) in
  int "shared" 4 (handle_refs h);
  ignore (handle_close (List.hd others));
  int "shared" 3 (handle_refs (List.nth others 1));
  ignore (handle_close h);
  Gc.full_major ();
  int "shared" 2 (handle_refs (List.nth others 2));
  for i = 1 to 4 do
    let f = { handle = flagged (); closed = false } in
    Gc.finalise close f;
    if i mod 2 = 0 then (close f; close f)
  done;
  let s = stream () in
  check "stream_end" (stream_end s && not (stream_end s));
  hold (stream ());
  let parts =
    let whole = managed () in
    List.init 4 (fun i -> Bigarray.Array1.sub whole i 2) in
  Gc.full_major ();
  check "managed" ((List.nth parts 3).{1} = 4.);
  let slice = Bigarray.Array2.slice_left (Bigarray.reshape_2 (Bigarray.genarray_of_array1 (managed ())) 4 4) 2 in
  Gc.compact ();
  check "managed" (slice.{0} = 8.);
  check "managed_otherwise" ((managed_otherwise ()).{3} = 0.);
  Gc.full_major ();
  let e = external_ba () in
  e.{1} <- 1.;
  Bigarray.Array1.blit (Bigarray.Array1.sub e 0 4) (Bigarray.Array1.sub e 4 4);
  check "external" (e.{5} = 1.);
  remember (Sys.opaque_identity (handle ()));
  Gc.full_major ();
  Gc.full_major ();
  check "compare_freed" (compare_freed ());
  int "neighbours" 1350 (neighbours ());
  hold (final ());
  Gc.full_major ()

external fork : unit -> int = "c_fork"
external wait : int -> int = "c_wait"
external exit_now : unit -> 'a = "c_exit"

(* Private memory, freed by the parent and by the child. *)
let fork_and_finalise () =
  let live = ref [ handle (); shared (handle ()) ] in
  let streams = ref [ stream (); stream () ] in
  let arrays = ref [ managed () ] in
  hold (!live, !streams, !arrays);
  let pid = fork () in
  live := []; streams := []; arrays := [];
  Gc.full_major ();
  if pid = 0 then exit_now ();
  int "fork" 0 (wait pid)

external noalloc_raise : string -> int -> int = "c_noalloc_raise" [@@noalloc]
external noalloc_allocate : int -> int = "c_noalloc_allocate" [@@noalloc]
external noalloc_release : int -> unit = "c_noalloc_release" [@@noalloc]
external noalloc_callback : (unit -> int) -> int = "c_noalloc_callback" [@@noalloc]
external noalloc_runtime : string array -> string -> int = "c_noalloc_runtime" [@@noalloc]
external noalloc_unboxed :
  (float [@unboxed]) -> (int64 [@unboxed]) -> (int32 [@unboxed]) -> (float [@unboxed]) =
  "c_noalloc_unboxed_bytecode" "c_noalloc_unboxed" [@@noalloc]
external noalloc_ba : ba -> (int [@untagged]) = "c_noalloc_ba_bytecode" "c_noalloc_ba" [@@noalloc]
external urgent : string -> int -> Obj.t = "c_urgent"
external custom_mem : unit -> raw array = "c_custom_mem"
external naked_field : unit -> Obj.t = "c_naked_field"
external naked_read : Obj.t -> int = "c_naked_read"
external naked_free : Obj.t -> unit = "c_naked_free"
type naked
external naked_new : unit -> naked = "c_naked_new"
external naked_local : naked -> int = "c_naked_local"
external naked_global : unit -> int = "c_naked_global"
external nested : (Obj.t -> int -> string -> string) -> int -> string -> string = "c_nested"
external results : (int -> int) -> int = "c_results"
external raise_it : int -> unit = "c_raises"
external thread_calls : (int -> unit) -> unit = "c_thread_calls"
external thread_root : (Obj.t -> unit) -> unit = "c_thread_root"
external raise_custom : int -> unit = "c_raise_custom"
external raising : unit -> raw = "c_raising"
external coroutine_root : string -> int = "c_coroutine_root"
type number
external number : int -> int -> float -> number = "c_number"
type pointer
external pointer : int -> pointer = "c_pointer"
type worker
external worker : string -> worker = "c_worker"
external varargs :
  string -> string -> string * string * string * string * string * string * string * string * int =
  "c_varargs"
external ephemeron : string -> string -> string option = "c_ephemeron"
external makers : unit -> Obj.t array = "c_makers"

let through_marshal (v : 'a) : 'a =
  let s = Marshal.to_string v [] in
  Gc.minor ();
  Marshal.from_string s 0

let numbers () =
  let a = number 1 10 1.5 and b = number 2 20 2.5 in
  check "number" (compare a b < 0 && a = a && a <> b && Hashtbl.hash a = Hashtbl.hash (number 1 10 1.5));
  check "number" (compare (Obj.repr a) (Obj.repr 3) > 0);
  check "number" (not (number 1 1 nan = a));
  check "number" (raises (Failure "compare") (fun () -> number (-1) 0 0. = a));
  let table = Hashtbl.create 5 in
  for i = 1 to 50 do Hashtbl.replace table (number i i 0.) i done;
  check "number" (Hashtbl.find table (number 30 30 0.) = 30);
  check "number" (through_marshal [ a; b ] = [ a; b ]);
  let p = List.init 5 pointer in
  Gc.full_major ();
  check "pointer" (through_marshal p = p && List.sort compare (List.rev p) = p)

let calls () =
  int "noalloc_raise" 101 (noalloc_raise (hello ()) 1);
  int "noalloc_allocate" 6 (noalloc_allocate 5);
  noalloc_release 5;
  int "noalloc_callback" 3 (noalloc_callback (fun () -> 1));
  int "noalloc_runtime" 7 (noalloc_runtime (old [| "a"; "b" |]) (hello ()));
  check "noalloc_unboxed" (noalloc_unboxed 1.5 2L 3l = 6.0);
  int "noalloc_ba" 128 (noalloc_ba (managed ()));
  check "urgent" (Obj.obj (urgent (hello ()) 0) = 0);
  check "urgent" ((Obj.obj (urgent (hello ()) 1) : string) = "hello");
  check "urgent" ((Obj.obj (urgent (hello ()) 2) : string option) = Some "hello");
  int "custom_mem" 18 (Array.length (custom_mem ()));
  let n = naked_field () in
  Gc.full_major ();
  int "naked_field" 3 (naked_read n);
  naked_free n;
  let naked = naked_new () in
  Gc.minor ();
  int "naked_local" 4 (naked_local naked);
  int "naked_global" 11 (naked_global ());
  let rec down _ depth s = hold (fresh s); nested down depth s in
  check "nested" (nested down 6 (hello ()) = "hello");
  int "results" 309 (results (fun i -> if i mod 2 = 0 then i else raise (Named (fresh "no"))));
  check "raises" (raises (Named "argument") (fun () -> raise_it 0));
  check "raises" (raises (Named "text") (fun () -> raise_it 1));
  check "raises" (raises Not_found (fun () -> raise_it 2));
  check "raises" (raises (Failure "failure") (fun () -> raise_it 3));
  check "raises" (raises End_of_file (fun () -> raise_it 4));
  check "raises" (raises (Named "fresh") (fun () -> raise_it 5));
  List.iter
    (fun how -> check "raise_custom" (raises (Failure "custom") (fun () -> raise_custom how)))
    [ 0; 1; 1; 2; 2; 3; 3 ];
  let raw = raising () in
  check "raising" (raises Not_found (fun () -> compare raw (raising ())));
  check "raising" (raises (Invalid_argument "serialize") (fun () -> Marshal.to_string raw []));
  int "coroutine_root" 5 (coroutine_root (hello ()));
  let n = ref 0 and ba = Bigarray.Array1.of_array Bigarray.int32 Bigarray.c_layout [| 1l; 2l; 3l; 4l |] in
  thread_calls (fun i -> ignore (unlocked_loop ba 1); hold (fresh "thread"); n := !n + i);
  int "thread_calls" 30 !n;
  thread_root (fun v -> incr n; if Obj.is_block v then Gc.minor ());
  int "thread_root" 32 !n;
  numbers ();
  let live = worker "live" in
  for _ = 1 to 5 do hold (worker (hello ())) done;
  Gc.full_major ();
  hold live;
  check "varargs" (varargs (fresh "a") (fresh "bc") = ("a", "bc", "a", "bc", "a", "bc", "a", "bc", 15));
  let key = hello () in
  check "ephemeron" (ephemeron key (fresh "data") = Some key);
  let a = makers () in
  check "makers" (string_at a 0 = "text-42" && (Obj.obj a.(1) : string array) = [| "a"; "bc"; "def" |])

let immediates () =
  let counters = old (Array.init 3 (fun i -> i)) in
  let abstract = abstract_address (old (fresh "old")) in
  let young = ref (old (fresh "young")) in
  int "immediates" 299 (immediates_direct counters young abstract).(299);
  int "immediates" 3 counters.(2);
  hold young

(* Unboxed results, kept over calls as they are, boxed, in closures and fields, and passed on. *)
let unboxed () =
  let texts = ref [] in
  for i = 0 to 7 do
    let a = unboxed_int64 i and b = unboxed_native i and c = untagged i and d = unboxed_noalloc i in
    let x = unboxed_double i in
    hold (fresh "between");
    ignore (for_ever (hello ()));
    let get = Sys.opaque_identity (fun () -> Int64.add a d) in
    let kept = Sys.opaque_identity (Some a, [| b |], ref c, [| x |]) in
    if i land 1 = 0 then Gc.minor ();
    let a', b', c', x' = kept in
    check "unboxed" (Some (Int64.sub (get ()) d) = a' && Nativeint.to_string b'.(0) = Int64.to_string a);
    check "unboxed" (x'.(0) = x && compare !c' (Int64.to_int a) = 0 && Hashtbl.hash a = Hashtbl.hash d);
    texts := Printf.sprintf "%Ld %nd %d %g" a b c x :: !texts
  done;
  int "unboxed" 8 (List.length !texts)

(* What C keeps to the end. *)
let cells = Array.init 10 (fun how -> Array.init 3 (fun i -> kept_cell (hello ()) how i))

(* Twice, with collections of every kind between. *)
let () =
  for _ = 1 to 2 do
    roots (); memory (); stores (); ownership (); calls (); unboxed (); immediates ();
    Gc.full_major ();
    Gc.compact ()
  done;
  fork_and_finalise ();
  Thread.join (Thread.create ignore ())

let () = hold cells
