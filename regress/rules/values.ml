(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The cases, by the file of their stubs. *)
open Case

(* noalloc.c *)

external bad_noalloc_string : int -> int = "bad_noalloc_string" [@@noalloc]
external good_noalloc_string : int -> int = "good_noalloc_string" [@@noalloc]
let () = pair "noalloc_string" bad_noalloc_string good_noalloc_string (fun f -> expect "noalloc_string" 3 (f 1))
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
external bad_noalloc_unboxed : (float [@unboxed]) -> (float [@unboxed]) = "noalloc_bytecode" "bad_noalloc_unboxed" [@@noalloc]
external good_noalloc_unboxed : (float [@unboxed]) -> (float [@unboxed]) = "noalloc_bytecode" "good_noalloc_unboxed" [@@noalloc]
let () = pair "noalloc_unboxed" bad_noalloc_unboxed good_noalloc_unboxed (fun f ->
  expect "noalloc_unboxed" 3 (int_of_float (f 1.5)))
external bad_noalloc_store : string array -> string -> unit = "bad_noalloc_store" [@@noalloc]
external good_noalloc_store : string array -> string -> unit = "good_noalloc_store" [@@noalloc]
let () = pair "noalloc_store" bad_noalloc_store good_noalloc_store (fun f ->
  let a = Array.make 2 "" in
  f a (String.make 4000 'x');
  expect "noalloc_store" 4000 (String.length a.(1)))
