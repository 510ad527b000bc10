(* SPDX-License-Identifier: GPL-2.0-or-later *)
external put : string -> unit = "sh_put"
external length : unit -> int = "sh_length"
external init : unit -> unit = "sh_init"
external put_right : string -> unit = "sh_put_right"
external length_right : unit -> int = "sh_length_right"

(* Each step in a domain of its own, which has ended before the next begins. *)
let in_domain f = Domain.join (Domain.spawn f)

let () =
  init ();
  in_domain (fun () -> put_right (String.make 20 'a'));
  in_domain (fun () -> Gc.full_major ());
  Printf.printf "%d\n%!" (in_domain length_right);
  let kept = in_domain (fun () -> let s = String.make 20 'b' in put s; s) in
  in_domain (fun () -> ignore (length_right ()));
  Printf.printf "%d\n%!" (in_domain (fun () -> ignore (length_right ()); length ()));
  ignore (Sys.opaque_identity kept)
