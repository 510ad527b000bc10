(* cairo2: contexts, surfaces, patterns, paths and fonts in custom blocks that count references; surfaces over
   bigarrays (and bigarrays over surfaces); streams that call back into OCaml, also with an exception. *)
open Cairo

let collect () = Gc.full_major (); Gc.compact ()

let draw cr =
  set_source_rgb cr 1. 1. 1.; paint cr;
  let gradient = Pattern.create_linear ~x0:0. ~y0:0. ~x1:64. ~y1:64. in
  Pattern.add_color_stop_rgb gradient 1. 0. 0.; Pattern.add_color_stop_rgb gradient ~ofs:1. 0. 0. 1.;
  set_source cr gradient;
  rectangle cr 8. 8. ~w:32. ~h:32.;
  fill cr;
  arc cr 40. 40. ~r:10. ~a1:0. ~a2:3.; curve_to cr 1. 2. 3. 4. 5. 6.;
  set_dash cr [| 1.; 2.; 3. |];
  stroke cr

let () =
  for i = 1 to 100 do
    let s = Image.create Image.ARGB32 ~w:64 ~h:64 in
    let cr = create s in
    draw cr;
    (* the surface outlives its context, or is finished by hand *)
    if i mod 3 = 0 then Surface.finish s;
    if i mod 25 = 0 then collect ()
  done;
  let data = Bigarray.(Array2.create int32 c_layout 64 64) in
  Bigarray.Array2.fill data 0l;
  let s = Image.create_for_data32 data in
  let cr = create s in
  draw cr;
  collect ();
  Surface.flush s;
  Printf.printf "pixel %lx %lx\n" data.{2, 2} data.{10, 10};
  let view = Image.get_data32 s in
  Printf.printf "same %b, %dx%d\n" (view.{10, 10} = data.{10, 10}) (Image.get_width s) (Image.get_height s);
  (* a bigarray that outlives its surface *)
  let alone = let s = Image.create Image.ARGB32 ~w:10 ~h:10 in Image.get_data32 s in
  collect ();
  alone.{9, 9} <- 5l;
  Printf.printf "alone %ld\n" alone.{9, 9};
  let png = Buffer.create 1000 in
  PNG.write_to_stream s (fun part -> collect (); Buffer.add_string png part);
  Printf.printf "png %S\n" (String.sub (Buffer.contents png) 1 3);
  (* Not PNG.create_from_stream: see known-bugs. *)
  let name = Filename.temp_file "stubs" ".png" in
  PNG.write s name;
  let back = PNG.create name in
  Sys.remove name;
  Printf.printf "back %dx%d %lx\n" (Image.get_width back) (Image.get_height back) (Image.get_data32 back).{10, 10};
  let written = ref 0 in
  let svg = SVG.create_for_stream (fun part -> written := !written + String.length part; Gc.minor ()) ~w:64. ~h:64. in
  draw (create svg);
  collect ();
  Surface.finish svg;
  Printf.printf "svg %b\n" (!written > 100);
  let recording = Recording.create COLOR_ALPHA in
  let cr2 = create recording in
  draw cr2; Group.push cr2; draw cr2; let p = Group.pop cr2 in
  set_source cr p; paint cr;
  rectangle cr 1. 1. ~w:2. ~h:2.;
  Printf.printf "path of %d\n" (Array.length (Path.to_array (Path.copy cr)));
  let m = Matrix.init_rotate 1. in
  Matrix.translate m 3. 4.;
  set_matrix cr m;
  Printf.printf "%.3f\n" (get_matrix cr).xx;
  List.iter (fun (name, f) ->
    match f () with
    | () -> Printf.printf "%s: no exception\n" name
    | exception Error e -> Printf.printf "%s: %s\n" name (status_to_string e)
    | exception Failure m -> Printf.printf "%s: Failure %s\n" name m
    | exception Invalid_argument m -> Printf.printf "%s: Invalid_argument\n" name)
    ["restore", (fun () -> restore (create s));
     "write", (fun () -> PNG.write_to_stream s (fun _ -> failwith "disk full"));
     "open", (fun () -> ignore (PNG.create "/nonexistent.png"));
     "invert", (fun () -> Matrix.invert (Matrix.init_scale 0. 0.))];
  collect ()
