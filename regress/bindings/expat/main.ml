(* expat: parsers in custom blocks with a finaliser, handlers held by a global root per parser, callbacks from the C
   parser that collect and that raise, parse errors. *)

let collect () = Gc.full_major (); Gc.compact ()

let document n =
  "<?xml version='1.0'?><!DOCTYPE doc [<!ENTITY e 'entity'>]><doc>"
  ^ String.concat "" (List.init n (fun i -> Printf.sprintf "<item id='%d' name='n%d'>text &e; %d<!-- c --></item>" i i i))
  ^ "<?target data?><![CDATA[ raw <> ]]></doc>"

let parser_with depth items chars =
  let p = Expat.parser_create ~encoding:None in
  Expat.set_start_element_handler p (fun name attributes ->
    incr depth;
    if name = "item" then (incr items; if !items mod 40 = 0 then collect ());
    List.iter (fun (k, v) -> chars := !chars + String.length k + String.length v) attributes);
  Expat.set_end_element_handler p (fun _ -> decr depth; Gc.minor ());
  Expat.set_character_data_handler p (fun s -> chars := !chars + String.length s);
  p

let () =
  let depth = ref 0 and items = ref 0 and chars = ref 0 in
  let p = parser_with depth items chars in
  Expat.set_comment_handler p (fun _ -> incr chars);
  Expat.set_processing_instruction_handler p (fun t d -> Printf.printf "pi %s %s\n" t d);
  Expat.set_start_cdata_handler p (fun () -> print_endline "cdata");
  Expat.set_end_cdata_handler p (fun () -> collect (); print_endline "end of cdata");
  let s = document 100 in
  let half = String.length s / 2 in
  Expat.parse_sub p s 0 half;
  collect ();
  Expat.parse_sub p s half (String.length s - half);
  Expat.final p;
  Printf.printf "depth %d items %d chars %d\n" !depth !items !chars;
  (* parsers that die without having seen the end of their document *)
  for i = 1 to 60 do
    let q = parser_with depth items chars in
    Expat.set_base q (Some (string_of_int i));
    Expat.parse q "<doc><item a='1'>";
    Expat.reset_character_data_handler q;
    if i mod 20 = 0 then collect ()
  done;
  Printf.printf "depth %d\n" !depth;
  let failing = parser_with (ref 0) (ref 0) (ref 0) in
  (match Expat.parse failing "<a><b></a>" with
   | () -> print_endline "no exception"
   | exception Expat.Expat_error e ->
       Printf.printf "%s line %d column %d\n" (Expat.xml_error_to_string e)
         (Expat.get_current_line_number failing) (Expat.get_current_column_number failing));
  let raising = Expat.parser_create ~encoding:(Some "UTF-8") in
  Expat.set_start_element_handler raising (fun n _ -> if n = "bad" then failwith n);
  (match Expat.parse raising "<doc><good/><bad/></doc>" with
   | () -> print_endline "no exception" | exception Failure m -> Printf.printf "Failure %s\n" m);
  collect ();
  let outer = Expat.parser_create ~encoding:None in
  ignore (Expat.set_param_entity_parsing outer Expat.ALWAYS);
  Expat.set_external_entity_ref_handler outer (fun context base system_id _ ->
    Printf.printf "external %s base %s\n" system_id (Option.value base ~default:"-");
    let inner = Expat.external_entity_parser_create outer context None in
    Expat.set_character_data_handler inner (fun s -> Printf.printf "inner %S\n" s);
    Expat.parse inner "from outside"; Expat.final inner; collect ());
  Expat.parse outer "<!DOCTYPE d [<!ENTITY x SYSTEM 'file.xml'>]><d>&x;</d>";
  Expat.final outer;
  collect ()
