(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The cases, by the file of their stubs. *)
open Case

(* noalloc.c *)

external bad_noalloc_string : int -> int = "bad_noalloc_string" [@@noalloc]
external good_noalloc_string : int -> int = "good_noalloc_string" [@@noalloc]
let () = pair "noalloc_string" bad_noalloc_string good_noalloc_string (fun f -> expect "noalloc_string" 3 (f 1))

(* unwritten.c *)

external bad_unwritten_second : unit -> int * string = "bad_unwritten_second"
external good_unwritten_second : unit -> int * string = "good_unwritten_second"
let () = pair "unwritten_second" bad_unwritten_second good_unwritten_second (fun f -> expect "unwritten_second" 6 (String.length (snd (f ()))))
external bad_unwritten_direct : unit -> int * string = "bad_unwritten_direct"
external good_unwritten_direct : unit -> int * string = "good_unwritten_direct"
let () = pair "unwritten_direct" bad_unwritten_direct good_unwritten_direct (fun f -> expect "unwritten_direct" 6 (String.length (snd (f ()))))
external bad_unwritten_option : unit -> string option = "bad_unwritten_option"
external good_unwritten_option : unit -> string option = "good_unwritten_option"
let () = pair "unwritten_option" bad_unwritten_option good_unwritten_option (fun f -> expect "unwritten_option" 9 (String.length (Option.get (f ()))))
external bad_unwritten_forgotten : unit -> int * int * int = "bad_unwritten_forgotten"
external good_unwritten_forgotten : unit -> int * int * int = "good_unwritten_forgotten"
let () = pair "unwritten_forgotten" bad_unwritten_forgotten good_unwritten_forgotten (fun f -> let a, b, c = f () in expect "unwritten_forgotten" 9 (a + b + c))
external bad_unwritten_shr : unit -> Obj.t = "bad_unwritten_shr"
external good_unwritten_shr : unit -> Obj.t = "good_unwritten_shr"
let () = pair "unwritten_shr" bad_unwritten_shr good_unwritten_shr (fun f -> expect "unwritten_shr" 299 (Obj.obj (Obj.field (f ()) 299)))
external bad_unwritten_callback : (int -> int) -> int * int = "bad_unwritten_callback"
external good_unwritten_callback : (int -> int) -> int * int = "good_unwritten_callback"
let () = pair "unwritten_callback" bad_unwritten_callback good_unwritten_callback (fun f -> expect "unwritten_callback" 2 (snd (f (fun n -> n + 1))))
external bad_unwritten_loop : unit -> string array = "bad_unwritten_loop"
external good_unwritten_loop : unit -> string array = "good_unwritten_loop"
let () = pair "unwritten_loop" bad_unwritten_loop good_unwritten_loop (fun f -> expect "unwritten_loop" 3 (String.length (f ()).(3)))
external bad_unwritten_helper : unit -> int * float * int = "bad_unwritten_helper"
external good_unwritten_helper : unit -> int * float * int = "good_unwritten_helper"
let () = pair "unwritten_helper" bad_unwritten_helper good_unwritten_helper (fun f -> let a, b, c = f () in expect "unwritten_helper" 17 (a + int_of_float b + c))
external bad_unwritten_inlined : unit -> int * string = "bad_unwritten_inlined"
external good_unwritten_inlined : unit -> int * string = "good_unwritten_inlined"
let () = pair "unwritten_inlined" bad_unwritten_inlined good_unwritten_inlined (fun f -> expect "unwritten_inlined" 7 (String.length (snd (f ()))))
external bad_unwritten_two : unit -> int option option = "bad_unwritten_two"
external good_unwritten_two : unit -> int option option = "good_unwritten_two"
let () = pair "unwritten_two" bad_unwritten_two good_unwritten_two (fun f -> expect "unwritten_two" 2 (Option.get (Option.get (f ()))))
type unwritten_box
external bad_unwritten_raise : int -> unwritten_box = "bad_unwritten_raise"
external good_unwritten_raise : int -> unwritten_box = "good_unwritten_raise"
let () = pair "unwritten_raise" bad_unwritten_raise good_unwritten_raise (fun f -> match f (-1) with _ -> expect "unwritten_raise" 0 1 | exception Failure _ -> ())
external bad_unwritten_handle : int -> unwritten_box = "bad_unwritten_handle"
external good_unwritten_handle : int -> unwritten_box = "good_unwritten_handle"
let () = pair "unwritten_handle" bad_unwritten_handle good_unwritten_handle (fun f -> match f (-1) with _ -> expect "unwritten_handle" 0 1 | exception Not_found -> ())

(* badroot.c *)

external bad_badroot_begin : unit -> unit = "bad_badroot_begin"
external good_badroot_begin : unit -> unit = "good_badroot_begin"
let () = pair "badroot_begin" bad_badroot_begin good_badroot_begin (fun f -> f ())
external bad_badroot_second : unit -> int = "bad_badroot_second"
external good_badroot_second : unit -> int = "good_badroot_second"
let () = pair "badroot_second" bad_badroot_second good_badroot_second (fun f -> expect "badroot_second" 11 (f ()))
external bad_badroot_array : string -> int = "bad_badroot_array"
external good_badroot_array : string -> int = "good_badroot_array"
let () = string_case "badroot_array" bad_badroot_array good_badroot_array
external bad_badroot_global : (int -> int) -> int = "bad_badroot_global"
external good_badroot_global : (int -> int) -> int = "good_badroot_global"
let () = pair "badroot_global" bad_badroot_global good_badroot_global (fun f -> expect "badroot_global" 2 (f (fun n -> n + 1)))
external bad_badroot_generational : unit -> unit = "bad_badroot_generational"
external good_badroot_generational : unit -> unit = "good_badroot_generational"
let () = pair "badroot_generational" bad_badroot_generational good_badroot_generational (fun f -> f ())
external bad_badroot_union : unit -> unit = "bad_badroot_union"
external good_badroot_union : unit -> unit = "good_badroot_union"
let () = pair "badroot_union" bad_badroot_union good_badroot_union (fun f -> f ())
external bad_badroot_null : unit -> unit = "bad_badroot_null"
external good_badroot_null : unit -> unit = "good_badroot_null"
let () = pair "badroot_null" bad_badroot_null good_badroot_null (fun f -> f ())
external bad_badroot_caller : (int -> int) -> int = "bad_badroot_caller"
external good_badroot_caller : (int -> int) -> int = "good_badroot_caller"
let () = pair "badroot_caller" bad_badroot_caller good_badroot_caller (fun f -> expect "badroot_caller" 2 (f (fun n -> n + 1)))

external bad_badroot_exn : (unit -> int) -> Obj.t = "bad_badroot_exn"
external good_badroot_exn : (unit -> int) -> Obj.t = "good_badroot_exn"
let () = pair "badroot_exn" bad_badroot_exn good_badroot_exn (fun f -> expect "badroot_exn" 0 (Obj.obj (f (fun () -> failwith "no"))))

(* novalue.c *)

external bad_novalue_argument : (int -> unit) -> unit = "bad_novalue_argument"
external good_novalue_argument : (int -> unit) -> unit = "good_novalue_argument"
let () = pair "novalue_argument" bad_novalue_argument good_novalue_argument (fun f -> f (fun _ -> ()))
external bad_novalue_modify : int array -> unit = "bad_novalue_modify"
external good_novalue_modify : int array -> unit = "good_novalue_modify"
let () = pair "novalue_modify" bad_novalue_modify good_novalue_modify (fun f -> let a = Array.make 2 1 in Gc.full_major (); f a; expect "novalue_modify" 0 a.(0))
external bad_novalue_store : int array -> int -> unit = "bad_novalue_store"
external good_novalue_store : int array -> int -> unit = "good_novalue_store"
let () = pair "novalue_store" bad_novalue_store good_novalue_store (fun f -> let a = Array.make 2 1 in f a 1; expect "novalue_store" 10 a.(0))
external bad_novalue_fresh : unit -> int * string = "bad_novalue_fresh"
external good_novalue_fresh : unit -> int * string = "good_novalue_fresh"
let () = pair "novalue_fresh" bad_novalue_fresh good_novalue_fresh (fun f -> expect "novalue_fresh" 6 (fst (f ())))
external bad_novalue_point : int -> int -> int * int = "bad_novalue_point"
external good_novalue_point : int -> int -> int * int = "good_novalue_point"
let () = pair "novalue_point" bad_novalue_point good_novalue_point (fun f -> ignore (f 3 4))
external bad_novalue_exn_stored : (unit -> Obj.t) -> Obj.t array -> unit = "bad_novalue_exn_stored"
external good_novalue_exn_stored : (unit -> Obj.t) -> Obj.t array -> unit = "good_novalue_exn_stored"
let () = pair "novalue_exn_stored" bad_novalue_exn_stored good_novalue_exn_stored (fun f -> f (fun () -> failwith "no") (Array.make 2 (Obj.repr 1)))
external bad_novalue_exn_passed : (unit -> Obj.t) -> (Obj.t -> unit) -> unit = "bad_novalue_exn_passed"
external good_novalue_exn_passed : (unit -> Obj.t) -> (Obj.t -> unit) -> unit = "good_novalue_exn_passed"
let () = pair "novalue_exn_passed" bad_novalue_exn_passed good_novalue_exn_passed (fun f -> f (fun () -> failwith "no") (fun _ -> ()))
external bad_novalue_exn_returned : (unit -> Obj.t) -> Obj.t = "bad_novalue_exn_returned"
external good_novalue_exn_returned : (unit -> Obj.t) -> Obj.t = "good_novalue_exn_returned"
let () = pair "novalue_exn_returned" bad_novalue_exn_returned good_novalue_exn_returned (fun f -> ignore (f (fun () -> failwith "no")))
external bad_novalue_freed : unit -> unit = "bad_novalue_freed"
external good_novalue_freed : unit -> unit = "good_novalue_freed"
let () = pair "novalue_freed" bad_novalue_freed good_novalue_freed (fun f -> f ())
external bad_novalue_naked : unit -> int = "bad_novalue_naked"
external good_novalue_naked : unit -> int = "good_novalue_naked"
let () = pair "novalue_naked" bad_novalue_naked good_novalue_naked (fun f -> expect "novalue_naked" 0 (f ()))
external bad_novalue_null : unit -> unit = "bad_novalue_null"
external good_novalue_null : unit -> unit = "good_novalue_null"
let () = pair "novalue_null" bad_novalue_null good_novalue_null (fun f -> f ())
external bad_novalue_mask : int -> unit = "bad_novalue_mask"
external good_novalue_mask : int -> unit = "good_novalue_mask"
let () = pair "novalue_mask" bad_novalue_mask good_novalue_mask (fun f -> f 3)
external bad_novalue_boxed : (int -> nativeint -> unit) -> int -> unit = "bad_novalue_boxed"
external good_novalue_boxed : (int -> nativeint -> unit) -> int -> unit = "good_novalue_boxed"
let () = pair "novalue_boxed" bad_novalue_boxed good_novalue_boxed (fun f -> f (fun _ _ -> ()) 3)

