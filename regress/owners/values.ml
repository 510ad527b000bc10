(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* The cases, by the file of their stubs. *)
open Case

type words = (int, Bigarray.int_elt, Bigarray.c_layout) Bigarray.Array1.t

(* What f makes has died. *)
let let_die f =
  ignore (Sys.opaque_identity (f ()));
  Gc.full_major ()

(* gcblock.c *)

type counter
external bad_gcblock_member : string -> unit = "bad_gcblock_member"
external good_gcblock_member : string -> unit = "good_gcblock_member"
external bad_gcblock_payload : unit -> counter = "bad_gcblock_payload"
external good_gcblock_payload : unit -> counter = "good_gcblock_payload"
type watcher
external bad_gcblock_watcher : int -> watcher = "bad_gcblock_watcher"
external good_gcblock_watcher : int -> watcher = "good_gcblock_watcher"
external bad_gcblock_grown : bytes -> bool = "bad_gcblock_grown"
external good_gcblock_grown : bytes -> bool = "good_gcblock_grown"
external bad_gcblock_error : float array -> int = "bad_gcblock_error"
external good_gcblock_error : float array -> int = "good_gcblock_error"
external bad_gcblock_proxy : words -> unit = "bad_gcblock_proxy"
external good_gcblock_proxy : words -> unit = "good_gcblock_proxy"
external bad_gcblock_list : unit -> int = "bad_gcblock_list"
external good_gcblock_list : unit -> int = "good_gcblock_list"

(* A large one has its data outside the custom block, in memory of malloc. *)
let new_words () = Bigarray.Array1.create Bigarray.int Bigarray.c_layout 1000

let () =
  pair "gcblock_member" bad_gcblock_member good_gcblock_member (fun f -> f (fresh "hello"));
  pair "gcblock_payload" bad_gcblock_payload good_gcblock_payload let_die;
  pair "gcblock_watcher" bad_gcblock_watcher good_gcblock_watcher (fun f -> let_die (fun () -> f 0));
  pair "gcblock_grown" bad_gcblock_grown good_gcblock_grown (fun f ->
    expect "gcblock_grown" 1 (Bool.to_int (f (Bytes.make 10 'a'))));
  pair "gcblock_error" bad_gcblock_error good_gcblock_error (fun f ->
    expect "gcblock_error" (-1) (f (Array.init 10 (fun i -> 5. -. float i))));
  pair "gcblock_proxy" bad_gcblock_proxy good_gcblock_proxy (fun f ->
    let words = new_words () in
    f words;
    hold words);
  pair "gcblock_list" bad_gcblock_list good_gcblock_list (fun f -> expect "gcblock_list" 3 (f ()))

(* twice.c *)

type chars
type channel
type buffer
external new_chars : string -> chars = "new_chars"
external bad_twice_taken : (unit -> chars) -> int = "bad_twice_taken"
external good_twice_taken : (unit -> chars) -> int = "good_twice_taken"
external bad_twice_counted : unit -> channel = "bad_twice_counted"
external good_twice_counted : unit -> channel = "good_twice_counted"
external twice_buffer : unit -> buffer = "twice_buffer"
external bad_twice_view : buffer -> chars = "bad_twice_view"
external good_twice_view : buffer -> chars = "good_twice_view"
external bad_twice_error : int -> int = "bad_twice_error"
external good_twice_error : int -> int = "good_twice_error"
external bad_twice_realloc : unit -> int = "bad_twice_realloc"
external good_twice_realloc : unit -> int = "good_twice_realloc"
external bad_twice_data : words -> unit = "bad_twice_data"
external good_twice_data : words -> unit = "good_twice_data"

let () =
  pair "twice_taken" bad_twice_taken good_twice_taken (fun f ->
    expect "twice_taken" 5 (f (fun () -> new_chars (fresh "hello")));
    Gc.full_major ());
  pair "twice_counted" bad_twice_counted good_twice_counted (fun f ->
    let_die f;
    let_die f);
  pair "twice_view" bad_twice_view good_twice_view (fun f ->
    let_die (fun () -> let b = twice_buffer () in pair_of b (f b)));
  pair "twice_error" bad_twice_error good_twice_error (fun f -> expect "twice_error" (-1) (f (-1)));
  pair "twice_realloc" bad_twice_realloc good_twice_realloc (fun f -> expect "twice_realloc" 1 (f ()));
  pair "twice_data" bad_twice_data good_twice_data (fun f ->
    let_die (fun () -> let words = new_words () in f words; words))

(* family.c *)

type item
external bad_family_copy : string -> int = "bad_family_copy"
external good_family_copy : string -> int = "good_family_copy"
external bad_family_buffer : string -> int = "bad_family_buffer"
external good_family_buffer : string -> int = "good_family_buffer"
external bad_family_finaliser : unit -> item = "bad_family_finaliser"
external good_family_finaliser : unit -> item = "good_family_finaliser"
external bad_family_realloc : unit -> int = "bad_family_realloc"
external good_family_realloc : unit -> int = "good_family_realloc"
external bad_family_inside : unit -> unit = "bad_family_inside"
external good_family_inside : unit -> unit = "good_family_inside"
external bad_family_default : string option -> int = "bad_family_default"
external good_family_default : string option -> int = "good_family_default"

let () =
  string_case "family_copy" bad_family_copy good_family_copy;
  string_case "family_buffer" bad_family_buffer good_family_buffer;
  pair "family_finaliser" bad_family_finaliser good_family_finaliser let_die;
  pair "family_realloc" bad_family_realloc good_family_realloc (fun f -> expect "family_realloc" 5 (f ()));
  pair "family_inside" bad_family_inside good_family_inside (fun f -> f ());
  pair "family_default" bad_family_default good_family_default (fun f -> expect "family_default" 6 (f None))

(* lost.c *)

type config
type pattern
type secret
type image
type holder
external bad_lost_config : unit -> config = "bad_lost_config"
external good_lost_config : unit -> config = "good_lost_config"
external bad_lost_study : unit -> pattern = "bad_lost_study"
external good_lost_study : unit -> pattern = "good_lost_study"
external bad_lost_abstract : unit -> secret = "bad_lost_abstract"
external good_lost_abstract : unit -> secret = "good_lost_abstract"
external close_nothing : secret -> unit = "lost_close_nothing"
external close_abstract : secret -> unit = "lost_close_abstract"
external bad_lost_flag : unit -> image = "bad_lost_flag"
external good_lost_flag : unit -> image = "good_lost_flag"
external bad_lost_new_holder : unit -> holder = "bad_lost_new_holder"
external good_lost_new_holder : unit -> holder = "good_lost_new_holder"
external bad_lost_filled : holder -> unit = "bad_lost_filled"
external good_lost_filled : holder -> unit = "good_lost_filled"

(* Several blocks of v: an old word somewhere may keep one. *)
let several make =
  let_die (fun () -> Array.init 8 (fun _ -> make ()))

let () =
  pair "lost_config" bad_lost_config good_lost_config several;
  pair "lost_study" bad_lost_study good_lost_study several;
  pair "lost_abstract" (bad_lost_abstract, close_nothing) (good_lost_abstract, close_abstract) (fun (make, close) ->
    let_die (fun () -> let all = Array.init 8 (fun _ -> make ()) in Array.iter close all; all));
  pair "lost_flag" bad_lost_flag good_lost_flag several;
  pair "lost_filled" (bad_lost_new_holder, bad_lost_filled) (good_lost_new_holder, good_lost_filled)
    (fun (make, fill) -> several (fun () -> let v = make () in fill v; v))
