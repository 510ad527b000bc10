(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The cases, by the file of their stubs. *)
open Case

(* storage.c *)

external bad_local : string -> int = "bad_local"
external good_local : string -> int = "good_local"
let () = string_case "local" bad_local good_local
external bad_border : string -> int = "bad_border"
external good_border : string -> int = "good_border"
let () = string_case "border" bad_border good_border
external bad_static : string -> int = "bad_static"
external good_static : string -> int = "good_static"
let () = string_case "static" bad_static good_static
external bad_malloc : string -> int = "bad_malloc"
external good_malloc : string -> int = "good_malloc"
let () = string_case "malloc" bad_malloc good_malloc
external bad_realloc : string -> int = "bad_realloc"
external good_realloc : string -> int = "good_realloc"
let () = string_case "realloc" bad_realloc good_realloc
external bad_struct : string -> int = "bad_struct"
external good_struct : string -> int = "good_struct"
let () = string_case "struct" bad_struct good_struct
external bad_c_args : string -> int = "bad_c_args"
external good_c_args : string -> int = "good_c_args"
let () = string_case "c_args" bad_c_args good_c_args
external bad_setjmp : string -> int = "bad_setjmp"
external good_setjmp : string -> int = "good_setjmp"
let () = string_case "setjmp" bad_setjmp good_setjmp
external bad_thread : string -> int = "bad_thread"
external good_thread : string -> int = "good_thread"
let () = string_case "thread" bad_thread good_thread
external bad_constant : int * string -> string = "bad_constant"
external good_constant : int * string -> string = "good_constant"
let () = pair "constant" bad_constant good_constant (fun f -> ignore (f (1, "two")))
external bad_result : unit -> int = "bad_result"
external good_result : unit -> int = "good_result"
let () = pair "result" bad_result good_result (fun f -> expect "result" 11 (f ()))
external bad_field : string * int -> int = "bad_field"
external good_field : string * int -> int = "good_field"
let () = pair "field" bad_field good_field (fun f -> expect "field" 5 (f (fresh "hello", 1)))
external bad_keep : string -> unit = "bad_keep"
external good_keep : string -> unit = "good_keep"
external bad_kept : unit -> int = "bad_kept"
external good_kept : unit -> int = "good_kept"
let () = pair "calls" (bad_keep, bad_kept) (good_keep, good_kept) (fun (keep, kept) ->
  let s = fresh "hello" in
  keep s;
  !between ();
  expect "calls" 5 (kept ());
  hold s)
external bad_ml_args : string -> string -> string -> string -> string -> string -> string -> string -> int = "bad_ml_args_bytecode" "bad_ml_args"
external good_ml_args : string -> string -> string -> string -> string -> string -> string -> string -> int = "good_ml_args_bytecode" "good_ml_args"
let () = pair "ml_args" bad_ml_args good_ml_args (fun f -> let s = fresh in
  expect "ml_args" 5 (f (s "a") (s "b") (s "c") (s "d") (s "e") (s "f") (s "g") (s "hello")))
external bad_sixth : string -> string -> string -> string -> string -> string -> int = "bad_sixth_bytecode" "bad_sixth"
external good_sixth : string -> string -> string -> string -> string -> string -> int = "good_sixth_bytecode" "good_sixth"
let () = pair "sixth" bad_sixth good_sixth (fun f -> let s = fresh in
  expect "sixth" 5 (f (s "a") (s "b") (s "c") (s "d") (s "e") (s "hello")))
external bad_varargs : string -> int = "bad_varargs"
external good_varargs : string -> int = "good_varargs"
let () = pair "varargs" bad_varargs good_varargs (fun f -> expect "varargs" 35 (f (fresh "hello")))

(* library.c *)