external bad_result_stored : int -> int = "bad_result_stored"
external good_result_stored : int -> int = "good_result_stored"
external bad_result_kept : int -> int = "bad_result_kept"
external good_result_kept : int -> int = "good_result_kept"
external bad_result_printed : string -> int = "bad_result_printed"
external good_result_printed : string -> int = "good_result_printed"
external bad_result_closure : unit -> int = "bad_result_closure"
external good_result_closure : unit -> int = "good_result_closure"
external bad_result_void : string -> int -> unit = "bad_result_void"
external good_result_void : string -> int -> unit = "good_result_void"
type connection
external bad_result_freed : unit -> connection = "bad_result_freed"
external good_result_freed : unit -> connection = "good_result_freed"
external another_stub : unit -> int = "count_finalised"

let () =
  pair "result_stored" bad_result_stored good_result_stored (fun f ->
    let flags = Sys.opaque_identity (Some (f 3)) in
    Gc.minor ();
    expect "result_stored" 6 (Option.get flags));
  pair "result_kept" bad_result_kept good_result_kept (fun f ->
    let size = f 3 in
    ignore (another_stub ());
    expect "result_kept" 3000 size);
  pair "result_printed" bad_result_printed good_result_printed (fun f ->
    expect "result_printed" 4 (int_of_string (string_of_int (f (fresh "hello")))));
  pair "result_closure" bad_result_closure good_result_closure (fun f ->
    let id = f () in
    let get = Sys.opaque_identity (fun () -> id) in
    Gc.minor ();
    expect "result_closure" 100 (get ()));
  pair "result_void" bad_result_void good_result_void (fun f ->
    let q = Queue.create () in
    Queue.add (f (fresh "hello") 4) q;
    Gc.minor ();
    expect "result_void" 0 (Obj.magic (Queue.pop q) : int));
  pair "result_freed" bad_result_freed good_result_freed (fun f ->
    let c = f () in
    ignore (another_stub ());
    hold c)

(* barrier.c *)

let old_names () = let a = Array.init 3 (fun i -> fresh (String.make (i + 1) 'x')) in Gc.full_major (); a
let old_array () = let a = Array.make 3 "" in Gc.full_major (); a

external bad_barrier_fresh : unit -> string * unit = "bad_barrier_fresh"
external good_barrier_fresh : unit -> string * unit = "good_barrier_fresh"
let () = pair "barrier_fresh" bad_barrier_fresh good_barrier_fresh (fun f -> expect "barrier_fresh" 5 (String.length (fst (f ()))))
external bad_barrier_order : unit -> string option = "bad_barrier_order"
external good_barrier_order : unit -> string option = "good_barrier_order"
let () = pair "barrier_order" bad_barrier_order good_barrier_order (fun f -> expect "barrier_order" 5 (String.length (Option.get (f ()))))
external bad_barrier_old : string array -> unit = "bad_barrier_old"
external good_barrier_old : string array -> unit = "good_barrier_old"
let () = pair "barrier_old" bad_barrier_old good_barrier_old (fun f -> let a = old_array () in f a; Gc.minor (); expect "barrier_old" 5 (String.length a.(0)))
external bad_barrier_major : string array -> string -> unit = "bad_barrier_major"
external good_barrier_major : string array -> string -> unit = "good_barrier_major"
let () = pair "barrier_major" bad_barrier_major good_barrier_major (fun f -> let a = Array.make 3 "" in let s = old "major" in f a s; expect "barrier_major" 5 (String.length a.(0)))
external bad_barrier_tuple : unit -> Obj.t = "bad_barrier_tuple"
external good_barrier_tuple : unit -> Obj.t = "good_barrier_tuple"
let () = pair "barrier_tuple" bad_barrier_tuple good_barrier_tuple (fun f -> let t = f () in Gc.minor (); expect "barrier_tuple" 5 (String.length (Obj.obj (Obj.field t 0))))
external bad_barrier_shr : string -> int * string = "bad_barrier_shr"
external good_barrier_shr : string -> int * string = "good_barrier_shr"
let () = pair "barrier_shr" bad_barrier_shr good_barrier_shr (fun f -> let t = f (fresh "hello") in Gc.minor (); expect "barrier_shr" 5 (String.length (snd t)))
external bad_barrier_init : string array -> unit = "bad_barrier_init"
external good_barrier_init : string array -> unit = "good_barrier_init"
let () = pair "barrier_init" bad_barrier_init good_barrier_init (fun f -> let a = old_names () in f a; Gc.minor (); expect "barrier_init" 5 (String.length a.(0)))
external bad_barrier_local : string -> int = "bad_barrier_local"
external good_barrier_local : string -> int = "good_barrier_local"
let () = pair "barrier_local" bad_barrier_local good_barrier_local (fun f -> expect "barrier_local" 5 (f (old "local")))
external bad_barrier_args : string -> int = "bad_barrier_args"
external good_barrier_args : string -> int = "good_barrier_args"
let () = pair "barrier_args" bad_barrier_args good_barrier_args (fun f -> expect "barrier_args" 4 (f (old "args")))
external bad_barrier_custom : string -> unit = "bad_barrier_custom"
external good_barrier_custom : string -> unit = "good_barrier_custom"
let () = pair "barrier_custom" bad_barrier_custom good_barrier_custom (fun f -> f (old "custom"))
external bad_barrier_floats : float array -> float -> int = "bad_barrier_floats"
external good_barrier_floats : float array -> float -> int = "good_barrier_floats"
let () = pair "barrier_floats" bad_barrier_floats good_barrier_floats (fun f ->
  expect "barrier_floats" 3 (f (Array.make 2 1.0) (Sys.opaque_identity 3.0)))
external bad_barrier_root : unit -> int = "bad_barrier_root"
external good_barrier_root : unit -> int = "good_barrier_root"
let () = pair "barrier_root" bad_barrier_root good_barrier_root (fun f -> expect "barrier_root" 5 (f ()))
external bad_barrier_memcpy : string array -> int -> unit = "bad_barrier_memcpy"
external good_barrier_memcpy : string array -> int -> unit = "good_barrier_memcpy"
let () = pair "barrier_memcpy" bad_barrier_memcpy good_barrier_memcpy (fun f -> let a = old_array () in f a 2; Gc.minor (); expect "barrier_memcpy" 5 (String.length a.(0)))
external bad_barrier_memmove : string array -> unit = "bad_barrier_memmove"
external good_barrier_memmove : string array -> unit = "good_barrier_memmove"
let () = pair "barrier_memmove" bad_barrier_memmove good_barrier_memmove (fun f -> let a = old_names () in f a; expect "barrier_memmove" 2 (String.length a.(2)))
type record = { id : int; mutable name : string }
external bad_barrier_clear : record -> string = "bad_barrier_clear"
external good_barrier_clear : record -> string = "good_barrier_clear"
let () = pair "barrier_clear" bad_barrier_clear good_barrier_clear (fun f -> let r = { id = 1; name = fresh "hello" } in Gc.full_major (); expect "barrier_clear" 5 (String.length (f r)); hold r)
external bad_barrier_state : string option array -> int -> unit = "bad_barrier_state"
external good_barrier_state : string option array -> int -> unit = "good_barrier_state"
let () = pair "barrier_state" bad_barrier_state good_barrier_state (fun f -> let a = Array.init 2 (fun i -> Some (fresh "hello")) in Gc.full_major (); f a 0; expect "barrier_state" 0 (Bool.to_int (a.(1) <> None)))

(* overrun.c *)

