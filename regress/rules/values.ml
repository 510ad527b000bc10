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
external bad_badroot_null : unit -> float * float = "bad_badroot_null"
external good_badroot_null : unit -> float * float = "good_badroot_null"
let () = pair "badroot_null" bad_badroot_null good_badroot_null (fun f -> let a, b = f () in expect "badroot_null" 3 (int_of_float (a +. b)))
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
external bad_badroot_caller : (int -> int) -> int = "bad_badroot_caller"
external good_badroot_caller : (int -> int) -> int = "good_badroot_caller"
let () = pair "badroot_caller" bad_badroot_caller good_badroot_caller (fun f -> expect "badroot_caller" 2 (f (fun n -> n + 1)))

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
external bad_novalue_result : int -> unit = "bad_novalue_result"
external good_novalue_result : int -> unit = "good_novalue_result"
let () = pair "novalue_result" bad_novalue_result good_novalue_result (fun f -> ignore (f 5))
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
external bad_novalue_mask : int -> unit = "bad_novalue_mask"
external good_novalue_mask : int -> unit = "good_novalue_mask"
let () = pair "novalue_mask" bad_novalue_mask good_novalue_mask (fun f -> f 3)
external bad_novalue_boxed : (int -> nativeint -> unit) -> int -> unit = "bad_novalue_boxed"
external good_novalue_boxed : (int -> nativeint -> unit) -> int -> unit = "good_novalue_boxed"
let () = pair "novalue_boxed" bad_novalue_boxed good_novalue_boxed (fun f -> f (fun _ _ -> ()) 3)

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
external bad_barrier_args : (unit -> string -> int) -> string -> int = "bad_barrier_args"
external good_barrier_args : (unit -> string -> int) -> string -> int = "good_barrier_args"
let () = pair "barrier_args" bad_barrier_args good_barrier_args (fun f -> expect "barrier_args" 4 (f (fun () s -> String.length s) (old "args")))
external bad_barrier_custom : string -> unit = "bad_barrier_custom"
external good_barrier_custom : string -> unit = "good_barrier_custom"
let () = pair "barrier_custom" bad_barrier_custom good_barrier_custom (fun f -> f (old "custom"))
external bad_barrier_root : unit -> int = "bad_barrier_root"
external good_barrier_root : unit -> int = "good_barrier_root"
let () = pair "barrier_root" bad_barrier_root good_barrier_root (fun f -> expect "barrier_root" 5 (f ()))
external bad_barrier_memcpy : string array -> int -> unit = "bad_barrier_memcpy"
external good_barrier_memcpy : string array -> int -> unit = "good_barrier_memcpy"
let () = pair "barrier_memcpy" bad_barrier_memcpy good_barrier_memcpy (fun f -> let a = old_array () in f a 2; Gc.minor (); expect "barrier_memcpy" 5 (String.length a.(0)))
external bad_barrier_memmove : string array -> unit = "bad_barrier_memmove"
external good_barrier_memmove : string array -> unit = "good_barrier_memmove"
let () = pair "barrier_memmove" bad_barrier_memmove good_barrier_memmove (fun f -> let a = old_names () in f a; expect "barrier_memmove" 2 (String.length a.(2)))

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
let () = pair "released_during" bad_released_during good_released_during (fun f -> expect "released_during" 7 (f (table_owned ()) Gc.full_major))