external bad_registry : string -> int = "bad_registry"
external good_registry : string -> int = "good_registry"
let () = string_case "registry" bad_registry good_registry
external bad_hsearch : string -> int = "bad_hsearch"
external good_hsearch : string -> int = "good_hsearch"
let () = string_case "hsearch" bad_hsearch good_hsearch
external bad_qsort : (int * int) array -> int = "bad_qsort"
external good_qsort : (int * int) array -> int = "good_qsort"
let () = pair "qsort" bad_qsort good_qsort (fun f -> expect "qsort" 1 (f (Array.init 4 (fun i -> (4 - i, i)))))
external bad_bsearch : int * int -> int = "bad_bsearch"
external good_bsearch : int * int -> int = "good_bsearch"
let () = pair "bsearch" bad_bsearch good_bsearch (fun f -> expect "bsearch" 4 (f (pair_of 11 0)))
external bad_tsearch : string array -> int = "bad_tsearch"
external good_tsearch : string array -> int = "good_tsearch"
let () = pair "tsearch" bad_tsearch good_tsearch (fun f -> expect "tsearch" 15 (f (Array.init 3 (fun _ -> fresh "hello"))))
external bad_abstract : string * int -> int = "bad_abstract"
external good_abstract : string * int -> int = "good_abstract"
let () = pair "abstract" bad_abstract good_abstract (fun f -> expect "abstract" 5 (f (fresh "hello", 1)))
external bad_custom : string * int -> int = "bad_custom"
external good_custom : string * int -> int = "good_custom"
let () = pair "custom" bad_custom good_custom (fun f -> expect "custom" 5 (f (fresh "hello", 1)))

(* copying.c *)

external bad_memcpy : string * string * string * string -> int = "bad_memcpy"
external good_memcpy : string * string * string * string -> int = "good_memcpy"
let () = tuple_case "memcpy" bad_memcpy good_memcpy
external bad_memmove : string * string * string * string -> int = "bad_memmove"
external good_memmove : string * string * string * string -> int = "good_memmove"
let () = tuple_case "memmove" bad_memmove good_memmove
external bad_loop : string * string * string * string -> int = "bad_loop"
external good_loop : string * string * string * string -> int = "good_loop"
let () = tuple_case "loop" bad_loop good_loop
external bad_assignment : string * string * string * string -> int = "bad_assignment"
external good_assignment : string * string * string * string -> int = "good_assignment"
let () = tuple_case "assignment" bad_assignment good_assignment
external bad_movsb : string * string * string * string -> int = "bad_movsb"
external good_movsb : string * string * string * string -> int = "good_movsb"
let () = tuple_case "movsb" bad_movsb good_movsb
external bad_movsw : string * string * string * string -> int = "bad_movsw"
external good_movsw : string * string * string * string -> int = "good_movsw"
let () = tuple_case "movsw" bad_movsw good_movsw
external bad_movsl : string * string * string * string -> int = "bad_movsl"
external good_movsl : string * string * string * string -> int = "good_movsl"
let () = tuple_case "movsl" bad_movsl good_movsl
external bad_movsq : string * string * string * string -> int = "bad_movsq"
external good_movsq : string * string * string * string -> int = "good_movsq"
let () = tuple_case "movsq" bad_movsq good_movsq
external bad_halves : string * string * string * string -> int = "bad_halves"
external good_halves : string * string * string * string -> int = "good_halves"
let () = tuple_case "halves" bad_halves good_halves
external bad_bytes : string * string * string * string -> int = "bad_bytes"
external good_bytes : string * string * string * string -> int = "good_bytes"
let () = tuple_case "bytes" bad_bytes good_bytes
external bad_sse : string * string * string * string -> int = "bad_sse"
external good_sse : string * string * string * string -> int = "good_sse"
let () = tuple_case "sse" bad_sse good_sse
external bad_unpack : string * string * string * string -> int = "bad_unpack"
external good_unpack : string * string * string * string -> int = "good_unpack"
let () = tuple_case "unpack" bad_unpack good_unpack
external bad_shuffle : string * string * string * string -> int = "bad_shuffle"
external good_shuffle : string * string * string * string -> int = "good_shuffle"
let () = tuple_case "shuffle" bad_shuffle good_shuffle
external bad_avx : string * string * string * string -> int = "bad_avx"
external good_avx : string * string * string * string -> int = "good_avx"
let () = tuple_case "avx" bad_avx good_avx
external bad_permute : string * string * string * string -> int = "bad_permute"
external good_permute : string * string * string * string -> int = "good_permute"
let () = tuple_case "permute" bad_permute good_permute
external bad_x87 : string * string * string * string -> int = "bad_x87"
external good_x87 : string * string * string * string -> int = "good_x87"
let () = tuple_case "x87" bad_x87 good_x87
external bad_exchange : string * string * string * string -> int = "bad_exchange"
external good_exchange : string * string * string * string -> int = "good_exchange"
let () = tuple_case "exchange" bad_exchange good_exchange
external bad_cas : string * string * string * string -> int = "bad_cas"
external good_cas : string * string * string * string -> int = "good_cas"
let () = tuple_case "cas" bad_cas good_cas
external bad_push : string * string * string * string -> int = "bad_push"
external good_push : string * string * string * string -> int = "good_push"
let () = tuple_case "push" bad_push good_push

