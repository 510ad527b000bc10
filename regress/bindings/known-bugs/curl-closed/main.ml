(* Curl.perform on a handle that was cleaned up raises an exception, but reads the freed error buffer to do so. *)

let () =
  let h = Curl.init () and error = ref "" in
  Curl.set_errorbuffer h error;
  Curl.set_url h "file:///nonexistent/file";
  (try Curl.perform h with Curl.CurlException _ -> ());
  Curl.cleanup h;
  match Curl.perform h with
  | () -> print_endline "no exception"
  | exception Curl.CurlException (_, n, _) -> Printf.printf "error %d\n" n