external bad_overrun_field : unit -> Obj.t = "bad_overrun_field"
external good_overrun_field : unit -> Obj.t = "good_overrun_field"
let () = pair "overrun_field" bad_overrun_field good_overrun_field (fun f -> expect "overrun_field" 3 (Obj.size (f ())))
external bad_overrun_image : unit -> Obj.t = "bad_overrun_image"
external good_overrun_image : unit -> Obj.t = "good_overrun_image"
let () = pair "overrun_image" bad_overrun_image good_overrun_image (fun f -> expect "overrun_image" 5 (Obj.size (f ())))
external bad_overrun_memcpy : int -> string = "bad_overrun_memcpy"
external good_overrun_memcpy : int -> string = "good_overrun_memcpy"
let () = pair "overrun_memcpy" bad_overrun_memcpy good_overrun_memcpy (fun f -> expect "overrun_memcpy" 7 (String.length (f 16)))
external bad_overrun_double : unit -> float array = "bad_overrun_double"
external good_overrun_double : unit -> float array = "good_overrun_double"
let () = pair "overrun_double" bad_overrun_double good_overrun_double (fun f -> expect "overrun_double" 3 (Array.length (f ())))
type range
external bad_overrun_custom : unit -> range = "bad_overrun_custom"
external good_overrun_custom : unit -> range = "good_overrun_custom"
let () = pair "overrun_custom" bad_overrun_custom good_overrun_custom (fun f -> ignore (f ()))
external bad_overrun_loop : int -> int array = "bad_overrun_loop"
external good_overrun_loop : int -> int array = "good_overrun_loop"
let () = pair "overrun_loop" bad_overrun_loop good_overrun_loop (fun f -> expect "overrun_loop" 4 (Array.length (f 4)))
external bad_overrun_shr : unit -> unit = "bad_overrun_shr"
external good_overrun_shr : unit -> unit = "good_overrun_shr"
let () = pair "overrun_shr" bad_overrun_shr good_overrun_shr (fun f -> f ())
external bad_overrun_empty : int -> int = "bad_overrun_empty"
external good_overrun_empty : int -> int = "good_overrun_empty"
let () = pair "overrun_empty" bad_overrun_empty good_overrun_empty (fun f -> expect "overrun_empty" 0 (f 0))
external bad_overrun_large : int -> int = "bad_overrun_large"
external good_overrun_large : int -> int = "good_overrun_large"
let () = pair "overrun_large" bad_overrun_large good_overrun_large (fun f -> expect "overrun_large" 300 (f 300))
external bad_overrun_tag : int -> int = "bad_overrun_tag"
external good_overrun_tag : int -> int = "good_overrun_tag"
let () = pair "overrun_tag" bad_overrun_tag good_overrun_tag (fun f -> expect "overrun_tag" 1 (f 6))
external bad_overrun_swapped : int -> int = "bad_overrun_swapped"
external good_overrun_swapped : int -> int = "good_overrun_swapped"
let () = pair "overrun_swapped" bad_overrun_swapped good_overrun_swapped (fun f -> expect "overrun_swapped" 300 (f 300))

(* wrongkind.c *)

external bad_kind_tuple : string * int -> int = "bad_kind_tuple"
external good_kind_tuple : string * int -> int = "good_kind_tuple"
let () = pair "kind_tuple" bad_kind_tuple good_kind_tuple (fun f -> expect "kind_tuple" 5 (f (fresh "tuple", 1)))
external bad_kind_doubles : float array -> int = "bad_kind_doubles"
external good_kind_doubles : float array -> int = "good_kind_doubles"
let () = pair "kind_doubles" bad_kind_doubles good_kind_doubles (fun f -> expect "kind_doubles" 3 (f (Array.make 3 1.0)))
external bad_kind_custom : int64 -> int = "bad_kind_custom"
external good_kind_custom : int64 -> int = "good_kind_custom"
let () = pair "kind_custom" bad_kind_custom good_kind_custom (fun f -> expect "kind_custom" 12 (f 12L))
external bad_kind_closure : (unit -> string) -> int = "bad_kind_closure"
external good_kind_closure : (unit -> string) -> int = "good_kind_closure"
let () = pair "kind_closure" bad_kind_closure good_kind_closure (fun f -> let s = fresh "closure" in expect "kind_closure" 7 (f (fun () -> s)))
external bad_kind_abstract : unit -> int = "bad_kind_abstract"
external good_kind_abstract : unit -> int = "good_kind_abstract"
let () = pair "kind_abstract" bad_kind_abstract good_kind_abstract (fun f -> expect "kind_abstract" 8 (f ()))
external bad_kind_float : float -> int = "bad_kind_float"
external good_kind_float : float -> int = "good_kind_float"
let () = pair "kind_float" bad_kind_float good_kind_float (fun f -> expect "kind_float" 1 (f (Sys.opaque_identity 1.5)))
external bad_kind_safe : string * int -> bool = "bad_kind_safe"
external good_kind_safe : string * int -> bool = "good_kind_safe"
let () = pair "kind_safe" bad_kind_safe good_kind_safe (fun f -> expect "kind_safe" 1 (Bool.to_int (f (fresh "safe", 1))))
external bad_kind_message : string * int -> unit = "bad_kind_message"
external good_kind_message : string * int -> unit = "good_kind_message"
let () = pair "kind_message" bad_kind_message good_kind_message (fun f -> match f (fresh "message", 1) with _ -> expect "kind_message" 0 1 | exception Failure _ -> ())
external bad_kind_equal : string * int -> string -> bool = "bad_kind_equal"
external good_kind_equal : string * int -> string -> bool = "good_kind_equal"
let () = pair "kind_equal" bad_kind_equal good_kind_equal (fun f ->
  expect "kind_equal" 1 (Bool.to_int (f (fresh "equal", 1) (fresh "equal"))))
external bad_kind_bigarray : float array -> int = "bad_kind_bigarray"
external good_kind_bigarray : float array -> int = "good_kind_bigarray"
let () = pair "kind_bigarray" bad_kind_bigarray good_kind_bigarray (fun f ->
  expect "kind_bigarray" 1 (f (Array.make 8 1.5)))
external bad_kind_callback : (int -> int) -> int = "bad_kind_callback"
external good_kind_callback : (int -> int) -> int = "good_kind_callback"
let () = pair "kind_callback" bad_kind_callback good_kind_callback (fun f -> expect "kind_callback" 2 (f (fun n -> n + 1)))

(* released.c *)

type table
external table_plain : unit -> table = "table_plain"
external table_owned : unit -> table = "table_owned"
external table_whole : unit -> table = "table_whole"
external close_forget : table -> unit = "close_forget"
external close_clear : table -> unit = "close_clear"

external bad_released_close : table -> int = "bad_released_close"
external good_released_close : table -> int = "good_released_close"
let () = pair "released_close" (close_forget, bad_released_close) (close_clear, good_released_close) (fun (close, rows) ->
  let t = table_plain () in
  close t;
  expect "released_close" 0 (rows t))
external bad_released_write : table -> int -> unit = "bad_released_write"
external good_released_write : table -> int -> unit = "good_released_write"
let () = pair "released_write" (close_forget, bad_released_write) (close_clear, good_released_write) (fun (close, write) ->
  let t = table_plain () in
  close t;
  write t 1)
external bad_released_create : unit -> table = "bad_released_create"
external good_released_create : unit -> table = "good_released_create"
external bad_released_last : unit -> int = "bad_released_last"
external good_released_last : unit -> int = "good_released_last"

(* The result is dead when this returns. *)
let [@inline never] create_only create = hold (create ())

let () = pair "released_last" (bad_released_create, bad_released_last) (good_released_create, good_released_last) (fun (create, rows) ->
  create_only create;
  Gc.full_major ();
  expect "released_last" 7 (rows ()))
external bad_released_copy : table -> table = "bad_released_copy"
external good_released_copy : table -> table = "good_released_copy"
external bad_released_shared : table -> int = "bad_released_shared"
external good_released_shared : table -> int = "good_released_shared"
let () = pair "released_shared" (bad_released_copy, close_forget, bad_released_shared) (good_released_copy, close_clear, good_released_shared) (fun (copy, close, rows) ->
  let t = table_plain () in
  let u = copy t in
  close t;
  expect "released_shared" 7 (rows u))
type cursor
external bad_released_cursor : table -> cursor = "bad_released_cursor"
external good_released_cursor : table -> cursor = "good_released_cursor"
external bad_released_next : cursor -> int = "bad_released_next"
external good_released_next : cursor -> int = "good_released_next"

let [@inline never] cursor_of cursor = cursor (table_owned ())

let () = pair "released_cursor" (bad_released_cursor, bad_released_next) (good_released_cursor, good_released_next) (fun (cursor, next) ->
  let c = cursor_of cursor in
  Gc.full_major ();
  expect "released_cursor" 7 (next c);
  hold c)
external bad_released_part : table -> table = "bad_released_part"
external good_released_part : table -> table = "good_released_part"
external bad_released_close_whole : table -> unit = "bad_released_close_whole"
external good_released_close_whole : table -> unit = "good_released_close_whole"
external bad_released_up : table -> bool = "bad_released_up"
external good_released_up : table -> bool = "good_released_up"
let () = pair "released_part" (bad_released_part, bad_released_close_whole, bad_released_up) (good_released_part, good_released_close_whole, good_released_up) (fun (part, close, up) ->
  let t = table_whole () in
  let u = part t in
  close t;
  expect "released_part" 0 (Bool.to_int (up u)))
external bad_released_during : table -> (unit -> unit) -> int = "bad_released_during"
external good_released_during : table -> (unit -> unit) -> int = "good_released_during"
let () = pair "released_during" (fun () -> bad_released_during (table_owned ()) Gc.full_major)
  (fun () -> good_released_during (table_owned ()) Gc.full_major) (fun f -> expect "released_during" 7 (f ()))
type library
external bad_noalloc_open : unit -> library = "bad_noalloc_open" [@@noalloc]
external good_noalloc_open : unit -> library = "good_noalloc_open"
let () = pair "noalloc_open" bad_noalloc_open good_noalloc_open (fun f ->
  expect "noalloc_open" 601 (Obj.size (Obj.repr (f ()))))
external bad_noalloc_is_busy : unit -> bool = "bad_noalloc_is_busy" [@@noalloc]
external good_noalloc_is_busy : unit -> bool = "good_noalloc_is_busy"
let () = pair "noalloc_is_busy" bad_noalloc_is_busy good_noalloc_is_busy (fun f ->
  expect "noalloc_is_busy" 1 (Bool.to_int (f ())))
