(* pcre: custom blocks with finalisers (regular expressions, character tables), callouts into OCaml that collect and
   that raise through the C library, named substrings, error paths. *)
open Pcre

let collect () = Gc.full_major (); Gc.compact ()

let () =
  let tables = maketables () in
  let rex = regexp ~study:true ~chtables:tables ~flags:[`CASELESS; `EXTENDED] "(?<key>\\w+) \\s* = \\s* (?<value>\\d+)" in
  (* many short-lived regular expressions *)
  for i = 1 to 300 do
    let r = regexp ~study:(i mod 2 = 0) (Printf.sprintf "a{%d}b|%s" (i mod 50) (quote (string_of_int i))) in
    ignore (pmatch ~rex:r (String.make (i mod 60) 'a' ^ "b"))
  done;
  collect ();
  let subject = "alpha = 1, Beta=22 ,gamma  =  333" in
  Array.iter
    (fun s -> Printf.printf "%s -> %s\n" (get_named_substring rex "key" s) (get_named_substring rex "value" s))
    (exec_all ~rex subject);
  Array.iter (fun n -> print_string (n ^ " ")) (names rex);
  Printf.printf "\ncaptures %d\n" (capturecount rex);
  print_endline (replace ~rex ~templ:"$2:$1" subject);
  print_endline (substitute ~rex ~subst:(fun s -> collect (); String.uppercase_ascii s) subject);
  List.iter print_endline (split ~pat:"\\s*,\\s*" subject);
  (* callouts: one that collects, one that raises *)
  let seen = ref 0 in
  let callout data =
    incr seen;
    if !seen mod 5 = 0 then collect ();
    if String.length (get_subject data.substrings) < data.current_position then raise Backtrack in
  let called = regexp "(a+)(?C1)(b+)(?C2)c" in
  Printf.printf "callout: %b\n" (pmatch ~rex:called ~callout "aaabbb aabbc");
  Printf.printf "seen some: %b\n" (!seen > 3);
  (match pmatch ~rex:called ~callout:(fun _ -> failwith "stop") "aabbc" with
   | b -> Printf.printf "no exception, %b\n" b
   | exception Failure m -> Printf.printf "Failure %s\n" m);
  collect ();
  (match regexp "(unclosed" with
   | _ -> () | exception Error (BadPattern (msg, pos)) -> Printf.printf "BadPattern %s at %d\n" msg pos);
  (match exec ~rex "nothing here" with
   | _ -> () | exception Not_found -> print_endline "Not_found");
  (match exec ~rex:(regexp ~limit:20 "^(a+)*!z") "aaaaaaaaaaaaaaaaaaaaaaaaz" with
   | _ -> () | exception Error MatchLimit -> print_endline "MatchLimit"
   | exception Not_found -> print_endline "Not_found");
  let dfa = pcre_dfa_exec ~rex:(regexp "ab*c") ~workspace:(Array.make 40 0) "xxabbbc" in
  Printf.printf "dfa: %d %d\n" dfa.(0) dfa.(1);
  collect ();
  Printf.printf "last: %b\n" (pmatch ~rex "z=9");
  ignore (Sys.opaque_identity tables)   (* the regular expression does not keep them alive: see known-bugs *)
