(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* threads: 200 threads made and ended; a stub in many threads at once; a thread that forks; a thread that ends by an
   exception; 1,000,000 exceptions through a stub; callbacks nested 1000 deep; longjmp; a signal in a blocking
   section; a stub from at_exit; a stack overflow that is caught.  Nothing is wrong. *)
external raise_it : unit -> unit = "th_raise"
external nest : (int -> int) -> int -> int = "th_nest"
external jump : int -> int = "th_jump"
external block : int -> unit = "th_block"

let rec deep f n = if n = 0 then 0 else 1 + nest (deep f) (n - 1)
let rec overflow n = 1 + overflow (n + 1)

let () =
  at_exit (fun () -> assert (jump 3 = 3); print_endline "at_exit");
  for _ = 1 to 20 do
    List.iter Thread.join (List.init 10 (fun i -> Thread.create (fun () -> block 1; assert (jump i = i)) ()))
  done;
  Thread.join (Thread.create (fun () -> block 1; raise_it ()) ());
  Thread.join (Thread.create (fun () ->
    match Unix.fork () with
    | 0 -> assert (jump 1 = 1); Unix._exit 4
    | pid -> assert (snd (Unix.waitpid [] pid) = Unix.WEXITED 4)) ());
  let hits = ref 0 in
  Sys.set_signal Sys.sigalrm (Sys.Signal_handle (fun _ -> incr hits; assert (jump 2 = 2)));
  ignore (Unix.setitimer Unix.ITIMER_REAL { Unix.it_value = 0.01; it_interval = 0. });
  block 100;
  while !hits = 0 do Thread.yield () done;
  for _ = 1 to 1_000_000 do try raise_it () with Not_found -> () done;
  assert (deep jump 1000 = 1000);
  print_endline (try string_of_int (overflow 0) with Stack_overflow -> "overflow")