external bad_noalloc_raise : int -> int = "bad_noalloc_raise" [@@noalloc]
external good_noalloc_raise : int -> int = "good_noalloc_raise" [@@noalloc]
let () = pair "noalloc_raise" bad_noalloc_raise good_noalloc_raise (fun f ->
  expect "noalloc_raise" (-1) (try f 3 with Not_found -> -1))
external bad_noalloc_callback : (int -> int) -> int = "bad_noalloc_callback" [@@noalloc]
external good_noalloc_callback : (int -> int) -> int = "good_noalloc_callback"
let () = pair "noalloc_callback" bad_noalloc_callback good_noalloc_callback (fun f ->
  expect "noalloc_callback" 9 (f (fun n -> n + n)))
external bad_noalloc_poll : int -> int = "bad_noalloc_poll" [@@noalloc]
external good_noalloc_poll : int -> int = "good_noalloc_poll" [@@noalloc]
let () = pair "noalloc_poll" bad_noalloc_poll good_noalloc_poll (fun f -> expect "noalloc_poll" 55 (f 10))
external bad_noalloc_helper : int -> int = "bad_noalloc_helper" [@@noalloc]
external good_noalloc_helper : int -> int = "good_noalloc_helper" [@@noalloc]
let () = pair "noalloc_helper" bad_noalloc_helper good_noalloc_helper (fun f -> expect "noalloc_helper" 4 (f 1234))
external bad_noalloc_unboxed : (float [@unboxed]) -> (float [@unboxed]) =
  "bad_noalloc_unboxed_bytecode" "bad_noalloc_unboxed" [@@noalloc]
external good_noalloc_unboxed : (float [@unboxed]) -> (float [@unboxed]) =
  "good_noalloc_unboxed_bytecode" "good_noalloc_unboxed" [@@noalloc]
let () = pair "noalloc_unboxed" bad_noalloc_unboxed good_noalloc_unboxed (fun f ->
  expect "noalloc_unboxed" 3 (int_of_float (f 1.5)))
external bad_noalloc_store : string array -> string -> unit = "bad_noalloc_store" [@@noalloc]
external good_noalloc_store : string array -> string -> unit = "good_noalloc_store" [@@noalloc]
let () = pair "noalloc_store" bad_noalloc_store good_noalloc_store (fun f ->
  let a = Array.make 2 "" in
  f a (String.make 4000 'x');
  expect "noalloc_store" 4000 (String.length a.(1)))

(* finaliser.c *)

type custom
external count_finalised : unit -> int = "count_finalised"
external bad_fin_alloc : unit -> custom = "bad_fin_alloc"
external good_fin_alloc : unit -> custom = "good_fin_alloc"
external bad_fin_helper : unit -> custom = "bad_fin_helper"
external good_fin_helper : unit -> custom = "good_fin_helper"
external bad_fin_callback : (int -> unit) -> custom = "bad_fin_callback"
external good_fin_callback : (int -> unit) -> custom = "good_fin_callback"
external bad_fin_blocking : unit -> custom = "bad_fin_blocking"
external good_fin_blocking : unit -> custom = "good_fin_blocking"
external bad_fin_young : unit -> custom = "bad_fin_young"
external good_fin_young : unit -> custom = "good_fin_young"
external bad_fin_poll : unit -> custom = "bad_fin_poll"
external good_fin_poll : unit -> custom = "good_fin_poll"
external bad_fin_root : unit -> custom = "bad_fin_root"
external good_fin_root : unit -> custom = "good_fin_root"

let [@inline never] make_old make = let v = make () in Gc.minor (); hold v
let [@inline never] make_young make = hold (make ())

(* A block that dies is finalised once. *)
let finaliser ?(live = make_old) ?(collect = Gc.full_major) name bad good =
  pair name bad good (fun make ->
    let before = count_finalised () in
    live make;
    collect ();
    expect name 1 (count_finalised () - before))

let closed = ref 0
let note_closed fd = closed := fd

let () =
  finaliser "fin_alloc" bad_fin_alloc good_fin_alloc;
  finaliser "fin_helper" bad_fin_helper good_fin_helper;
  finaliser "fin_callback" (fun () -> bad_fin_callback note_closed) (fun () -> good_fin_callback note_closed);
  finaliser "fin_blocking" bad_fin_blocking good_fin_blocking;
  finaliser "fin_young" bad_fin_young good_fin_young ~live:make_young ~collect:Gc.minor;
  finaliser "fin_poll" bad_fin_poll good_fin_poll;
  finaliser "fin_root" bad_fin_root good_fin_root
external bad_fin_compare : int -> custom = "bad_fin_compare"
external good_fin_compare : int -> custom = "good_fin_compare"
let () = pair "fin_compare" bad_fin_compare good_fin_compare (fun make ->
  let a = make 3 in
  let b = make 4 in
  expect "fin_compare" (-1) (compare a b))

(* Hashtbl.hash is [@@noalloc]: the buggy stub would break that rule too. *)
external hash : int -> int -> int -> custom -> int = "caml_hash"
external bad_fin_hash : int -> custom = "bad_fin_hash"
external good_fin_hash : int -> custom = "good_fin_hash"
let () = pair "fin_hash" bad_fin_hash good_fin_hash (fun make ->
  let v = make 4 in
  expect "fin_hash" 1 (Bool.to_int (hash 10 100 0 v > 0)))
external bad_fin_serialize : int -> custom = "bad_fin_serialize"
external good_fin_serialize : int -> custom = "good_fin_serialize"
let () = pair "fin_serialize" bad_fin_serialize good_fin_serialize (fun make ->
  let s = Marshal.to_string (make 4) [] in
  expect "fin_serialize" 4 (Char.code s.[String.length s - 1]))
external bad_fin_hash_raise : int -> custom = "bad_fin_hash_raise"
external good_fin_hash_raise : int -> custom = "good_fin_hash_raise"
let () = pair "fin_hash_raise" bad_fin_hash_raise good_fin_hash_raise (fun make ->
  let v = make (-4) in
  expect "fin_hash_raise" 0 (try min 0 (hash 10 100 0 v) with Invalid_argument _ -> 1))

(* What is read is equal to what was written, or it fails. *)
external bad_fin_deserialize : int -> custom = "bad_fin_deserialize"
external good_fin_deserialize : int -> custom = "good_fin_deserialize"
external bad_fin_version : int -> custom = "bad_fin_version"
external good_fin_version : int -> custom = "good_fin_version"
external bad_fin_announce : int -> custom = "bad_fin_announce"
external good_fin_announce : int -> custom = "good_fin_announce"
let () =
  let read ?(number = 4) make =
    let s = Marshal.to_string (make number) [] in
    match Marshal.from_string s 0 with
    | v -> String.equal s (Marshal.to_string (v : custom) []) |> Bool.to_int
    | exception Failure _ -> 2
  in
  Callback.register "announce" (fun () -> ());
  pair "fin_deserialize" bad_fin_deserialize good_fin_deserialize (fun make ->
    expect "fin_deserialize" 1 (read ~number:0 make));
  pair "fin_version" bad_fin_version good_fin_version (fun make -> expect "fin_version" 2 (read make));
  pair "fin_announce" bad_fin_announce good_fin_announce (fun make -> expect "fin_announce" 1 (read make))

(* lockrules.c *)

(* With this module comes the lock. No case has a second thread of OCaml, and no buggy stub one that the runtime knows:
   threads do not take turns in a buggy run. *)
let () = ignore (Thread.self ())

external bad_lock_alloc : unit -> int = "bad_lock_alloc"
external good_lock_alloc : unit -> int = "good_lock_alloc"
let () = pair "lock_alloc" bad_lock_alloc good_lock_alloc (fun f -> expect "lock_alloc" 4000 (f ()))

let told = ref 0
let tell n = told := n

external bad_lock_callback : (int -> unit) -> unit = "bad_lock_callback"
external good_lock_callback : (int -> unit) -> unit = "good_lock_callback"
let () = pair "lock_callback" bad_lock_callback good_lock_callback (fun f -> f tell; expect "lock_callback" 50 !told)
external bad_lock_register : string -> int = "bad_lock_register"
external good_lock_register : string -> int = "good_lock_register"
let () = string_case "lock_register" bad_lock_register good_lock_register
external bad_lock_modify : unit -> int = "bad_lock_modify"
external good_lock_modify : unit -> int = "good_lock_modify"
let () = pair "lock_modify" bad_lock_modify good_lock_modify (fun f -> expect "lock_modify" 2 (f ()))
external bad_lock_twice : unit -> unit = "bad_lock_twice"
external good_lock_twice : unit -> unit = "good_lock_twice"
let () = pair "lock_twice" bad_lock_twice good_lock_twice (fun f -> f ())
external fix_lock_return : unit -> unit = "fix_lock_return"
external bad_lock_return : int -> int = "bad_lock_return"
external good_lock_return : int -> int = "good_lock_return"
let () = pair "lock_return" (bad_lock_return, fix_lock_return) (good_lock_return, ignore) (fun (f, fix) ->
  let result = f (-1) in
  fix ();
  expect "lock_return" (-1) result)
external bad_lock_raise : int -> unit = "bad_lock_raise"
external good_lock_raise : int -> unit = "good_lock_raise"
let () = pair "lock_raise" (bad_lock_raise, fix_lock_return) (good_lock_raise, ignore) (fun (f, fix) ->
  let result = try f (-1); 0 with Failure _ -> -1 in
  fix ();
  expect "lock_raise" (-1) result)
external bad_lock_worker : unit -> int = "bad_lock_worker"
external good_lock_worker : unit -> int = "good_lock_worker"
let () = pair "lock_worker" bad_lock_worker good_lock_worker (fun f -> expect "lock_worker" 501 (f ()))
external bad_lock_player : (int -> unit) -> unit = "bad_lock_player"
external good_lock_player : (int -> unit) -> unit = "good_lock_player"
let () = pair "lock_player" bad_lock_player good_lock_player (fun f -> f tell; expect "lock_player" 44 !told)

