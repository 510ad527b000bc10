(* SPDX-License-Identifier: GPL-2.0-or-later *)
(* matrix KIND [PLACE]: free of one OCaml block of each kind, in the minor heap, in the major heap and after
   Gc.compact.  Without PLACE, all three one after the other, which only a checker that skips the free survives.
   Natively (glibc 2.36), each with PLACE:
   tuple, record, array (on a 16-byte line)   "double free or corruption (out)", SIGABRT; nothing is freed twice
   odd (a tuple 8 bytes off such a line)      "free(): invalid pointer", SIGABRT
   ref                                        silent, exit 0
   string, bytes, float                       SIGSEGV inside free, no message
   custom, closure, floatarray                "munmap_chunk(): invalid pointer", SIGABRT
   in each of the three places alike. (OCaml 5 puts blocks of an odd number of words on no such line, in the major heap.) *)

external misalignment : Obj.t -> int = "gc_misalignment" [@@noalloc]
external free_young : Obj.t -> unit = "gc_free_young"
external free_old : Obj.t -> unit = "gc_free_old"
external free_compacted : Obj.t -> unit = "gc_free_compacted"

type record = { mutable left : int; mutable right : int }

(* Of 4 words in all versions. *)
let closure i =
  let j = i + 1 and k = i * 2 in
  fun () -> j + k

let make kind i =
  match kind with
  | "tuple" | "odd" -> Obj.repr (i, i + 1)
  | "record" -> Obj.repr { left = i; right = i + 1 }
  | "array" -> Obj.repr (Array.make 4 i)
  | "ref" -> Obj.repr (ref i)
  | "string" -> Obj.repr (String.sub "0123456789abcdef" 0 (i land 15))
  | "bytes" -> Obj.repr (Bytes.make 12 'b')
  | "float" -> Obj.repr (float_of_int i)
  | "custom" -> Obj.repr (Int64.of_int i)
  | "closure" -> Obj.repr (closure i)
  | "floatarray" -> Obj.repr (Array.make 4 (float_of_int i))
  | _ -> invalid_arg kind

let blocks : (Obj.t * int array) list ref = ref []

(* Blocks of which some lie on a 16-byte line and some do not, thanks to the arrays between them. *)
let fill kind =
  for i = 1 to 60 do
    blocks := (make kind i, Array.make (i mod 3) 0) :: !blocks
  done

let pick kind =
  let wanted = if kind = "odd" then 8 else 0 in
  fst (try List.find (fun (block, _) -> misalignment block = wanted) !blocks with Not_found -> List.hd !blocks)

let free kind = function
  | "minor" ->
    Gc.minor ();
    fill kind;
    free_young (pick kind)
  | "major" ->
    fill kind;
    Gc.minor ();
    free_old (pick kind)
  | "compact" ->
    fill kind;
    Gc.compact ();
    free_compacted (pick kind)
  | place -> invalid_arg place

let () =
  match Sys.argv with
  | [| _; kind |] -> List.iter (free kind) [ "minor"; "major"; "compact" ]
  | [| _; kind; place |] -> free kind place
  | _ -> invalid_arg "matrix KIND [PLACE]"
