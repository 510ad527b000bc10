(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* One thread gives the lock away, or takes it again, while another is in a stub. *)
external slow_hook : unit -> unit = "c_slow_hook"
external slow_release : unit -> unit = "c_slow_release"
external meanwhile : string -> int = "c_meanwhile"
external sleep : unit -> unit = "c_sleep"
external wait_asleep : unit -> unit = "c_wait_asleep"
external callback_meanwhile : (unit -> unit) -> string -> int = "c_callback_meanwhile"

let hello () = Sys.opaque_identity (Bytes.to_string (Bytes.of_string "hello"))
let check n = if n <> 5 then Printf.printf "%d, not 5\n" n

let () =
  slow_hook ();
  let t = Thread.create slow_release () in
  wait_asleep ();
  check (meanwhile (hello ()));
  Thread.join t;
  let awake = ref false in
  let t = Thread.create (fun () -> sleep (); awake := true) () in
  wait_asleep ();
  check (callback_meanwhile (fun () -> while not !awake do Thread.yield () done) (hello ()));
  Thread.join t