(* danglingroot.c *)

external bad_dangling_freed : (int -> unit) -> int = "bad_dangling_freed"
external good_dangling_freed : (int -> unit) -> int = "good_dangling_freed"
external bad_dangling_stat : (int -> unit) -> int = "bad_dangling_stat"
external good_dangling_stat : (int -> unit) -> int = "good_dangling_stat"
external bad_dangling_second : (int -> unit) -> (int -> unit) -> int option = "bad_dangling_second"
external good_dangling_second : (int -> unit) -> (int -> unit) -> int option = "good_dangling_second"
external bad_dangling_realloc : string -> int = "bad_dangling_realloc"
external good_dangling_realloc : string -> int = "good_dangling_realloc"
external bad_dangling_frame : string -> int = "bad_dangling_frame"
external good_dangling_frame : string -> int = "good_dangling_frame"
external fix_dangling_stub : unit -> unit = "fix_dangling_stub"
external bad_dangling_stub : (int -> unit) -> int = "bad_dangling_stub"
external good_dangling_stub : (int -> unit) -> int = "good_dangling_stub"
external bad_dangling_field : string * string -> unit = "bad_dangling_field"
external good_dangling_field : string * string -> unit = "good_dangling_field"
external bad_dangling_raise : (int -> unit) -> unit = "bad_dangling_raise"
external good_dangling_raise : (int -> unit) -> unit = "good_dangling_raise"
external bad_dangling_custom : (int -> unit) -> unit = "bad_dangling_custom"
external good_dangling_custom : (int -> unit) -> unit = "good_dangling_custom"

(* A closure in the minor heap. *)
let listener () = let calls = ref 0 in Sys.opaque_identity (fun n -> calls := !calls + n)

let () =
  let rooted name bad good = pair name bad good (fun f -> expect name 8 (f (fresh "hello"))) in
  pair "dangling_freed" bad_dangling_freed good_dangling_freed (fun f -> expect "dangling_freed" 8 (f (listener ())));
  pair "dangling_stat" bad_dangling_stat good_dangling_stat (fun f -> expect "dangling_stat" 8 (f (listener ())));
  pair "dangling_second" bad_dangling_second good_dangling_second (fun f ->
    let f1 = listener () and f2 = listener () in
    expect "dangling_second" 0 (Option.get (f f1 f2)));
  rooted "dangling_realloc" bad_dangling_realloc good_dangling_realloc;
  rooted "dangling_frame" bad_dangling_frame good_dangling_frame;
  pair "dangling_stub" (bad_dangling_stub, fix_dangling_stub) (good_dangling_stub, ignore) (fun (f, fix) ->
    let result = f (listener ()) in
    fix ();
    expect "dangling_stub" 8 result);
  pair "dangling_raise" (bad_dangling_raise, fix_dangling_stub) (good_dangling_raise, ignore) (fun (f, fix) ->
    let result = try f (listener ()); 0 with Failure _ -> 1 in
    fix ();
    expect "dangling_raise" 1 result);
  pair "dangling_field" bad_dangling_field good_dangling_field (fun f -> f (fresh "a", fresh "b"));
  pair "dangling_custom" bad_dangling_custom good_dangling_custom (fun f -> f (listener ()))

(* moving.c *)

external bad_moving_sum : int array -> bool = "bad_moving_sum"
external good_moving_sum : int array -> bool = "good_moving_sum"
external bad_moving_rest : int array -> bool = "bad_moving_rest"
external good_moving_rest : int array -> bool = "good_moving_rest"
external bad_moving_helper : int array -> int -> bool = "bad_moving_helper"
external good_moving_helper : int array -> int -> bool = "good_moving_helper"
external bad_moving_doubles : float array -> bool = "bad_moving_doubles"
external good_moving_doubles : float array -> bool = "good_moving_doubles"
external bad_moving_bytes : string -> bool = "bad_moving_bytes"
external good_moving_bytes : string -> bool = "good_moving_bytes"
external bad_moving_two : int array -> int array -> bool = "bad_moving_two"
external good_moving_two : int array -> int array -> bool = "good_moving_two"
external bad_moving_rooted : int array -> int -> bool = "bad_moving_rooted"
external good_moving_rooted : int array -> int -> bool = "good_moving_rooted"
external bad_moving_store : int array -> bool = "bad_moving_store"
external good_moving_store : int array -> bool = "good_moving_store"
external bad_moving_part : int * int array -> int -> bool = "bad_moving_part"
external good_moving_part : int * int array -> int -> bool = "good_moving_part"

(* A block below another in the minor heap: the one that is allocated last. *)
let below make =
  let above = Sys.opaque_identity (ref 1) in
  let v = make () in
  hold above;
  v

let () =
  let ints n () = Array.init n (fun i -> i + 7) in
  let found name f = expect name 1 (Bool.to_int (f ())) in
  pair "moving_sum" bad_moving_sum good_moving_sum (fun f ->
    found "moving_sum" (fun () -> f (below (ints 7))));
  pair "moving_rest" bad_moving_rest good_moving_rest (fun f ->
    found "moving_rest" (fun () -> f (below (ints 7))));
  pair "moving_helper" bad_moving_helper good_moving_helper (fun f ->
    found "moving_helper" (fun () -> f (below (ints 5)) 6));
  pair "moving_doubles" bad_moving_doubles good_moving_doubles (fun f ->
    found "moving_doubles" (fun () -> f (below (fun () -> Array.init 5 float))));
  pair "moving_bytes" bad_moving_bytes good_moving_bytes (fun f ->
    found "moving_bytes" (fun () -> f (below (fun () -> fresh "hello"))));
  pair "moving_two" bad_moving_two good_moving_two (fun f ->
    found "moving_two" (fun () -> let b = below (ints 4) in f (ints 9 ()) b));
  pair "moving_rooted" bad_moving_rooted good_moving_rooted (fun f ->
    found "moving_rooted" (fun () -> f (below (ints 7)) 7));
  pair "moving_store" bad_moving_store good_moving_store (fun f ->
    found "moving_store" (fun () -> f (below (ints 3))));
  pair "moving_part" bad_moving_part good_moving_part (fun f ->
    found "moving_part" (fun () -> f (1, below (ints 6)) 6))

(* rootmismatch.c *)

external bad_mismatch_plain : string -> int = "bad_mismatch_plain"
external good_mismatch_plain : string -> int = "good_mismatch_plain"
external bad_mismatch_open : string -> unit = "bad_mismatch_open"
external good_mismatch_open : string -> unit = "good_mismatch_open"
external bad_mismatch_close : unit -> int = "bad_mismatch_close"
external good_mismatch_close : unit -> int = "good_mismatch_close"
external bad_mismatch_twice : string -> int = "bad_mismatch_twice"
external good_mismatch_twice : string -> int = "good_mismatch_twice"
external start_timer : (int -> unit) -> unit = "start_timer"
external bad_mismatch_stop : unit -> unit = "bad_mismatch_stop"
external good_mismatch_stop : unit -> unit = "good_mismatch_stop"
external bad_mismatch_never : string option -> int = "bad_mismatch_never"
external good_mismatch_never : string option -> int = "good_mismatch_never"
external bad_mismatch_index : string -> int -> int = "bad_mismatch_index"
external good_mismatch_index : string -> int -> int = "good_mismatch_index"
external bad_mismatch_copied : string -> int = "bad_mismatch_copied"
external good_mismatch_copied : string -> int = "good_mismatch_copied"
let () =
  string_case "mismatch_plain" bad_mismatch_plain good_mismatch_plain;
  pair "mismatch_generational" (bad_mismatch_open, bad_mismatch_close) (good_mismatch_open, good_mismatch_close)
    (fun (opens, closes) ->
      opens (fresh "hello");
      expect "mismatch_generational" 5 (closes ()));
  string_case "mismatch_twice" bad_mismatch_twice good_mismatch_twice;
  pair "mismatch_stop" bad_mismatch_stop good_mismatch_stop (fun stop ->
    start_timer (listener ());
    stop ();
    stop ());
  pair "mismatch_never" bad_mismatch_never good_mismatch_never (fun f -> expect "mismatch_never" 0 (f None));
  pair "mismatch_index" bad_mismatch_index good_mismatch_index (fun f ->
    expect "mismatch_index" 5 (f (fresh "hello") 2));
  string_case "mismatch_copied" bad_mismatch_copied good_mismatch_copied

(* overrun.c, blocks that OCaml made *)

let [@inline never] two () = Sys.opaque_identity (ref 5, Sys.opaque_identity (1, 2))
external bad_overrun_read : int * int -> int = "bad_overrun_read"
external good_overrun_read : int * int -> int = "good_overrun_read"
let () = pair "overrun_read" bad_overrun_read good_overrun_read (fun f -> expect "overrun_read" 1 (f (snd (two ()))))
external bad_overrun_write : int * int -> int = "bad_overrun_write"
external good_overrun_write : int * int -> int = "good_overrun_write"
let () = pair "overrun_write" bad_overrun_write good_overrun_write (fun f -> expect "overrun_write" 1 (f (snd (two ()))))

(* inlined.c *)

external bad_noalloc_inlined : int -> int = "bad_noalloc_inlined" [@@noalloc]
external good_noalloc_inlined : int -> int = "good_noalloc_inlined" [@@noalloc]
let () = pair "noalloc_inlined" bad_noalloc_inlined good_noalloc_inlined (fun f -> expect "noalloc_inlined" 4 (f 4))

(* overrun.c, bigarrays *)

