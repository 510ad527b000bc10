(* taglib: C++ objects; files with tags and properties, tags without a file. *)
let collect () = Gc.full_major (); Gc.compact ()

let make_file () =
  let name = Filename.temp_file "stubs" ".flac" in
  let params =
    { Flac.Encoder.channels = 2; bits_per_sample = 16; sample_rate = 44100; compression_level = None;
      total_samples = None } in
  let h = Flac.Encoder.File.create ~comments:["TITLE", "First"] params name in
  for k = 1 to 20 do
    Flac.Encoder.process h.enc h.callbacks (Array.make 2 (Array.init 4410 (fun i -> sin (float (i * k) /. 40.))))
  done;
  Flac.Encoder.finish h.enc h.callbacks;
  Unix.close h.fd;
  name

let number get f = match get f with n -> n | exception Not_found -> 0
let text get f = match get f with s -> s | exception Not_found -> "-"

let show f =
  Printf.printf "%s|%s|%s|%s|%s|%d|%d\n" (text Taglib.tag_title f) (text Taglib.tag_artist f)
    (text Taglib.tag_album f) (text Taglib.tag_comment f) (text Taglib.tag_genre f) (number Taglib.tag_year f)
    (number Taglib.tag_track f)

let () =
  let name = make_file () in
  let f = Taglib.File.open_file `Autodetect name in
  show f;
  collect ();
  Taglib.tag_set_title f "Title"; Taglib.tag_set_artist f "Artist"; Taglib.tag_set_album f "Album";
  Taglib.tag_set_comment f "Comment"; Taglib.tag_set_genre f "Genre"; Taglib.tag_set_year f 1999;
  Taglib.tag_set_track f 7;
  Printf.printf "saved %b\n" (Taglib.File.file_save f);
  Taglib.File.close_file f;
  (match Taglib.tag_title f with
   | _ -> print_endline "no exception" | exception Taglib.File.Closed -> print_endline "Closed");
  let f = Taglib.File.open_file `Flac name in
  show f;
  Printf.printf "length %d rate %d channels %d\n" (Taglib.File.audioproperties_length f)
    (Taglib.File.audioproperties_samplerate f) (Taglib.File.audioproperties_channels f);
  let p = Taglib.File.properties f in
  collect ();
  Printf.printf "artist %s\n" (String.concat "," (Hashtbl.find p "artist")); (* Debian's is built without PropertyMap *)
  Taglib.File.close_file f;
  for _ = 1 to 10 do ignore (Sys.opaque_identity (Taglib.File.open_file `Autodetect name)) done;
  collect ();
  Sys.remove name;
  (match Taglib.File.open_file `Autodetect "/nonexistent" with
   | _ -> print_endline "no exception" | exception Not_found -> print_endline "Not_found"
   | exception Taglib.File.Invalid_file -> print_endline "Invalid_file");
  let open Taglib.Inline.Id3v2 in
  let s =
    let t = tag_set_title (init ()) "Inline" in
    let t = tag_set_year (attach_frame t "TPE1" "Someone") 2001 in
    render t in
  collect ();
  let t = parse_header (init ()) (String.sub s 0 header_size) in
  Printf.printf "size %b\n" (tag_size t > 0);
  let body = String.sub s header_size (String.length s - header_size) in
  let t = parse_tag t (body ^ String.make (max 0 (tag_size t - String.length body)) (Char.chr 0)) in
  Printf.printf "%s %s %d\n" (text Taglib.tag_title t) (text Taglib.tag_artist t) (number Taglib.tag_year t);
  for _ = 1 to 20 do ignore (Sys.opaque_identity (init ())) done;
  collect ()