(* derived.c *)

external bad_string_val : string -> int = "bad_string_val"
external good_string_val : string -> int = "good_string_val"
let () = pair "string_val" bad_string_val good_string_val (fun f -> expect "string_val" 104 (f (fresh "hello")))
external bad_bare_string : string -> string = "bad_bare_string"
external good_bare_string : string -> string = "good_bare_string"
let () = pair "bare_string" bad_bare_string good_bare_string (fun f -> expect "bare_string" 104 (Char.code (f (fresh "hello")).[0]))
external bad_strlen : string -> int = "bad_strlen"
external good_strlen : string -> int = "good_strlen"
let () = string_case "strlen" bad_strlen good_strlen
external bad_derived_path : string -> int = "bad_derived_path"
external good_derived_path : string -> int = "good_derived_path"
let () = string_case "derived_path" bad_derived_path good_derived_path
external bad_write_bytes : bytes -> unit = "bad_write_bytes"
external good_write_bytes : bytes -> unit = "good_write_bytes"
let () = pair "write_bytes" bad_write_bytes good_write_bytes (fun f -> let b = Bytes.make 8 'x' in f b; expect "write_bytes" 98 (Char.code (Bytes.get b 1)))
external bad_field_addr : int * int -> int = "bad_field_addr"
external good_field_addr : int * int -> int = "good_field_addr"
let () = pair "field_addr" bad_field_addr good_field_addr (fun f -> expect "field_addr" 2 (f (pair_of 1 2)))
external bad_field_store : unit -> unit * string = "bad_field_store"
external good_field_store : unit -> unit * string = "good_field_store"
let () = pair "field_store" bad_field_store good_field_store (fun f -> expect "field_store" 6 (String.length (snd (f ()))))
external bad_walk : string array -> int = "bad_walk"
external good_walk : string array -> int = "good_walk"
let () = pair "walk" bad_walk good_walk (fun f -> expect "walk" 20 (f (Array.init 4 (fun _ -> fresh "hello"))))
type point
external make_point : unit -> point = "make_point"
external bad_custom_val : point -> float = "bad_custom_val"
external good_custom_val : point -> float = "good_custom_val"
let () = pair "custom_val" bad_custom_val good_custom_val (fun f -> expect "custom_val" 2 (int_of_float (f (make_point ()))))
external bad_doubles : float array -> int = "bad_doubles"
external good_doubles : float array -> int = "good_doubles"
let () = pair "doubles" bad_doubles good_doubles (fun f -> expect "doubles" 3 (f (Array.init 4 (fun i -> float_of_int (i + 1)))))
external bad_header : int * int -> int = "bad_header"
external good_header : int * int -> int = "good_header"
let () = pair "header" bad_header good_header (fun f -> expect "header" 2 (f (pair_of 1 2)))
external bad_second_copy : string -> int = "bad_second_copy"
external good_second_copy : string -> int = "good_second_copy"
let () = string_case "second_copy" bad_second_copy good_second_copy
external bad_copy_string : string -> string = "bad_copy_string"
external good_copy_string : string -> string = "good_copy_string"
let () = pair "copy_string" bad_copy_string good_copy_string (fun f -> expect "copy_string" 1 (Bool.to_int (f (fresh "hello") = "hello")))
external bad_failwith : string -> unit = "bad_failwith"
external good_failwith : string -> unit = "good_failwith"
let () = pair "failwith" bad_failwith good_failwith (fun f -> try f (fresh "hello") with Failure s -> expect "failwith" 5 (String.length s))

(* roots.c *)

