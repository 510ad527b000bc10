(* camlimages: handles of libpng, libjpeg and giflib passed as values, rows copied to and from OCaml strings, records
   and lists of images built by stubs, exceptions that leave the C library. *)

let collect () = Gc.full_major (); Gc.compact ()
let temporary suffix = Filename.temp_file "stubs" suffix

let picture w h =
  let img = Rgb24.create w h in
  for x = 0 to w - 1 do
    for y = 0 to h - 1 do Rgb24.set img x y { Color.r = x * 4 land 255; g = y * 5 land 255; b = (x + y) land 255 } done
  done;
  img

let digest img = Digest.to_hex (Digest.bytes (Rgb24.dump img))

let as_rgb = function
  | Images.Rgb24 i -> i | Images.Index8 i -> Index8.to_rgb24 i | Images.Rgba32 i -> Rgb24.of_rgba32 i
  | Images.Index16 i -> Index16.to_rgb24 i | Images.Cmyk32 _ -> failwith "cmyk"

let () =
  let img = picture 60 40 in
  Printf.printf "original %s\n" (digest img);
  let png = temporary ".png" and jpeg = temporary ".jpg" and gif = temporary ".gif" in
  for i = 1 to 10 do
    let img = picture (i * 8) (i * 6) in
    Png.save png [] (Images.Rgb24 img);
    if i mod 3 = 0 then collect ();
    let back = as_rgb (Png.load png []) in
    if digest back <> digest img then Printf.printf "png %d differs\n" i;
    Jpeg.save jpeg [Images.Save_Quality 80] (Images.Rgb24 img);
    ignore (Jpeg.load jpeg [])
  done;
  collect ();
  Png.save png [] (Images.Rgb24 img);
  let header = Png.check_header png in
  Printf.printf "header %dx%d\n" header.Images.header_width header.Images.header_height;
  Jpeg.save_with_markers jpeg [] (Images.Rgb24 img) [Jpeg.Marker.Comment "a comment"];
  List.iter (function Jpeg.Marker.Comment s -> Printf.printf "comment %S\n" s | _ -> ()) (Jpeg.read_markers jpeg);
  let w, h, handle, _ = Jpeg.open_in jpeg in
  let row = Bytes.create (w * 3) in
  for y = 1 to h do Jpeg.read_scanline handle row 0; if y = 20 then collect () done;
  Jpeg.close_in handle;
  Printf.printf "jpeg %dx%d\n" w h;
  let map = { Color.max = 256; map = Array.init 256 (fun i -> { Color.r = i; g = 255 - i; b = 0 }) } in
  let indexed = Index8.create_with 20 10 [] map (-1) (Bytes.init 200 (fun i -> Char.chr (i mod 256))) in
  Gif.save_image gif [] (Images.Index8 indexed);
  collect ();
  let sequence = Gif.load gif [] in
  Printf.printf "gif %dx%d, %d frame\n" sequence.Gif.screen_width sequence.Gif.screen_height (List.length sequence.Gif.frames);
  Printf.printf "gif pixels %b\n" (digest (as_rgb (Gif.load_first gif [])) = digest (Index8.to_rgb24 indexed));
  let small = Rgb24.resize None img 30 20 in
  Printf.printf "resized %s\n" (digest small);
  let oc = open_out_bin png in
  output_string oc "\x89PNG\r\n\x1a\nbut nothing more"; close_out oc;
  List.iter (fun (name, f) -> match f () with
    | () -> Printf.printf "%s: no exception\n" name | exception Failure _ -> Printf.printf "%s: Failure\n" name
    | exception Images.Wrong_file_type -> Printf.printf "%s: Wrong_file_type\n" name
    | exception _ -> Printf.printf "%s: another exception\n" name)
    ["open png", (fun () -> ignore (Png.load "/nonexistent.png" []));
     "open jpeg", (fun () -> ignore (Jpeg.load "/nonexistent.jpg" []));
     "open gif", (fun () -> ignore (Gif.load "/nonexistent.gif" []));
     "header", (fun () -> ignore (Jpeg.check_header png))];
  List.iter Sys.remove [png; jpeg; gif];
  collect ()