type numbers = (int64, Bigarray.int64_elt, Bigarray.c_layout) Bigarray.Array1.t
external bad_overrun_bigarray : numbers -> int = "bad_overrun_bigarray"
external good_overrun_bigarray : numbers -> int = "good_overrun_bigarray"
let () = pair "overrun_bigarray" bad_overrun_bigarray good_overrun_bigarray (fun f ->
  expect "overrun_bigarray" 1 (f (Bigarray.Array1.create Bigarray.int64 Bigarray.c_layout 8)))

(* immediate.c *)

external bad_immediate_option : int option -> int = "bad_immediate_option"
external good_immediate_option : int option -> int = "good_immediate_option"
let () = pair "immediate_option" bad_immediate_option good_immediate_option (fun f ->
  expect "immediate_option" 7 (f (Sys.opaque_identity None)))
external bad_immediate_list : unit -> int list -> bool = "bad_immediate_list"
external good_immediate_list : unit -> int list -> bool = "good_immediate_list"
let () = pair "immediate_list" bad_immediate_list good_immediate_list (fun f ->
  expect "immediate_list" 1 (Bool.to_int (f () (Sys.opaque_identity []))))
external bad_immediate_char : Obj.t -> int = "bad_immediate_char"
external good_immediate_char : Obj.t -> int = "good_immediate_char"
let () = pair "immediate_char" bad_immediate_char good_immediate_char (fun f ->
  expect "immediate_char" 3 (f (Obj.repr 3)))
external bad_immediate_strlen : string option -> int = "bad_immediate_strlen"
external good_immediate_strlen : string option -> int = "good_immediate_strlen"
let () = pair "immediate_strlen" bad_immediate_strlen good_immediate_strlen (fun f ->
  expect "immediate_strlen" 0 (f (Sys.opaque_identity None)))
external bad_immediate_memcpy : Obj.t -> int = "bad_immediate_memcpy"
external good_immediate_memcpy : Obj.t -> int = "good_immediate_memcpy"
let () = pair "immediate_memcpy" bad_immediate_memcpy good_immediate_memcpy (fun f ->
  expect "immediate_memcpy" 1 (f (Obj.repr 1000)))
external bad_immediate_field : string * Obj.t -> int = "bad_immediate_field"
external good_immediate_field : string * Obj.t -> int = "good_immediate_field"
let () = pair "immediate_field" bad_immediate_field good_immediate_field (fun f ->
  expect "immediate_field" 5 (f (fresh "shape", Obj.repr (Sys.opaque_identity 20))))
external bad_immediate_int64 : int -> int = "bad_immediate_int64"
external good_immediate_int64 : int -> int = "good_immediate_int64"
let () = pair "immediate_int64" bad_immediate_int64 good_immediate_int64 (fun f -> expect "immediate_int64" 12 (f 12))
external bad_immediate_tag : Obj.t -> bool = "bad_immediate_tag"
external good_immediate_tag : Obj.t -> bool = "good_immediate_tag"
let () = pair "immediate_tag" bad_immediate_tag good_immediate_tag (fun f ->
  expect "immediate_tag" 0 (Bool.to_int (f (Obj.repr false))))
external bad_immediate_result : (unit -> int option) -> int = "bad_immediate_result"
external good_immediate_result : (unit -> int option) -> int = "good_immediate_result"
let () = pair "immediate_result" bad_immediate_result good_immediate_result (fun f ->
  expect "immediate_result" 9 (f (fun () -> Sys.opaque_identity None)))
external bad_immediate_rooted : string option -> int = "bad_immediate_rooted"
external good_immediate_rooted : string option -> int = "good_immediate_rooted"
let () = pair "immediate_rooted" bad_immediate_rooted good_immediate_rooted (fun f ->
  expect "immediate_rooted" 4 (f (Sys.opaque_identity None)))
external bad_immediate_written : Obj.t -> int = "bad_immediate_written"
external good_immediate_written : Obj.t -> int = "good_immediate_written"
let () = pair "immediate_written" bad_immediate_written good_immediate_written (fun f ->
  expect "immediate_written" 2 (f (Obj.repr (-1))))

external bad_immediate_word : string -> bool = "bad_immediate_word"
external good_immediate_word : string -> bool = "good_immediate_word"
let () = pair "immediate_word" bad_immediate_word good_immediate_word (fun f ->
  expect "immediate_word" 1 (Bool.to_int (f (fresh "hello"))))
external bad_immediate_floats : float array -> bool = "bad_immediate_floats"
external good_immediate_floats : float array -> bool = "good_immediate_floats"
let () = pair "immediate_floats" bad_immediate_floats good_immediate_floats (fun f ->
  expect "immediate_floats" 1 (Bool.to_int (f (Array.make 2 2.5))))
external bad_immediate_name : string -> bool = "bad_immediate_name"
external good_immediate_name : string -> bool = "good_immediate_name"
let () = pair "immediate_name" bad_immediate_name good_immediate_name (fun f ->
  expect "immediate_name" 1 (Bool.to_int (f (fresh "hello"))))

(* operations.c *)

type thing
external new_thing : unit -> thing = "operations_new"
external bad_operations_new : unit -> thing = "bad_operations_new"
external good_operations_new : unit -> thing = "good_operations_new"
let () = pair "operations_new" bad_operations_new good_operations_new (fun f -> ignore (f ()))
external bad_operations_close : thing -> int = "bad_operations_close"
external good_operations_close : thing -> int = "good_operations_close"
let () = pair "operations_close" bad_operations_close good_operations_close (fun f ->
  expect "operations_close" 1 (f (new_thing ())))
external bad_operations_struct : thing -> int = "bad_operations_struct"
external good_operations_struct : thing -> int = "good_operations_struct"
let () = pair "operations_struct" bad_operations_struct good_operations_struct (fun f ->
  let t = new_thing () in Gc.minor (); expect "operations_struct" 7 (f t))
external bad_operations_copied : thing -> int = "bad_operations_copied"
external good_operations_copied : thing -> int = "good_operations_copied"
let () = pair "operations_copied" bad_operations_copied good_operations_copied (fun f ->
  expect "operations_copied" 8 (f (new_thing ())))
external bad_operations_field : thing -> int -> int = "bad_operations_field"
external good_operations_field : thing -> int -> int = "good_operations_field"
let () = pair "operations_field" bad_operations_field good_operations_field (fun f ->
  let t = new_thing () in Gc.full_major (); expect "operations_field" 3 (f t 3))
external bad_operations_int64 : int64 -> int = "bad_operations_int64"
external good_operations_int64 : int64 -> int = "good_operations_int64"
let () = pair "operations_int64" bad_operations_int64 good_operations_int64 (fun f ->
  expect "operations_int64" 12 (f (Int64.of_int (Sys.opaque_identity 3))))

(* closurewords.c *)

external bad_closurewords_argument : (int -> int) -> (Obj.t -> unit) -> int = "bad_closurewords_argument"
external good_closurewords_argument : (int -> int) -> (Obj.t -> unit) -> int = "good_closurewords_argument"
let () = pair "closurewords_argument" bad_closurewords_argument good_closurewords_argument (fun f ->
  expect "closurewords_argument" 1 (f (fun n -> n + 1) (fun _ -> ())))
external bad_closurewords_store : (int -> int) -> Obj.t = "bad_closurewords_store"
external good_closurewords_store : (int -> int) -> Obj.t = "good_closurewords_store"
let () = pair "closurewords_store" bad_closurewords_store good_closurewords_store (fun f ->
  expect "closurewords_store" 1 (Obj.size (f (fun n -> n + 1))))
external bad_closurewords_new : (int -> int) -> Obj.t = "bad_closurewords_new"
external good_closurewords_new : (int -> int) -> Obj.t = "good_closurewords_new"
let () = pair "closurewords_new" bad_closurewords_new good_closurewords_new (fun f ->
  expect "closurewords_new" 2 (Obj.size (f (fun n -> n + 1))))
external bad_closurewords_curried : (int -> int -> int) -> (int -> Obj.t -> unit) -> int = "bad_closurewords_curried"
external good_closurewords_curried : (int -> int -> int) -> (int -> Obj.t -> unit) -> int = "good_closurewords_curried"
let () = pair "closurewords_curried" bad_closurewords_curried good_closurewords_curried (fun f ->
  let k = Sys.opaque_identity 3 in expect "closurewords_curried" 2 (f (fun n m -> n + m * k) (fun _ _ -> ())))
external bad_closurewords_array : (int -> int) -> (int -> Obj.t -> int -> unit) -> int = "bad_closurewords_array"
external good_closurewords_array : (int -> int) -> (int -> Obj.t -> int -> unit) -> int = "good_closurewords_array"
let () = pair "closurewords_array" bad_closurewords_array good_closurewords_array (fun f ->
  expect "closurewords_array" 3 (f (fun n -> n + 1) (fun _ _ _ -> ())))
external bad_closurewords_modify : (int -> int) -> Obj.t ref -> unit = "bad_closurewords_modify"
external good_closurewords_modify : (int -> int) -> Obj.t ref -> unit = "good_closurewords_modify"
let () = pair "closurewords_modify" bad_closurewords_modify good_closurewords_modify (fun f ->
  f (fun n -> n + 1) (ref (Obj.repr 0)))

(* realwords.c *)

external bad_realwords_argument : float array -> (Obj.t -> unit) -> int = "bad_realwords_argument"
external good_realwords_argument : float array -> (Obj.t -> unit) -> int = "good_realwords_argument"
let () = pair "realwords_argument" bad_realwords_argument good_realwords_argument (fun f ->
  expect "realwords_argument" 1 (f (Array.make 2 1.0) (fun _ -> ())))
external bad_realwords_odd : float array -> (Obj.t -> unit) -> int = "bad_realwords_odd"
external good_realwords_odd : float array -> (Obj.t -> unit) -> int = "good_realwords_odd"
let () = pair "realwords_odd" bad_realwords_odd good_realwords_odd (fun f ->
  expect "realwords_odd" 2 (f (Array.make 2 0.3) (fun _ -> ())))
