(* OCaml's unix: files, folders, processes, sockets, time, terminals, users; errors as exceptions. *)
open Unix
let collect () = Gc.full_major (); Gc.compact ()
let say fmt = Printf.printf (fmt ^^ "\n%!")
let fails f = match f () with _ -> "no error" | exception Unix_error (e, _, _) -> error_message e | exception Not_found -> "Not_found"

let files dir =
  let name = Filename.concat dir "file" in
  let fd = openfile name [O_RDWR; O_CREAT; O_TRUNC; O_CLOEXEC] 0o600 in
  let text = Bytes.of_string (String.concat "," (List.init 30000 string_of_int)) in
  let n = write fd text 0 (Bytes.length text) in
  ignore (single_write_substring fd "end" 0 3);
  say "written %d, size %d" n (fstat fd).st_size;
  ignore (lseek fd 10 SEEK_SET);
  let buf = Bytes.create 100_000 in
  say "read %d, at %d" (read fd buf 0 100_000) (lseek fd 0 SEEK_CUR);
  ftruncate fd 5; fsync fd; lockf fd F_LOCK 0; lockf fd F_ULOCK 0; fchmod fd 0o640;
  say "size %Ld, mode %o" (LargeFile.fstat fd).LargeFile.st_size (fstat fd).st_perm;
  let map = Bigarray.array1_of_genarray (map_file fd Bigarray.char Bigarray.c_layout true [| 4096 |]) in
  map.{0} <- 'Z';
  collect ();
  say "mapped %c, size %d" map.{0} (stat name).st_size;
  utimes name 1000. 2000.;
  say "mtime %.0f" (stat name).st_mtime;
  link name (name ^ "2"); symlink name (name ^ "3"); rename (name ^ "2") (name ^ "4");
  say "link %b, kind %b, links %d" (readlink (name ^ "3") = name) ((lstat (name ^ "3")).st_kind = S_LNK) (stat name).st_nlink;
  mkdir (name ^ "d") 0o700; mkfifo (name ^ "p") 0o600;
  let d = opendir dir in
  let rec names l = match readdir d with n -> names (n :: l) | exception End_of_file -> l in
  let l = List.sort compare (names []) in
  rewinddir d; closedir d;
  say "folder: %s" (String.concat " " l);
  access name [R_OK; F_OK]; truncate name 3; chmod name 0o400;
  rmdir (name ^ "d");
  List.iter (fun s -> unlink (name ^ s)) [""; "3"; "4"; "p"];
  close fd;
  say "errors: %s, %s, %s" (fails (fun () -> openfile (name ^ "x") [O_RDONLY] 0)) (fails (fun () -> close fd))
    (fails (fun () -> rmdir "/proc"))

let processes () =
  let r, w = pipe ~cloexec:true () in
  (match fork () with
   | 0 ->
     collect ();
     ignore (write_substring w "child" 0 5); exit 7
   | pid ->
     let b = Bytes.create 10 in
     let n = read r b 0 10 in
     match waitpid [] pid with
     | _, WEXITED s -> say "%s exits with %d" (Bytes.sub_string b 0 n) s
     | _ -> say "ended otherwise");
  let input = open_process_in "echo from a process" in
  let line = input_line input in
  say "%s, %b" line (close_process_in input = WEXITED 0);
  let i, o, e = open_process_full "cat; echo bad >&2" (Array.append [| "X=1" |] (environment ())) in
  output_string o "to and fro"; close_out o;
  let l = input_line i in let l2 = input_line e in
  ignore (close_process_full (i, o, e));
  say "%s, %s" l l2;
  let pid = create_process "true" [| "true" |] stdin stdout stderr in
  say "spawned: %b" (snd (waitpid [] pid) = WEXITED 0);
  (match fork () with
   | 0 -> execve "/bin/sh" [| "sh"; "-c"; "exit $N" |] [| "N=9" |]
   | pid -> say "exec: %b" (snd (wait ()) = WEXITED 9 && pid > 0));
  (match fork () with
   | 0 -> ignore (pause ()); exit 0
   | pid -> kill pid Sys.sigterm; say "signal: %b" (snd (waitpid [] pid) = WSIGNALED Sys.sigterm))

let sockets dir =
  let path = Filename.concat dir "socket" in
  let serve family address =
    let s = socket family SOCK_STREAM 0 in
    setsockopt s SO_REUSEADDR true;
    bind s address; listen s 5;
    let client = socket family SOCK_STREAM 0 in
    connect client (getsockname s);
    let server, _ = accept ~cloexec:true s in
    setsockopt_float server SO_RCVTIMEO 5.;
    ignore (send_substring client "hello" 0 5 []);
    let ready, _, _ = select [server; s] [] [] 5. in
    let b = Bytes.create 16 in
    let n = recv server b 0 16 [] in
    say "socket: %s, %d ready, type %b, %.0f" (Bytes.sub_string b 0 n) (List.length ready)
      (getsockopt_int s SO_TYPE >= 0) (getsockopt_float server SO_RCVTIMEO);
    ignore (getpeername client); shutdown client SHUTDOWN_ALL;
    List.iter close [client; server; s] in
  serve PF_UNIX (ADDR_UNIX path); unlink path;
  serve PF_INET (ADDR_INET (inet_addr_loopback, 0));
  let a = socket PF_INET SOCK_DGRAM 0 and b = socket PF_INET SOCK_DGRAM 0 in
  bind b (ADDR_INET (inet_addr_loopback, 0));
  ignore (sendto_substring a "datagram" 0 8 [] (getsockname b));
  let buf = Bytes.create 20 in
  let n, from = recvfrom b buf 0 20 [] in
  say "%s %b" (Bytes.sub_string buf 0 n) (match from with ADDR_INET (a, _) -> a = inet_addr_loopback | _ -> false);
  close a; close b;
  let x, y = socketpair PF_UNIX SOCK_STREAM 0 in
  set_nonblock x;
  say "would block: %s" (fails (fun () -> read x buf 0 20));
  clear_nonblock x; close x; close y;
  say "%s %s" (string_of_inet_addr (inet_addr_of_string "127.0.0.1")) (string_of_inet_addr (inet_addr_of_string "::1"));
  say "addresses: %b" (getaddrinfo "127.0.0.1" "80" [AI_NUMERICHOST; AI_SOCKTYPE SOCK_STREAM] <> []);
  say "name: %s" (getnameinfo (ADDR_INET (inet_addr_loopback, 80)) [NI_NUMERICHOST; NI_NUMERICSERV]).ni_hostname;
  ignore (fails (fun () -> getservbyname "http" "tcp")); ignore (fails (fun () -> getprotobyname "tcp"));
  ignore (fails (fun () -> gethostbyname "127.0.0.1")); ignore (gethostname ())

let time_and_users () =
  let t = gmtime 86400.5 in
  say "%d-%d-%d" t.tm_year t.tm_mon t.tm_mday;
  say "round: %b" (fst (mktime (localtime 1e9)) = 1e9);
  say "time: %b" (gettimeofday () > 1e9 && time () > 1e9 && (times ()).tms_utime >= 0. && Unix.sleepf 0.01 = ());
  let hits = ref 0 in
  Sys.set_signal Sys.sigalrm (Sys.Signal_handle (fun _ -> collect (); incr hits));
  ignore (setitimer ITIMER_REAL { it_interval = 0.; it_value = 0.02 });
  while !hits = 0 do try ignore (select [] [] [] 0.05) with Unix_error (EINTR, _, _) -> () done;
  ignore (getitimer ITIMER_REAL); ignore (alarm 0);
  say "alarms: %d" !hits;
  let old = sigprocmask SIG_BLOCK [Sys.sigusr1] in
  kill (getpid ()) Sys.sigusr1;
  say "pending: %b" (List.mem Sys.sigusr1 (sigpending ()));
  Sys.set_signal Sys.sigusr1 Sys.Signal_ignore;
  ignore (sigprocmask SIG_SETMASK old);
  let root = getpwnam "root" in
  say "%s %d %s %s" root.pw_name (getpwuid 0).pw_uid (getgrnam "root").gr_name (getgrgid 0).gr_name;
  say "nobody: %s" (fails (fun () -> getpwnam "no such user"));
  ignore (getuid (), geteuid (), getgid (), getegid (), getgroups (), getppid (), nice 0);
  putenv "STUBS" "seen"; say "%s" (getenv "STUBS");
  say "umask: %b" (let m = umask 0o22 in umask m = 0o22);
  say "terminal: %b %s" (isatty stdin) (fails (fun () -> tcgetattr (openfile "/dev/null" [O_RDONLY] 0)));
  let d = dup stdout in dup2 ~cloexec:true d (dup d); set_close_on_exec d; close d;
  let here = getcwd () in chdir "/"; say "%s" (getcwd ()); chdir here

let () =
  let dir = Filename.temp_file "unix" "" in
  Sys.remove dir; mkdir dir 0o700;
  for _ = 1 to 3 do
    files dir; collect (); processes (); collect (); sockets dir; collect (); time_and_users (); collect ()
  done;
  rmdir dir
