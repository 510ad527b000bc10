external alloc : string -> string = "st_alloc"
external noalloc : int -> int = "st_noalloc" [@@noalloc]
external unboxed : (float [@unboxed]) -> (float [@unboxed]) = "st_unboxed_byte" "st_unboxed" [@@noalloc]
external seven : int -> int -> int -> int -> int -> int -> int -> int = "st_seven_byte" "st_seven"
external mine : int -> int = "caml_mine"
external unix_mine : int -> int = "unix_mine"

let () =
  let apply f x = Sys.opaque_identity f x in
  print_endline (alloc Sys.ocaml_version);
  Printf.printf "%d %f %d %d %d\n" (apply noalloc 1) (unboxed (float (Array.length Sys.argv)))
    (seven 1 2 3 4 5 6 (Unix.getpid ())) (mine 1) (unix_mine 2);
  ignore (Thread.self (), Str.string_match (Str.regexp "a") "a" 0, sin (float (Random.bits ())))
