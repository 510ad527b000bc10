(* extunix: blocking calls on bigarrays without the runtime lock, [@@noalloc] accessors, optional arguments built in
   C, records and lists built by stubs, file descriptors passed over sockets, memory aligned by the C library. *)
open ExtUnix__Specific   (* Debian ships no implementation of ExtUnix itself *)

let collect () = Gc.full_major (); Gc.compact ()
let fails f = match f () with
  | _ -> print_endline "no exception"
  | exception Unix.Unix_error (e, name, _) -> Printf.printf "%s: %s\n" name (Unix.error_message e)
  | exception Invalid_argument m -> Printf.printf "Invalid_argument %s\n" m

let () =
  let dir = mkdtemp (Filename.concat (Filename.get_temp_dir_name ()) "stubsXXXXXX") in
  let path = Filename.concat dir "file" in
  let fd = Unix.openfile path [Unix.O_RDWR; Unix.O_CREAT] 0o600 in
  for i = 0 to 99 do
    ignore (all_pwrite fd (i * 10) (Printf.sprintf "%010d" i) 0 10);
    if i mod 25 = 0 then collect ()
  done;
  let b = Bytes.create 30 in
  let n = all_pread fd 500 b 0 30 in
  Printf.printf "pread %d %s\n" n (Bytes.to_string b);
  let big = Bigarray.(Array1.create int8_unsigned c_layout 20) in
  Printf.printf "ba pread %d\n" (BA.all_pread fd 120 big);
  collect ();
  Printf.printf "substr %S, u16 %x, i64 %Lx\n" (BA.get_substr big 5 5) (BA.BigEndian.get_uint16 big 8) (BA.LittleEndian.get_int64 big 2);
  BA.set_substr big 0 "SUBSTR"; BA.HostEndian.set_int32 big 8 77l;
  Printf.printf "%s %ld\n" (BA.get_substr big 0 6) (BA.HostEndian.get_int32 big 8);
  fadvise fd 0 0 POSIX_FADV_RANDOM; fallocate fd 0 2000; fsync fd;
  Printf.printf "size %d\n" (Unix.fstat fd).Unix.st_size;
  for i = 1 to 200 do
    let m = memalign 64 (i * 10) in
    BA.set_substr (Obj.magic m : (int, Bigarray.int8_unsigned_elt, Bigarray.c_layout) Bigarray.Array1.t) 0 "aligned"
  done;
  collect ();
  let dirfd = Unix.openfile dir [Unix.O_RDONLY] 0 in
  mkdirat dirfd "sub" 0o700; symlinkat "file" dirfd "link";
  Printf.printf "link %s, kind %b\n" (readlinkat dirfd "link") ((fstatat dirfd "sub" []).Unix.st_kind = Unix.S_DIR);
  unlinkat dirfd "link" []; unlinkat dirfd "sub" [AT_REMOVEDIR];
  let ev = eventfd 5 in
  eventfd_write ev 37L;
  Printf.printf "eventfd %Ld\n" (eventfd_read ev);
  let a, c = Unix.socketpair Unix.PF_UNIX Unix.SOCK_STREAM 0 in
  sendmsg a ~sendfd:fd "with a descriptor";
  (match recvmsg_fd c with
   | Some fd, s -> collect (); Printf.printf "%s %d\n" s (Unix.lseek fd 0 Unix.SEEK_END); Unix.close fd
   | None, s -> print_endline s);
  let ready = poll [| c, Poll.pollin; a, Poll.pollout |] 0.5 in
  Printf.printf "poll %d\n" (List.length ready);
  let soft, _ = getrlimit RLIMIT_NOFILE in
  Printf.printf "rlimit %b, uname %s\n" (Rlimit.compare soft (Some 0L) > 0) (uname ()).Uname.sysname;
  setenv "STUBS" "set" true; print_endline (Unix.getenv "STUBS"); unsetenv "STUBS";
  let tm = strptime "%Y-%m-%d" "2024-02-29" in
  Printf.printf "%s %s %b\n" (strftime "%d/%m/%y" tm) (String.sub (asctime tm) 20 4) (timegm tm = 1709164800.);
  Printf.printf "lo %b, statvfs %b, realpath %b\n" (List.mem_assoc "lo" (getifaddrs ())) ((statvfs dir).f_bsize > 0)
    (realpath (Filename.concat dir ".") = realpath dir);
  (match Unix.fork () with
   | 0 -> collect (); Unix._exit (if is_open_descr fd then 7 else 8)
   | pid -> (match Unix.waitpid [] pid with _, Unix.WEXITED n -> Printf.printf "child %d\n" n | _ -> print_endline "killed"));
  fails (fun () -> mkdtemp "/nonexistent/XXXXXX");
  fails (fun () -> all_pread fd 0 b 20 20 |> string_of_int);
  fails (fun () -> readlinkat dirfd "nothing");
  fails (fun () -> BA.get_substr big 15 10);
  List.iter Unix.close [fd; dirfd; ev; a; c];
  Unix.unlink path; Unix.rmdir dir;
  collect ()