external bad_realwords_list : float array -> Obj.t list = "bad_realwords_list"
external good_realwords_list : float array -> Obj.t list = "good_realwords_list"
let () = pair "realwords_list" bad_realwords_list good_realwords_list (fun f ->
  expect "realwords_list" 3 (List.length (f (Array.make 3 1.5))))
external bad_realwords_new : float array -> Obj.t option = "bad_realwords_new"
external good_realwords_new : float array -> Obj.t option = "good_realwords_new"
let () = pair "realwords_new" bad_realwords_new good_realwords_new (fun f ->
  expect "realwords_new" 1 (Bool.to_int (f (Array.make 2 2.5) <> None)))
external bad_realwords_root : float array -> int = "bad_realwords_root"
external good_realwords_root : float array -> int = "good_realwords_root"
let () = pair "realwords_root" bad_realwords_root good_realwords_root (fun f ->
  expect "realwords_root" 3 (f (Array.make 2 3.5)))
external bad_realwords_boxed : float -> Obj.t ref -> unit = "bad_realwords_boxed"
external good_realwords_boxed : float -> Obj.t ref -> unit = "good_realwords_boxed"
let () = pair "realwords_boxed" bad_realwords_boxed good_realwords_boxed (fun f ->
  f (Sys.opaque_identity 4.5) (ref (Obj.repr 0)))

(* cstrings.c *)

let bool_case name bad good make =
  pair name bad good (fun f -> expect name 1 (Bool.to_int (f (make ()))))

type name
external cstrings_name : unit -> name = "cstrings_name"
external bad_cstrings_pair : string * int -> bool = "bad_cstrings_pair"
external good_cstrings_pair : string * int -> bool = "good_cstrings_pair"
let () = bool_case "cstrings_pair" bad_cstrings_pair good_cstrings_pair (fun () -> (fresh "hello", 1))
external bad_cstrings_option : string option -> bool = "bad_cstrings_option"
external good_cstrings_option : string option -> bool = "good_cstrings_option"
let () = bool_case "cstrings_option" bad_cstrings_option good_cstrings_option (fun () -> (Some (fresh "hello")))
external bad_cstrings_int64 : int64 -> bool = "bad_cstrings_int64"
external good_cstrings_int64 : int64 -> bool = "good_cstrings_int64"
let () = bool_case "cstrings_int64" bad_cstrings_int64 good_cstrings_int64 (fun () -> (Int64.of_int (Sys.opaque_identity 3)))
external bad_cstrings_payload : name -> bool = "bad_cstrings_payload"
external good_cstrings_payload : name -> bool = "good_cstrings_payload"
let () = bool_case "cstrings_payload" bad_cstrings_payload good_cstrings_payload (fun () -> (cstrings_name ()))
external bad_cstrings_digits : string list -> bool = "bad_cstrings_digits"
external good_cstrings_digits : string list -> bool = "good_cstrings_digits"
let () = bool_case "cstrings_digits" bad_cstrings_digits good_cstrings_digits (fun () -> ([ fresh "12" ]))
external bad_cstrings_passed : string ref -> bool = "bad_cstrings_passed"
external good_cstrings_passed : string ref -> bool = "good_cstrings_passed"
let () = bool_case "cstrings_passed" bad_cstrings_passed good_cstrings_passed (fun () -> (ref (fresh "hello")))
external bad_cstrings_copied : string * int -> bool = "bad_cstrings_copied"
external good_cstrings_copied : string * int -> bool = "good_cstrings_copied"
let () = bool_case "cstrings_copied" bad_cstrings_copied good_cstrings_copied (fun () -> (fresh "hello", 1))
external bad_cstrings_looked_up : string array -> bool = "bad_cstrings_looked_up"
external good_cstrings_looked_up : string array -> bool = "good_cstrings_looked_up"
let () = bool_case "cstrings_looked_up" bad_cstrings_looked_up good_cstrings_looked_up (fun () -> ([| fresh "hello" |]))
external bad_cstrings_path : string * int -> bool = "bad_cstrings_path"
external good_cstrings_path : string * int -> bool = "good_cstrings_path"
let () = pair "cstrings_path" bad_cstrings_path good_cstrings_path (fun f ->
  let path = fresh "/", 1 in
  Gc.full_major ();
  expect "cstrings_path" 1 (Bool.to_int (f path)))

(* characters.c *)

external bad_characters_passed : string -> (Obj.t -> unit) -> int = "bad_characters_passed"
external good_characters_passed : string -> (Obj.t -> unit) -> int = "good_characters_passed"
let () = pair "characters_passed" bad_characters_passed good_characters_passed (fun f ->
  expect "characters_passed" 1 (f (fresh "hello") (fun _ -> ())))
external bad_characters_option : string -> string option = "bad_characters_option"
external good_characters_option : string -> string option = "good_characters_option"
let () = pair "characters_option" bad_characters_option good_characters_option (fun f ->
  expect "characters_option" 1 (Bool.to_int (f (fresh "hello") <> None)))
external bad_characters_new : string -> string list = "bad_characters_new"
external good_characters_new : string -> string list = "good_characters_new"
let () = pair "characters_new" bad_characters_new good_characters_new (fun f ->
  expect "characters_new" 1 (List.length (f (fresh "hello"))))

(* reals.c *)

type reals_record = { n : int; x : float }
external bad_reals_pair : float * int -> int = "bad_reals_pair"
external good_reals_pair : float * int -> int = "good_reals_pair"
let () = pair "reals_pair" bad_reals_pair good_reals_pair (fun f ->
  expect "reals_pair" 1 (f (Sys.opaque_identity 1.5, 2)))
external bad_reals_record : reals_record -> int = "bad_reals_record"
external good_reals_record : reals_record -> int = "good_reals_record"
let () = pair "reals_record" bad_reals_record good_reals_record (fun f ->
  expect "reals_record" 1 (f { n = 2; x = Sys.opaque_identity 2.5 }))
external bad_reals_ints : int array -> int = "bad_reals_ints"
external good_reals_ints : int array -> int = "good_reals_ints"
let () = pair "reals_ints" bad_reals_ints good_reals_ints (fun f -> expect "reals_ints" 1 (f (Array.make 3 4)))
external bad_reals_int64 : int64 -> int = "bad_reals_int64"
external good_reals_int64 : int64 -> int = "good_reals_int64"
let () = pair "reals_int64" bad_reals_int64 good_reals_int64 (fun f ->
  expect "reals_int64" 1 (f (Int64.of_int (Sys.opaque_identity 3))))
external bad_reals_list : float list -> float = "bad_reals_list"
external good_reals_list : float list -> float = "good_reals_list"
let () = pair "reals_list" bad_reals_list good_reals_list (fun f -> ignore (f [ Sys.opaque_identity 1.5; 2.5 ]))
external bad_reals_written : int array -> float -> unit = "bad_reals_written"
external good_reals_written : int array -> float -> unit = "good_reals_written"
let () = pair "reals_written" bad_reals_written good_reals_written (fun f ->
  let a = Array.make 3 1 in f a (Sys.opaque_identity 5.0); expect "reals_written" 5 a.(1))
external bad_reals_added : float ref -> float -> int = "bad_reals_added"
external good_reals_added : float ref -> float -> int = "good_reals_added"
let () = pair "reals_added" bad_reals_added good_reals_added (fun f ->
  expect "reals_added" 1 (f (ref (Sys.opaque_identity 1.5)) (Sys.opaque_identity 2.5)))

(* indexed.c *)

type reals = (float, Bigarray.float64_elt, Bigarray.c_layout) Bigarray.Array1.t
external bad_indexed_field : int * int -> int -> bool = "bad_indexed_field"
external good_indexed_field : int * int -> int -> bool = "good_indexed_field"
let () = pair "indexed_field" bad_indexed_field good_indexed_field (fun f ->
  expect "indexed_field" 1 (Bool.to_int (f (snd (two ())) 2)))
external bad_indexed_before : int * int -> int -> bool = "bad_indexed_before"
external good_indexed_before : int * int -> int -> bool = "good_indexed_before"
let () = pair "indexed_before" bad_indexed_before good_indexed_before (fun f -> ignore (f (snd (two ())) 1))
external bad_indexed_written : int * int -> int -> unit = "bad_indexed_written"
external good_indexed_written : int * int -> int -> unit = "good_indexed_written"
let () = pair "indexed_written" bad_indexed_written good_indexed_written (fun f -> f (snd (two ())) 2)
external bad_indexed_pairs : float array -> bool = "bad_indexed_pairs"
external good_indexed_pairs : float array -> bool = "good_indexed_pairs"
let () = pair "indexed_pairs" bad_indexed_pairs good_indexed_pairs (fun f ->
  let a = Array.make 3 1.5 in expect "indexed_pairs" 1 (Bool.to_int (f a)))
external bad_indexed_store : int -> int = "bad_indexed_store"
external good_indexed_store : int -> int = "good_indexed_store"
let () = pair "indexed_store" bad_indexed_store good_indexed_store (fun f -> expect "indexed_store" 2 (f 2))
external bad_indexed_byte : string -> int -> bool = "bad_indexed_byte"
external good_indexed_byte : string -> int -> bool = "good_indexed_byte"
let () = pair "indexed_byte" bad_indexed_byte good_indexed_byte (fun f ->
  let s = fresh "1234567" in expect "indexed_byte" 1 (Bool.to_int (f s 8)))
external bad_indexed_payload : int64 -> int -> bool = "bad_indexed_payload"
external good_indexed_payload : int64 -> int -> bool = "good_indexed_payload"
let () = pair "indexed_payload" bad_indexed_payload good_indexed_payload (fun f ->
  let n = Int64.of_int (Sys.opaque_identity 3) in expect "indexed_payload" 1 (Bool.to_int (f n 1)))
