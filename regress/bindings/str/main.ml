(* OCaml's str: the matcher is a stub that returns arrays of groups. *)
let collect () = Gc.full_major (); Gc.compact ()
let () =
  let text = String.concat " " (List.init 2000 (fun i -> Printf.sprintf "k%d=v%d;" i (i * i))) in
  let re = Str.regexp "k\\([0-9]+\\)=v\\([0-9]*\\);" in
  let rec count pos n sum = match Str.search_forward re text pos with
    | p -> if n mod 500 = 0 then collect ();
      count (p + 1) (n + 1) (sum + int_of_string (Str.matched_group 2 text) - Str.group_beginning 1 + Str.match_end ())
    | exception Not_found -> n, sum in
  let n, sum = count 0 0 0 in
  Printf.printf "%d matches, %d\n" n sum;
  Printf.printf "backward: %d\n" (Str.search_backward re text (String.length text - 1));
  Printf.printf "partial: %b\n" (Str.string_partial_match (Str.regexp "abcdef") "abc" 0);
  print_endline (Str.global_replace (Str.regexp_case_fold "\\([A-Z]+\\)\\1") "<\\1>" "abAB xx yYyY z");
  print_endline (Str.global_substitute re (fun s -> collect (); Str.matched_group 1 s ^ "!") (String.sub text 0 60));
  print_endline (String.concat "|" (Str.split (Str.regexp "[;, ]+") "a, b;c  d"));
  List.iter (function Str.Text t -> Printf.printf "T%s " t | Str.Delim d -> Printf.printf "D%s " d)
    (Str.full_split (Str.regexp "[0-9]+") "a1b22c333");
  print_newline ();
  List.iter (fun (r, s) -> Printf.printf "%s %b\n" r (Str.string_match (Str.regexp r) s 0))
    ["^a.c$", "abc"; "\\bword\\b", "word"; "[^a-z]*\\(x\\|y\\)?+", "12x"; "\\(a*\\)*b", String.make 200 'a' ^ "b"; "z", "a"]
