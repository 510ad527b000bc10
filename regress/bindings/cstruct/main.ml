(* cstruct: views of bigarrays that outlive each other, [@@noalloc] copies and comparisons, system calls on views. *)

let collect () = Gc.full_major (); Gc.compact ()
let fails f = match f () with
  | _ -> print_endline "no exception" | exception Invalid_argument _ -> print_endline "Invalid_argument"
  | exception e -> print_endline (Printexc.to_string e)

let () =
  let views = List.init 200 (fun i -> Cstruct.sub (Cstruct.of_string (Printf.sprintf "head%04dtail" i)) 4 4) in
  for i = 1 to 2000 do ignore (Cstruct.shift (Cstruct.create (i mod 3000)) 0) done;
  collect ();
  let all = Cstruct.concat views in
  Printf.printf "%d %s\n" (Cstruct.length all) (Cstruct.to_string ~off:780 all);
  Printf.printf "lenv %d, copyv %s\n" (Cstruct.lenv views) (Digest.to_hex (Digest.string (Cstruct.copyv views)));
  let c = Cstruct.create 64 in
  Cstruct.BE.set_uint32 c 0 0xdeadbeefl; Cstruct.LE.set_uint64 c 8 0x1122334455667788L;
  Cstruct.blit_from_string "abcdef" 0 c 20 6;
  Cstruct.blit c 20 c 22 6;
  Cstruct.memset (Cstruct.sub c 40 10) 0x2a;
  Gc.minor ();
  Cstruct.hexdump c;
  let low, high = Cstruct.split c 32 in
  Printf.printf "compare %d, equal %b\n" (compare (Cstruct.compare low high) 0) (Cstruct.equal low (Cstruct.sub c 0 32));
  let b = Bytes.create 10 in
  Cstruct.blit_to_bytes c 20 b 0 10;
  Printf.printf "%S\n" (Bytes.to_string b);
  let lines = Cstruct.iter (fun c -> if Cstruct.length c = 0 then None else Some (min 7 (Cstruct.length c)))
      (fun c -> Gc.minor (); Cstruct.to_string c) (Cstruct.of_string "seven bytes at a time") in
  Cstruct.fold (fun n s -> print_endline s; n + 1) lines 0 |> Printf.printf "%d pieces\n";
  collect ();
  let filled, rest = Cstruct.fillv ~src:views ~dst:c in
  Printf.printf "filled %d, %d left\n" filled (List.length rest);
  Printf.printf "reverse %s\n" (Cstruct.to_string (Cstruct.rev (Cstruct.of_string "stubs")));
  Printf.printf "find %b %b\n" (Cstruct.is_infix ~affix:(Cstruct.string "0007") all) (Cstruct.is_prefix ~affix:(Cstruct.string "x") all);
  let name = Filename.temp_file "stubs" ".bin" in
  let fd = Unix.openfile name [Unix.O_RDWR] 0 in
  ignore (Unix.write_substring fd (Cstruct.to_string all) 0 800);
  ignore (Unix.write_substring fd (Cstruct.copyv views) 0 800);
  ignore (Unix.lseek fd 0 Unix.SEEK_SET);
  let back = Cstruct.sub (Unix_cstruct.of_fd fd) 0 800 in
  collect ();
  Printf.printf "same %b\n" (Cstruct.equal back all);
  let mapped = Unix_cstruct.of_fd fd in
  Unix.close fd;
  collect ();
  Printf.printf "mapped %d %s\n" (Cstruct.length mapped) (Cstruct.to_string (Cstruct.sub mapped 1596 4));
  Sys.remove name;
  fails (fun () -> Cstruct.sub c 60 10 |> ignore);
  fails (fun () -> Cstruct.blit c 0 low 30 10);
  fails (fun () -> Cstruct.create (-1) |> ignore);
  fails (fun () -> Cstruct.LE.get_uint64 c 60 |> ignore);
  fails (fun () -> Cstruct.of_hex "xy" |> ignore);
  collect ()
