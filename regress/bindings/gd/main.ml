(* gd: images in custom blocks behind OCaml objects; drawing, files, out_channels. *)
let collect () = Gc.full_major (); Gc.compact ()
let draw (image : Gd.image) k =
  let colors = image#colors in
  let white = colors#white in
  let red = colors#create ~red:200 ~green:k ~blue:10 and blue = colors#resolve ~red:0 ~green:0 ~blue:255 in
  image#filled_rectangle ~x1:0 ~y1:0 ~x2:99 ~y2:79 white;
  image#line ~x1:0 ~y1:0 ~x2:99 ~y2:79 red;
  image#arc ~cx:50 ~cy:40 ~w:30 ~h:20 ~s:0 ~e:270 blue;
  image#polygon ~pts:[| 10, 10; 20, 30; 30, 10 |] red;
  image#filled_polygon ~pts:[| 60, 10; 70, 30; 80, 10 |] blue;
  image#filled_ellipse ~cx:20 ~cy:60 ~w:10 ~h:10 red;
  collect ();
  image#string ~font:Gd.Font.small ~x:5 ~y:5 ~s:"text" blue;
  image#letter ~font:Gd.Font.giant ~x:50 ~y:5 ~c:'A' red;
  image#fill ~x:1 ~y:70 red;
  image#set_thickness 2;
  image#set_pixel ~x:3 ~y:3 red

let () =
  let images = List.init 5 (fun k ->
    let i = if k mod 2 = 0 then Gd.create ~x:100 ~y:80 else Gd.create_truecolor ~x:100 ~y:80 in
    draw i k; i) in
  let name = Filename.temp_file "stubs" ".png" in
  List.iteri (fun k i ->
      i#save_as_png name;
      let back = Gd.open_png name in
      Printf.printf "%d: %dx%d %b\n" k back#width back#height (Gd.is_truecolor back#get_image);
      back#copy i ~x:0 ~y:0 ~src_x:10 ~src_y:10 ~w:50 ~h:50;
      back#copy_resized i ~x:0 ~y:0 ~src_x:0 ~src_y:0 ~w:50 ~h:50 ~src_w:100 ~src_h:80;
      back#set_brush i; back#set_tile i;
      collect ();
      i#save_as_jpeg ~quality:50 name;
      Printf.printf "%d\n" (Gd.open_jpeg name)#width;
      let oc = open_out_bin name in
      back#out_as_png oc; close_out oc;
      Printf.printf "%d\n" (Gd.open_png name)#height) images;
  Sys.remove name;
  for _ = 1 to 50 do ignore (Sys.opaque_identity (Gd.create ~x:20 ~y:20)) done;
  collect ();
  (match Gd.open_png "/nonexistent" with
   | _ -> print_endline "no exception" | exception Not_found -> print_endline "Not_found"
   | exception _ -> print_endline "exception");
  Printf.printf "%b\n" ((List.hd images)#in_range ~x:5 ~y:5)