external bad_late_param : string -> int = "bad_late_param"
external good_late_param : string -> int = "good_late_param"
let () = string_case "late_param" bad_late_param good_late_param
external bad_late_local : string -> int = "bad_late_local"
external good_late_local : string -> int = "good_late_local"
let () = string_case "late_local" bad_late_local good_late_local
external bad_late_global : string -> int = "bad_late_global"
external good_late_global : string -> int = "good_late_global"
let () = string_case "late_global" bad_late_global good_late_global
external bad_begin_roots : string -> string -> int = "bad_begin_roots"
external good_begin_roots : string -> string -> int = "good_begin_roots"
let () = pair "begin_roots" bad_begin_roots good_begin_roots (fun f -> expect "begin_roots" 7 (f (fresh "hello") (fresh "ab")))
external bad_modify_root : string -> int = "bad_modify_root"
external good_modify_root : string -> int = "good_modify_root"
let () = pair "modify_root" bad_modify_root good_modify_root (fun f -> expect "modify_root" 5 (f (fresh "hello")))
let () = Callback.register "provenance.named" (Array.init 2 (fun i -> i + 7))
external bad_named : unit -> int = "bad_named"
external good_named : unit -> int = "good_named"
let () = pair "named" bad_named good_named (fun f -> expect "named" 7 (f ()))
external bad_callback_args : (int -> string -> string -> int -> int) -> string -> int = "bad_callback_args"
external good_callback_args : (int -> string -> string -> int -> int) -> string -> int = "good_callback_args"
let () = pair "callback_args" bad_callback_args good_callback_args (fun f -> let n = Sys.opaque_identity 1 in expect "callback_args" 11 (f (fun _ a c _ -> n + String.length a + String.length c) (fresh "hello")))
external bad_args_again : (int -> string -> int -> int -> int) -> string -> int = "bad_args_again"
external good_args_again : (int -> string -> int -> int -> int) -> string -> int = "good_args_again"
let () = pair "args_again" bad_args_again good_args_again (fun f -> expect "args_again" 5 (f (fun _ _ _ d -> d) (fresh "hello")))
external bad_local_array : unit -> string * string * string = "bad_local_array"
external good_local_array : unit -> string * string * string = "good_local_array"
let () = pair "local_array" bad_local_array good_local_array (fun f -> expect "local_array" 1 (Bool.to_int (f () = ("part", "part", "part"))))
external bad_return : string -> string = "bad_return"
external good_return : string -> string = "good_return"
let () = pair "return" bad_return good_return (fun f -> expect "return" 5 (String.length (f (fresh "hello"))))
external bad_store_field : string array -> string -> unit = "bad_store_field"
external good_store_field : string array -> string -> unit = "good_store_field"
let () = pair "store_field" bad_store_field good_store_field (fun f -> let a = Array.make 2 "" in f a (fresh "hello"); expect "store_field" 5 (String.length a.(0)))
external bad_modify : string array -> string -> unit = "bad_modify"
external good_modify : string array -> string -> unit = "good_modify"
let () = pair "modify" bad_modify good_modify (fun f -> let a = Array.make 2 "" in f a (fresh "hello"); expect "modify" 5 (String.length a.(1)))
external bad_some : string -> string option = "bad_some"
external good_some : string -> string option = "good_some"
let () = pair "some" bad_some good_some (fun f -> expect "some" 5 (String.length (Option.get (f (fresh "hello")))))
external bad_both : unit -> string * string = "bad_both"
external good_both : unit -> string * string = "good_both"
let () = pair "both" bad_both good_both (fun f -> expect "both" 1 (Bool.to_int (f () = ("one", "two"))))
external bad_early_drop : string -> int = "bad_early_drop"
external good_early_drop : string -> int = "good_early_drop"
let () = string_case "early_drop" bad_early_drop good_early_drop
external bad_early_remove : string -> int = "bad_early_remove"
external good_early_remove : string -> int = "good_early_remove"
let () = string_case "early_remove" bad_early_remove good_early_remove
external bad_helper : unit -> string option = "bad_helper"
external good_helper : unit -> string option = "good_helper"
let () = pair "helper" bad_helper good_helper (fun f -> expect "helper" 1 (Bool.to_int (f () = Some "copied")))
external guarded : (unit -> 'a) -> 'a = "guarded"
external bad_imbalance : string -> int = "bad_imbalance"
external good_imbalance : string -> int = "good_imbalance"
let () = pair "imbalance" bad_imbalance good_imbalance (fun f -> expect "imbalance" 5 (guarded (fun () -> f (fresh "hello"))))
external bad_early_return : string -> string = "bad_early_return"
external good_early_return : string -> string = "good_early_return"
let () = pair "early_return" bad_early_return good_early_return (fun f -> expect "early_return" 8 (String.length (guarded (fun () -> f (fresh "hello")))))

(* lock.c *)

external bad_blocking : string -> int = "bad_blocking"
external good_blocking : string -> int = "good_blocking"
let () = string_case "blocking" bad_blocking good_blocking
external bad_other_thread : string -> Unix.file_descr * Unix.file_descr -> int = "bad_other_thread"
external good_other_thread : string -> Unix.file_descr * Unix.file_descr -> int = "good_other_thread"
let () = pair "other_thread" bad_other_thread good_other_thread (fun f ->
  let thread_in, to_thread = Unix.pipe () and from_thread, thread_out = Unix.pipe () in
  let work () =
    ignore (Unix.read thread_in (Bytes.create 1) 0 1);
    hold (fresh "work");
    ignore (Unix.write thread_out (Bytes.create 1) 0 1) in
  let thread = Thread.create work () in
  expect "other_thread" 5 (f (fresh "hello") (to_thread, from_thread));
  Thread.join thread)
external bad_lock_read : string -> int = "bad_lock_read"
external good_lock_read : string -> int = "good_lock_read"
let () = pair "lock_read" bad_lock_read good_lock_read (fun f -> expect "lock_read" 104 (f (fresh "hello")))
external bad_lock_write : bytes -> unit = "bad_lock_write"
external good_lock_write : bytes -> unit = "good_lock_write"
let () = pair "lock_write" bad_lock_write good_lock_write (fun f -> let b = Bytes.make 8 'a' in f b; expect "lock_write" 120 (Char.code (Bytes.get b 0)))
external bad_lock_copy : string -> int = "bad_lock_copy"
external good_lock_copy : string -> int = "good_lock_copy"
let () = pair "lock_copy" bad_lock_copy good_lock_copy (fun f -> expect "lock_copy" 104 (f (fresh "hello")))
external bad_lock_syscall : string -> int = "bad_lock_syscall"
external good_lock_syscall : string -> int = "good_lock_syscall"
let () = string_case "lock_syscall" bad_lock_syscall good_lock_syscall
external bad_lock_path : string -> int = "bad_lock_path"
external good_lock_path : string -> int = "good_lock_path"
let () = string_case "lock_path" bad_lock_path good_lock_path
external bad_lock_read_into : bytes -> int = "bad_lock_read_into"
external good_lock_read_into : bytes -> int = "good_lock_read_into"
let () = pair "lock_read_into" bad_lock_read_into good_lock_read_into (fun f -> let b = Bytes.make 8 'a' in expect "lock_read_into" 4 (f b); expect "lock_read_into" 0 (Char.code (Bytes.get b 3)))
external bad_lock_thread : string array -> int = "bad_lock_thread"
external good_lock_thread : string array -> int = "good_lock_thread"
let () = pair "lock_thread" bad_lock_thread good_lock_thread (fun f -> expect "lock_thread" 3 (f (Array.make 3 (fresh "hello"))))

(* transitions.c *)

external bad_noalloc_keep : int * int -> unit = "bad_noalloc_keep" [@@noalloc]
external bad_noalloc : unit -> int = "bad_noalloc" [@@noalloc]
external good_noalloc_keep : int * int -> unit = "good_noalloc_keep" [@@noalloc]
external good_noalloc : unit -> int = "good_noalloc" [@@noalloc]
let () = pair "noalloc" (bad_noalloc_keep, bad_noalloc) (good_noalloc_keep, good_noalloc) (fun (keep, kept) ->
  let v = pair_of 3 4 in
  keep v;
  hold (fresh "between");
  !between ();
  expect "noalloc" 3 (kept ());
  hold v)
external bad_unboxed : (float [@unboxed]) -> string -> (int [@untagged]) -> (float [@unboxed]) = "bad_unboxed_bytecode" "bad_unboxed"
external good_unboxed : (float [@unboxed]) -> string -> (int [@untagged]) -> (float [@unboxed]) = "good_unboxed_bytecode" "good_unboxed"
let () = pair "unboxed" bad_unboxed good_unboxed (fun f -> expect "unboxed" 8 (int_of_float (f 1.0 (fresh "hello") 2)))
external bad_unboxed_many :
  (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) ->
  (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> string -> string -> string ->
  string -> string -> string -> string -> (float [@unboxed]) = "bad_unboxed_many_bytecode" "bad_unboxed_many"
external good_unboxed_many :
  (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) ->
  (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> (float [@unboxed]) -> string -> string -> string ->
  string -> string -> string -> string -> (float [@unboxed]) = "good_unboxed_many_bytecode" "good_unboxed_many"
let () = pair "unboxed_many" bad_unboxed_many good_unboxed_many (fun f ->
  let s = fresh "hello" in
  expect "unboxed_many" 8 (int_of_float (f 1. 0. 0. 0. 0. 0. 0. 0. 2. s s s s s s s)))
external bad_nested : (unit -> int) -> string -> int = "bad_nested"
external good_nested : (unit -> int) -> string -> int = "good_nested"
let () = pair "nested" bad_nested good_nested (fun f ->
  let rec down n () = if n = 0 then String.length (fresh "bottom") else f (down (n - 1)) (fresh "hello") in
  expect "nested" 26 (down 4 ()))
external bad_callback_result : (unit -> string) -> int = "bad_callback_result"
external good_callback_result : (unit -> string) -> int = "good_callback_result"
let () = pair "callback_result" bad_callback_result good_callback_result (fun f -> expect "callback_result" 5 (f (fun () -> fresh "hello")))
external bad_closure : (unit -> int) -> int = "bad_closure"
external good_closure : (unit -> int) -> int = "good_closure"
let () = pair "closure" bad_closure good_closure (fun f ->
  let n = ref 0 in
  expect "closure" 2 (f (fun () -> incr n; !n)))
external drop_frames : (unit -> 'a) -> 'a = "drop_frames"
external bad_exception : (unit -> unit) -> string -> bool = "bad_exception"
external good_exception : (unit -> unit) -> string -> bool = "good_exception"
let () = pair "exception" bad_exception good_exception (fun f -> expect "exception" 1 (Bool.to_int (f (fun () -> drop_frames (fun () -> drop_frames (fun () -> raise Exit))) (fresh "hello"))))
external bad_exception_value : (unit -> unit) -> unit = "bad_exception_value"
external good_exception_value : (unit -> unit) -> unit = "good_exception_value"
let () = pair "exception_value" bad_exception_value good_exception_value (fun f -> try f (fun () -> failwith (fresh "hello")) with Failure s -> expect "exception_value" 5 (String.length s))
exception Told of string
let () = Callback.register_exception "provenance.exn" (Told "")
external bad_raise_arg : string -> unit = "bad_raise_arg"
external good_raise_arg : string -> unit = "good_raise_arg"
let () = pair "raise_arg" bad_raise_arg good_raise_arg (fun f -> try f (fresh "hello") with Told s -> expect "raise_arg" 5 (String.length s))
external bad_longjmp : string -> int = "bad_longjmp"
external good_longjmp : string -> int = "good_longjmp"
let () = string_case "longjmp" bad_longjmp good_longjmp
external bad_tail : string -> string option = "bad_tail"
external good_tail : string -> string option = "good_tail"
let () = pair "tail" bad_tail good_tail (fun f -> expect "tail" 5 (String.length (Option.get (f (fresh "hello")))))
external bad_signal : string -> int = "bad_signal"
external good_signal : string -> int = "good_signal"
let () = pair "signal" bad_signal good_signal (fun f ->
  let before = Sys.signal Sys.sigusr1 (Sys.Signal_handle (fun _ -> hold (fresh "handled"))) in
  expect "signal" 5 (f (fresh "hello"));
  Sys.set_signal Sys.sigusr1 before)
external bad_handler_stub : string array -> int = "bad_handler_stub"
external good_handler_stub : string array -> int = "good_handler_stub"
let () = pair "handler" bad_handler_stub good_handler_stub (fun f -> expect "handler" 3 (f (Array.make 3 (fresh "hello"))))

(* inlined.c *)

external bad_inlined : string -> string option = "bad_inlined"
external good_inlined : string -> string option = "good_inlined"
let () = pair "inlined" bad_inlined good_inlined (fun f -> expect "inlined" 5 (String.length (Option.get (f (fresh "hello")))))
external bad_inlined_two : unit -> int option option = "bad_inlined_two"
external good_inlined_two : unit -> int option option = "good_inlined_two"
let () = pair "inlined_two" bad_inlined_two good_inlined_two (fun f -> expect "inlined_two" 1 (Option.get (Option.get (f ()))))

(* moved.c *)

(* The second word of the result is whether the block of v has moved. An odd word is no root, in bytecode too. *)
let moving v f =
  let address v = (Obj.magic (Sys.opaque_identity v) : int) lor 1 in
  let before = address v in
  let result = f v in
  (result, Bool.to_int (address v <> before))

(* A block of the major heap among dead blocks, which have live ones on either side: Gc.compact moves it. OCaml 5 moves
   blocks only from a pool into the free slots of another. *)
let neighbours = ref []
let above_garbage make =
  let many n = let blocks = Array.init n (fun _ -> Obj.repr (make ())) in
    Gc.minor ();
    Sys.opaque_identity blocks in
  let some blocks = neighbours := Array.init 500 (fun i -> blocks.(40 * i)) :: !neighbours in
  some (many 20_000);
  let below = many 3_000 in
  let v = make () in
  Gc.minor ();
  let above = many 3_000 in
  some (many 20_000);
  Gc.full_major ();
  hold (below, above);
  v

(* In 5.x it does not if its pool comes first. Then it is done again, among others. *)
let compact make v () =
  let address v = (Obj.magic (Sys.opaque_identity v) : int) lor 1 in
  let before = address v in
  let rec try_again n =
    Gc.compact ();
    if address v = before && n > 0 then begin
      neighbours := [];
      ignore (above_garbage make);
      try_again (n - 1)
    end in
  try_again 10

external bad_promoted : (unit -> unit) -> string array -> int = "bad_promoted"
external good_promoted : (unit -> unit) -> string array -> int = "good_promoted"
let () = pair "promoted" bad_promoted good_promoted (fun f ->
  let result, moved = moving (Array.make 3 "") (f Gc.minor) in
  expect "promoted" 3 result;
  expect "promoted: moved" 1 moved)
external bad_compacted : (unit -> unit) -> string array -> int = "bad_compacted"
external good_compacted : (unit -> unit) -> string array -> int = "good_compacted"
let () = pair "compacted" bad_compacted good_compacted (fun f ->
  let make () = Array.make 3 "" in
  let v = above_garbage make in
  let result, moved = moving v (f (compact make v)) in
  expect "compacted" 3 result;
  expect "compacted: moved" 1 moved)
external bad_compacted_inside : (unit -> unit) -> string -> bool = "bad_compacted_inside"
external good_compacted_inside : (unit -> unit) -> string -> bool = "good_compacted_inside"
let () = pair "compacted_inside" bad_compacted_inside good_compacted_inside (fun f ->
  let make () = fresh "hello" in
  let v = above_garbage make in
  let result, moved = moving v (f (compact make v)) in
  expect "compacted_inside" 1 (Bool.to_int result);
  expect "compacted_inside: moved" 1 moved)
external bad_swept : (unit -> unit) -> bool = "bad_swept"
external good_swept : (unit -> unit) -> bool = "good_swept"
let () = pair "swept" bad_swept good_swept (fun f -> expect "swept" 1 (Bool.to_int (f Gc.full_major)))

let compacting name make bad good =
  pair name bad good (fun f ->
    let v = above_garbage make in
    let result, moved = moving v (f (compact make v)) in
    expect name 1 (Bool.to_int result);
    expect (name ^ ": moved") 1 moved)
external bad_compacted_closure : (unit -> unit) -> (int -> int) -> bool = "bad_compacted_closure"
external good_compacted_closure : (unit -> unit) -> (int -> int) -> bool = "good_compacted_closure"
external bad_compacted_fields : (unit -> unit) -> string array -> bool = "bad_compacted_fields"
external good_compacted_fields : (unit -> unit) -> string array -> bool = "good_compacted_fields"
external bad_compacted_copy : (unit -> unit) -> string array -> bool = "bad_compacted_copy"
external good_compacted_copy : (unit -> unit) -> string array -> bool = "good_compacted_copy"
external bad_swept_doc : (unit -> unit) -> (unit -> string) -> bool = "bad_swept_doc"
external good_swept_doc : (unit -> unit) -> (unit -> string) -> bool = "good_swept_doc"
let () =
  compacting "compacted_closure" (fun () -> let n = Random.int 10 in fun m -> m + n)
    bad_compacted_closure good_compacted_closure;
  compacting "compacted_fields" (fun () -> Array.make 3 "") bad_compacted_fields good_compacted_fields;
  compacting "compacted_copy" (fun () -> Array.make 3 "") bad_compacted_copy good_compacted_copy;
  pair "swept_doc" bad_swept_doc good_swept_doc (fun f ->
    let make () = let s = String.make 2000 'd' in Gc.minor (); s in
    expect "swept_doc" 1 (Bool.to_int (f Gc.full_major make)))

(* published.c *)

external bad_pub_split : string -> string = "bad_pub_split"
external good_pub_split : string -> string = "good_pub_split"
external bad_pub_names : unit -> string * string * string = "bad_pub_names"
external good_pub_names : unit -> string * string * string = "good_pub_names"
external bad_pub_some : unit -> string option = "bad_pub_some"
external good_pub_some : unit -> string option = "good_pub_some"
external bad_pub_describe : string -> unit = "bad_pub_describe"
external good_pub_describe : string -> unit = "good_pub_describe"
external bad_pub_described : unit -> int = "bad_pub_described"
external good_pub_described : unit -> int = "good_pub_described"
external bad_pub_exports : string * string * string * string -> bool = "bad_pub_exports"
external good_pub_exports : string * string * string * string -> bool = "good_pub_exports"
external bad_pub_format : string -> string = "bad_pub_format"
external good_pub_format : string -> string = "good_pub_format"
let () =
  pair "pub_split" bad_pub_split good_pub_split (fun f ->
    expect "pub_split" (Char.code 'b') (Char.code (f (fresh "ab")).[2]));
  pair "pub_names" bad_pub_names good_pub_names (fun f ->
    let system, node, release = f () in
    expect "pub_names" 14 (String.length (system ^ node ^ release)));
  pair "pub_some" bad_pub_some good_pub_some (fun f -> expect "pub_some" 5 (String.length (Option.get (f ()))));
  pair "pub_describe" (bad_pub_describe, bad_pub_described) (good_pub_describe, good_pub_described) (fun (keep, kept) ->
    let doc = fresh "hello" in
    keep doc;
    !between ();
    expect "pub_describe" 5 (kept ());
    hold doc);
  pair "pub_exports" bad_pub_exports good_pub_exports (fun f -> expect "pub_exports" 1 (Bool.to_int (f (four ()))));
  pair "pub_format" bad_pub_format good_pub_format (fun f ->
    expect "pub_format" (Char.code '5') (Char.code (f (fresh "[%04d]")).[4]))

(* operations.c *)

type box
external last_finalized : unit -> int = "last_finalized"
external bad_box : unit -> box = "bad_box"
external good_box : unit -> box = "good_box"

(* An operation that is run while the value is kept, and again after a GC point, gives the same result. *)
let operation name bad good prepare =
  pair name (bad, bad_box) (good, good_box) (fun (keep, box) ->
    let run = prepare box in
    let v = Array.init 3 (fun i -> i) in
    keep v;
    let before = run () in
    !between ();
    expect name before (run ());
    hold v)
external bad_op_finalize : int array -> unit = "bad_op_finalize"
external good_op_finalize : int array -> unit = "good_op_finalize"
external bad_op_compare : int array -> unit = "bad_op_compare"
external good_op_compare : int array -> unit = "good_op_compare"
external bad_op_hash : int array -> unit = "bad_op_hash"
external good_op_hash : int array -> unit = "good_op_hash"
external bad_op_serialize : int array -> unit = "bad_op_serialize"
external good_op_serialize : int array -> unit = "good_op_serialize"
external bad_op_deserialize : int array -> unit = "bad_op_deserialize"
external good_op_deserialize : int array -> unit = "good_op_deserialize"
let () =
  operation "op_finalize" bad_op_finalize good_op_finalize (fun make ->
    ignore (Sys.opaque_identity (make ()));
    fun () -> Gc.full_major (); expect "op_finalize" 3 (last_finalized ()); 0);
  operation "op_compare" bad_op_compare good_op_compare (fun make ->
    let a = make () and b = make () in
    fun () -> compare a b);
  operation "op_hash" bad_op_hash good_op_hash (fun make ->
    let box = make () in
    fun () -> Hashtbl.hash box);
  operation "op_serialize" bad_op_serialize good_op_serialize (fun make ->
    let box = make () in
    fun () -> Hashtbl.hash (Marshal.to_string box []));
  operation "op_deserialize" bad_op_deserialize good_op_deserialize (fun make ->
    let box = make () in
    fun () ->
      let b : box = Marshal.from_string (Marshal.to_string box []) 0 in
      Nativeint.to_int (Obj.raw_field (Obj.repr b) 1))
