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
external bad_noalloc_unboxed : (float [@unboxed]) -> (float [@unboxed]) =
  "noalloc_bytecode" "bad_noalloc_unboxed" [@@noalloc]
external good_noalloc_unboxed : (float [@unboxed]) -> (float [@unboxed]) =
  "noalloc_bytecode" "good_noalloc_unboxed" [@@noalloc]
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
  finaliser "fin_poll" bad_fin_poll good_fin_poll
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
  pair "dangling_field" bad_dangling_field good_dangling_field (fun f -> f (fresh "a", fresh "b"));
  pair "dangling_custom" bad_dangling_custom good_dangling_custom (fun f -> f (listener ()))

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
