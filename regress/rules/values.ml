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
