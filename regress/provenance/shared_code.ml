(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* A stub hands a string on by mempcpy, whose code the runtime has run before, for which it stayed plain. With `again', by
   memcpy, which a stub has run before, and the runtime often since: it was made plain again. *)
external use_memcpy : unit -> unit = "use_memcpy"
external bad_handed_on : string -> int = "bad_handed_on"
external good_handed_on : string -> int = "good_handed_on"

(* The library copies in other ways the more there is. *)
let the_runtime_copies () =
  let bytes n = Bigarray.(Array1.create char c_layout n) in
  let copy n = Bigarray.Array1.blit (bytes n) (bytes n) in
  for n = 1 to 600 do copy n done;
  for i = 10 to 23 do copy (1 lsl i) done;
  ignore (Printf.sprintf "%.60f" (Sys.opaque_identity 0.1)) (* by snprintf, which copies with mempcpy *)

let () =
  the_runtime_copies ();
  let hello = Bytes.to_string (Bytes.of_string "hello") in
  if Array.length Sys.argv > 1 then begin
    use_memcpy ();
    ignore (good_handed_on hello);
    for _ = 1 to 20 do the_runtime_copies () done
  end;
  ignore (bad_handed_on hello);
  Printf.printf "%d\n" (good_handed_on hello)
