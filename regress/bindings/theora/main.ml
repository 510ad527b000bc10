(* theora: frames in bigarrays, encoded from a callback; decoded frames are bigarrays that C has allocated. *)
let collect () = Gc.full_major (); Gc.compact ()
let width = 64 and height = 48
let plane n f = let a = Bigarray.Array1.create Bigarray.int8_unsigned Bigarray.c_layout n in
  for i = 0 to n - 1 do a.{i} <- f i land 255 done; a
let frame k =
  { Theora.y_width = width; y_height = height; y_stride = width; y = plane (width * height) (fun i -> i * k);
    u_width = width / 2; u_height = height / 2; u_stride = width / 2; u = plane (width * height / 4) (fun i -> i + k);
    v_width = width / 2; v_height = height / 2; v_stride = width / 2;
    v = plane (width * height / 4) (fun i -> i lxor k) }
let info =
  { Theora.frame_width = width; frame_height = height; picture_width = width; picture_height = height; picture_x = 0;
    picture_y = 0; colorspace = Theora.CS_unspecified; pixel_fmt = Theora.PF_420; target_bitrate = 0; quality = 40;
    keyframe_granule_shift = Theora.default_granule_shift; version_major = 0; version_minor = 0; version_subminor = 0;
    fps_numerator = 25; fps_denominator = 1; aspect_numerator = 1; aspect_denominator = 1 }
let settings =
  { Theora.Encoder.keyframe_frequency = Some 8; vp3_compatible = None; soft_target = None; buffer_delay = None;
    speed = None }

let encode () =
  let pages = ref [] in
  let put p = pages := p :: !pages in
  let stream = Ogg.Stream.create ~serial:55n () in
  let e = Theora.Encoder.create info settings ["TITLE", "A title"] in
  Theora.Encoder.encode_header e stream;
  (try while true do put (Ogg.Stream.flush_page stream) done with Ogg.Not_enough_data -> ());
  let n = ref 0 in
  let next () = incr n; if !n > 40 then raise End_of_file; if !n mod 10 = 0 then collect (); frame !n in
  (try while true do put (Theora.Encoder.encode_page e stream next) done with End_of_file -> ());
  Theora.Encoder.encode_buffer e stream (frame 3);
  Theora.Encoder.eos e stream;
  (try while true do put (Ogg.Stream.flush_page stream) done with Ogg.Not_enough_data -> ());
  List.rev !pages

let decode pages =
  let stream = Ogg.Stream.create ~serial:55n () in
  let rest = ref pages in
  let next () = match !rest with
    | p :: l -> rest := l; Ogg.Stream.put_page stream p
    | [] -> raise End_of_file in
  let rec packet () = match Ogg.Stream.get_packet stream with
    | p -> p | exception Ogg.Not_enough_data -> next (); packet () in
  let d = Theora.Decoder.create () in
  let rec headers first =
    let p = packet () in
    if first then Printf.printf "theora %b\n" (Theora.Decoder.check p);
    match Theora.Decoder.headerin d p with
    | r -> r | exception Ogg.Not_enough_data -> collect (); headers false in
  let t, i, _, comments = headers true in
  Printf.printf "%dx%d %d/%d\n" i.Theora.frame_width i.frame_height i.fps_numerator i.fps_denominator;
  List.iter (fun (k, v) -> Printf.printf "%s=%s\n" k v) comments;
  let frames = ref [] and n = ref 0 in
  (try
     while true do
       match Theora.Decoder.get_yuv t stream with
       | f -> incr n; if !n mod 5 = 0 then (frames := f :: !frames; collect ())
       | exception Ogg.Not_enough_data -> next ()
       | exception Theora.Duplicate_frame -> incr n
     done
   with End_of_file | Ogg.End_of_stream | Theora.Done -> ());
  Printf.printf "frames %d, kept %d, sizes %b\n" !n (List.length !frames)
    (List.for_all (fun f -> Bigarray.Array1.dim f.Theora.y >= width * height) !frames)

let () =
  let pages = encode () in
  for _ = 1 to 10 do
    ignore (Sys.opaque_identity (Theora.Encoder.create info settings []));
    ignore (Sys.opaque_identity (Theora.Decoder.create ()))
  done;
  collect ();
  decode pages;
  (match Theora.Encoder.create { info with Theora.frame_width = 0 } settings [] with
   | _ -> print_endline "no exception" | exception _ -> print_endline "exception");
  Printf.printf "%b\n" (Theora.version_string <> "");
  collect ()