external bad_indexed_half : string -> int -> bool = "bad_indexed_half"
external good_indexed_half : string -> int -> bool = "good_indexed_half"
let () = pair "indexed_half" bad_indexed_half good_indexed_half (fun f ->
  let s = fresh "1234567" in expect "indexed_half" 1 (Bool.to_int (f s 2)))
external bad_indexed_dimension : int64 -> bool = "bad_indexed_dimension"
external good_indexed_dimension : int64 -> bool = "good_indexed_dimension"
let () = pair "indexed_dimension" bad_indexed_dimension good_indexed_dimension (fun f ->
  expect "indexed_dimension" 1 (Bool.to_int (f (Int64.of_int (Sys.opaque_identity 3)))))
external bad_indexed_bigarray : numbers -> int -> bool = "bad_indexed_bigarray"
external good_indexed_bigarray : numbers -> int -> bool = "good_indexed_bigarray"
let () = pair "indexed_bigarray" bad_indexed_bigarray good_indexed_bigarray (fun f ->
  expect "indexed_bigarray" 1 (Bool.to_int (f (Bigarray.Array1.create Bigarray.int64 Bigarray.c_layout 6) 6)))
external bad_indexed_floats : reals -> bool = "bad_indexed_floats"
external good_indexed_floats : reals -> bool = "good_indexed_floats"
let () = pair "indexed_floats" bad_indexed_floats good_indexed_floats (fun f ->
  let a = Bigarray.Array1.create Bigarray.float64 Bigarray.c_layout 6 in Bigarray.Array1.fill a 1.5; expect "indexed_floats" 1 (Bool.to_int (f a)))
external bad_indexed_rows : (int64, Bigarray.int64_elt, Bigarray.c_layout) Bigarray.Array2.t -> bool = "bad_indexed_rows"
external good_indexed_rows : (int64, Bigarray.int64_elt, Bigarray.c_layout) Bigarray.Array2.t -> bool = "good_indexed_rows"
let () = pair "indexed_rows" bad_indexed_rows good_indexed_rows (fun f ->
  expect "indexed_rows" 1 (Bool.to_int (f (Bigarray.Array2.create Bigarray.int64 Bigarray.c_layout 2 3))))
external bad_indexed_table : int -> bool = "bad_indexed_table"
external good_indexed_table : int -> bool = "good_indexed_table"
let () = pair "indexed_table" bad_indexed_table good_indexed_table (fun f ->
  expect "indexed_table" 1 (Bool.to_int (f 5)))
external bad_indexed_write : string -> int -> bool = "bad_indexed_write"
external good_indexed_write : string -> int -> bool = "good_indexed_write"
let () = pair "indexed_write" bad_indexed_write good_indexed_write (fun f ->
  let s = fresh "1234567" in expect "indexed_write" 1 (Bool.to_int (f s 7)))
external bad_indexed_reading : int -> bool = "bad_indexed_reading"
external good_indexed_reading : int -> bool = "good_indexed_reading"
let () = pair "indexed_reading" bad_indexed_reading good_indexed_reading (fun f ->
  expect "indexed_reading" 1 (Bool.to_int (f 16)))
external bad_indexed_filled : numbers -> bool = "bad_indexed_filled"
external good_indexed_filled : numbers -> bool = "good_indexed_filled"
let () = pair "indexed_filled" bad_indexed_filled good_indexed_filled (fun f ->
  expect "indexed_filled" 1 (Bool.to_int (f (Bigarray.Array1.create Bigarray.int64 Bigarray.c_layout 1))))
external bad_indexed_stat : int -> bool = "bad_indexed_stat"
external good_indexed_stat : int -> bool = "good_indexed_stat"
let () = pair "indexed_stat" bad_indexed_stat good_indexed_stat (fun f -> expect "indexed_stat" 1 (Bool.to_int (f 5)))

external bad_mismatch_array : (string -> string -> string -> string -> string) -> string = "bad_mismatch_array"
external good_mismatch_array : (string -> string -> string -> string -> string) -> string = "good_mismatch_array"
external bad_mismatch_applied : (string -> int -> int -> string -> int) -> string -> int = "bad_mismatch_applied"
external good_mismatch_applied : (string -> int -> int -> string -> int) -> string -> int = "good_mismatch_applied"
let () =
  pair "mismatch_array" bad_mismatch_array good_mismatch_array (fun f ->
    expect "mismatch_array" 16 (String.length (f (fun a b c d -> String.concat "" [ a; b; c; d ]))));
  pair "mismatch_applied" bad_mismatch_applied good_mismatch_applied (fun f ->
    expect "mismatch_applied" 7 (f (fun a m n b -> String.length a + m + n + String.length b) (fresh "ab")))

(* arguments.c *)

type six = string -> string -> string -> string -> string -> string -> bool
external bad_arguments_passed : string -> string -> string -> string -> string -> string -> bool = "bad_arguments_passed" "bad_arguments_passed"
external good_arguments_passed : string -> string -> string -> string -> string -> string -> bool = "good_arguments_passed_bytecode" "good_arguments_passed"
external bad_arguments_root : string -> string -> string -> string -> string -> string -> bool = "bad_arguments_root" "bad_arguments_root"
external good_arguments_root : string -> string -> string -> string -> string -> string -> bool = "good_arguments_root_bytecode" "good_arguments_root"
external bad_arguments_applied : string -> string -> string -> string -> string -> string -> bool = "bad_arguments_applied" "bad_arguments_applied"
external good_arguments_applied : string -> string -> string -> string -> string -> string -> bool = "good_arguments_applied_bytecode" "good_arguments_applied"
let () =
  let six name bad good =
    pair name bad good (fun (f : six) ->
      expect name 1 (Bool.to_int (f (fresh "hello") (fresh "b") (fresh "c") (fresh "d") (fresh "e") (fresh "f"))))
  in
  six "arguments_passed" bad_arguments_passed good_arguments_passed;
  six "arguments_root" bad_arguments_root good_arguments_root;
  six "arguments_applied" bad_arguments_applied good_arguments_applied

(* lostroot.c *)

external bad_lost_cell : (int -> int) -> unit = "bad_lost_cell"
external good_lost_cell : (int -> int) -> unit = "good_lost_cell"
external bad_lost_replaced : (int -> int) -> unit = "bad_lost_replaced"
external good_lost_replaced : (int -> int) -> unit = "good_lost_replaced"
external bad_lost_topic : (int -> int) -> custom = "bad_lost_topic"
external good_lost_topic : (int -> int) -> custom = "good_lost_topic"
external bad_lost_object : (int -> int) -> custom = "bad_lost_object"
external good_lost_object : (int -> int) -> custom = "good_lost_object"
external bad_lost_close : (int -> int) -> unit = "bad_lost_close"
external good_lost_close : (int -> int) -> unit = "good_lost_close"
external bad_lost_error : (int -> int) -> int -> unit = "bad_lost_error"
external good_lost_error : (int -> int) -> int -> unit = "good_lost_error"
external bad_lost_listener : (int -> int) -> unit = "bad_lost_listener"
external good_lost_listener : (int -> int) -> unit = "good_lost_listener"
external bad_lost_kept : (int -> int) -> unit = "bad_lost_kept"
external good_lost_kept : (int -> int) -> unit = "good_lost_kept"

let () =
  let several f = for i = 1 to 8 do f (fun n -> n + i) done; Gc.full_major () in
  let objects make = several (fun callback -> hold (make callback)) in
  pair "lost_cell" bad_lost_cell good_lost_cell several;
  pair "lost_replaced" bad_lost_replaced good_lost_replaced several;
  pair "lost_topic" bad_lost_topic good_lost_topic objects;
  pair "lost_object" bad_lost_object good_lost_object objects;
  pair "lost_close" bad_lost_close good_lost_close several;
  pair "lost_error" bad_lost_error good_lost_error (fun f ->
    several (fun callback -> match f callback (-1) with () -> expect "lost_error" 0 1 | exception Invalid_argument _ -> ()));
  pair "lost_listener" bad_lost_listener good_lost_listener several;
  let times n f = for i = 1 to n do f i done; Gc.full_major () in
  pair "lost_kept" bad_lost_kept good_lost_kept (fun f -> times 3 (fun i -> f (fun n -> n + i)))

(* imbalance.c *)

external imbalance_begins : unit -> unit = "imbalance_begins"
external imbalance_ends : unit -> unit = "imbalance_ends" [@@noalloc]
external bad_imbalance_goto : string -> Obj.t = "bad_imbalance_goto"
external good_imbalance_goto : string -> Obj.t = "good_imbalance_goto"
external bad_imbalance_helper : string -> string = "bad_imbalance_helper"
external good_imbalance_helper : string -> string = "good_imbalance_helper"
external bad_imbalance_select : string -> int = "bad_imbalance_select"
external good_imbalance_select : string -> int = "good_imbalance_select"
external bad_imbalance_case : string -> int -> Obj.t = "bad_imbalance_case"
external good_imbalance_case : string -> int -> Obj.t = "good_imbalance_case"

let () =
  let left name bad good act =
    pair name bad good (fun f ->
      let v = fresh "hello" in
      imbalance_begins ();
      let n = act f v in
      imbalance_ends ();
      expect name 5 n)
  in
  left "imbalance_goto" bad_imbalance_goto good_imbalance_goto (fun f v -> if f v == Obj.repr false then 5 else 0);
  left "imbalance_helper" bad_imbalance_helper good_imbalance_helper (fun f v -> let s = f v in 2 + String.length s);
  left "imbalance_select" bad_imbalance_select good_imbalance_select (fun f v -> f v);
  left "imbalance_case" bad_imbalance_case good_imbalance_case (fun f v -> if f v 2 == Obj.repr () then 5 else 0)
