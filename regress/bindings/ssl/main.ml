(* ssl: contexts, sockets and certificates in custom blocks with finalisers; a password and an ALPN callback held by
   global roots; blocking calls that release the runtime lock, two threads of one process talking to each other;
   bigarrays; errors. The key below protects nothing. *)

let collect () = Gc.full_major (); Gc.compact ()

let certificate = {|
-----BEGIN CERTIFICATE-----
MIIDEzCCAfugAwIBAgIUVKcCzhMCl/SR+ggcZ94kTf88410wDQYJKoZIhvcNAQEL
BQAwGDEWMBQGA1UEAwwNc3R1YnMuZXhhbXBsZTAgFw0yNjExMjQwMDMwNTFaGA8y
MTI2MTAzMTAwMzA1MVowGDEWMBQGA1UEAwwNc3R1YnMuZXhhbXBsZTCCASIwDQYJ
KoZIhvcNAQEBBQADggEPADCCAQoCggEBALuG4yamHupcaGt1RMuPBil1bRBRTQWI
D1TckdRFxmF4Uhc5NLLs2zjMfrxbpUAsUrTdota0IvSUs2YUBhmE9mN3/Kz3hsdx
UeuClxWVfxidTkp0xuWu6zr20DCpCXrmD6lTiywresQpbfN2bmHAr06D5kOklQSU
wG7xiFNqRS69+ON0kAfF7WBWmVbw4OfPtrZNe+bzl8g0BwV0f5deQ/Pt3thgxg/D
66yxPJQFdSHNa6xjATVvFcqRK1XUXyVacmPDUER4jSY1G2X6RCfb8vh4qif1+RlC
nCOgeIHPv7ipBK01xUZT9+sKwKbtGAg94kLLyxhlCcY78Z0/40eFaGUCAwEAAaNT
MFEwHQYDVR0OBBYEFIfgUKT5rYuuY4q/w1kQ5huhX6+NMB8GA1UdIwQYMBaAFIfg
UKT5rYuuY4q/w1kQ5huhX6+NMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL
BQADggEBABWxYQKgJUlV/kV7MV5Nf3XhuScsqVsxOe7/6D2+UvDwJbZTyH4BVp3i
Ui70tReTkkxa1wm6QKkDe5kWUc+perTwypC8+/QTFI5A4PBKQH4OA5uue+0NuVWC
fy71z/FKGxH4SfBXOBynJncgkA9g0TLATO0GTJ0Yqa6HsJ8+sSGNZYMUBG5WnfIB
3AK3E/6xx9ZCWndnXqX8xzu/rl3Ky/LCJKKPeJbMXb/2iAL4KNZB9eHj76H4FGQY
ElZ65H8wZVZpuEuLM2ArQ+ZI/wmVVJYm3gJhZkru76OCfXnyZkU4BJfWc4vJeteY
0paKp//iNaPf3v5Z15xrb3kKiwc1e8Q=
-----END CERTIFICATE-----
|}

let key = {|
-----BEGIN PRIVATE KEY-----
MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQC7huMmph7qXGhr
dUTLjwYpdW0QUU0FiA9U3JHURcZheFIXOTSy7Ns4zH68W6VALFK03aLWtCL0lLNm
FAYZhPZjd/ys94bHcVHrgpcVlX8YnU5KdMblrus69tAwqQl65g+pU4ssK3rEKW3z
dm5hwK9Og+ZDpJUElMBu8YhTakUuvfjjdJAHxe1gVplW8ODnz7a2TXvm85fINAcF
dH+XXkPz7d7YYMYPw+ussTyUBXUhzWusYwE1bxXKkStV1F8lWnJjw1BEeI0mNRtl
+kQn2/L4eKon9fkZQpwjoHiBz7+4qQStNcVGU/frCsCm7RgIPeJCy8sYZQnGO/Gd
P+NHhWhlAgMBAAECggEADkfNnQgaAxlh50sBH+pGmxoi4dL7JVBw8HKylUJyAsKt
p7CWy4hfgmIKRbBJ84rcioL1T1nc7pizV7LvKvrV44nD320jIaWGykNB26YsjVSP
XXqqmduZ9L3OaWI6A1apOykOSGEQQodwJNHwQnfwsa84Ng7+vSBRzjENA2MsnQw/
lnJ0k4/2U9558vD+M7LWaccKfY22WPi4e5lKwsXZt6WrPKZdUkvMvQW32JVw1XZE
/pCN6/2c1lpYk/GBwuAOlkkAj/7JOABLUufumsx8eNKqsYlHJ6+scbuB8EzKP+UF
mOG3gXm5dHdnY6Ic9dX0BkJeL9gf3veglGx1DC7UcQKBgQDjoGoSCMTXtDD5vWnh
mKO8bum/3pX4YwkqIDmT4VD9eVY6SNBv9VBUrUKaEHmviUVd2VMVNSABunOSw9Ui
wRBe74qUrEGRfg30AZ/+hwNM2x008JhInagT0t9UPIjFqH1s6bni9varItFvkmHG
YK6aE0q9L32bkmfn4ew6LIPZFQKBgQDS5uMy9q3+GSie5gyqGT76B4EPunA43C5Q
lmbFssNl+VxWy1ExnJFQPt+Ugfd+0FkLYjX/B4BRRbjhyq+0m33zLAT76yQICuus
cNEluU8tcL4pRs6kzWBiDeTfZDWL/NgFYsBUe4sO/NWEX4zQhbJZZZzpBJMQosd7
Lj0ApVeGEQKBgQCYnkSgJNr+GWXA/LvSM4qM2/zD1ZTN/nD1mregLDEmUkV7PLjs
aBldPPHr5GICTNKCkyT+kikMn5u/6qer7rBwRsGu3zPzPgZS9Qf2G0YeMMeLaEli
XrqD2B4/F3tIs6is7qTgxV8r7WNpIEeIP+ixi3/QCth4B5i9Q6AkfRZF5QKBgQCi
ef/EzmgC3uz9ZWuSS7rJsqhKLq6wD2ia6xOn8O06DV6G+0HE/8KvWJC0f1/lUauX
6oSAwg2oDxe804KDmFry0RHR5jgu/gLMKWnnLxkBf97wO72NFy/Ourd9Jl1eSF8/
3vEe5MKfvEbeISKBrs5UssSse7q00ULu8hNLARYpkQKBgQCQPLB6ItZC2DX1LIVP
Bavp5gPn5ojWQC4FBe3La21geWdg2L8Z1gNmUsql2HirnVH417iXvdCNjHIdhEvd
onZjM+II+HkoSKeACJO2fmf80C7+9lvXAN805xawmQdoS/oBoBsQcNjGPWCKCoR1
Qv5YFc3t933yZJ68175fkiKi0w==
-----END PRIVATE KEY-----
|}

let server_context () =
  let ctx = Ssl.create_context Ssl.SSLv23 Ssl.Server_context in
  Ssl.use_certificate_from_string ctx certificate key;
  Ssl.set_context_alpn_select_callback ctx (fun offered ->
    collect ();
    List.find_opt (fun p -> p = "stub/2") offered);
  ctx

let serve fd =
  let s = Ssl.embed_socket fd (server_context ()) in
  Ssl.accept s;
  let buf = Bytes.create 4096 in
  let rec echo () =
    match Ssl.read s buf 0 4096 with
    | n when Bytes.sub_string buf 0 n = "bye" -> ()
    | n -> Gc.minor (); ignore (Ssl.write s buf 0 n); echo () in
  echo ();
  ignore (Ssl.close_notify s);
  (match Ssl.read s buf 0 1 with _ -> () | exception Ssl.Read_error _ -> ());
  Unix.close fd

let () =
  Sys.set_signal Sys.sigpipe Sys.Signal_ignore;
  Ssl.init ~thread_safe:true ();
  for _ = 1 to 30 do ignore (Ssl.create_context Ssl.SSLv23 Ssl.Both_context) done;
  collect ();
  let client_fd, server_fd = Unix.socketpair Unix.PF_UNIX Unix.SOCK_STREAM 0 in
  let server = Thread.create serve server_fd in
  let ctx = Ssl.create_context Ssl.SSLv23 Ssl.Client_context in
  Ssl.set_context_alpn_protos ctx ["stub/1"; "stub/2"];
  let s = Ssl.embed_socket client_fd ctx in
  collect ();
  Ssl.connect s;
  Printf.printf "alpn %s\n" (Option.value (Ssl.get_negotiated_alpn_protocol s) ~default:"none");
  let peer = Ssl.get_certificate s in
  Printf.printf "subject %s, issuer %s\n" (Ssl.get_subject peer) (Ssl.get_issuer peer);
  Printf.printf "digest %d bytes, cipher named %b\n" (String.length (Ssl.digest `SHA256 peer))
    (Ssl.get_cipher_name (Ssl.get_cipher s) <> "");
  let buf = Bytes.create 100 in
  for i = 1 to 20 do
    Ssl.output_string s (Printf.sprintf "message %d" i);
    let n = Ssl.read s buf 0 100 in
    if i mod 10 = 0 then (collect (); Printf.printf "echo %s\n" (Bytes.sub_string buf 0 n))
  done;
  let big = Bigarray.(Array1.create char c_layout 1000) in
  Bigarray.Array1.fill big 'b';
  Printf.printf "wrote %d\n" (Ssl.write_bigarray s big 0 1000);
  Bigarray.Array1.fill big '.';
  let n = Ssl.read_into_bigarray s big 0 1000 in
  Printf.printf "read %d %c\n" n big.{999};
  Ssl.output_string s "bye";
  (match Ssl.read s buf 0 100 with
   | n -> Printf.printf "read %d\n" n
   | exception Ssl.Read_error _ -> print_endline "Read_error");
  ignore (Ssl.close_notify s);
  Thread.join server;
  Unix.close client_fd;
  collect ();
  (match Ssl.use_certificate_from_string ctx "nonsense" key with
   | () -> print_endline "no exception" | exception Ssl.Certificate_error _ -> print_endline "Certificate_error");
  (match Ssl.set_cipher_list ctx "NO-SUCH-CIPHER" with
   | () -> print_endline "no exception" | exception Ssl.Cipher_error -> print_endline "Cipher_error");
  (match Ssl.read_certificate "/nonexistent.pem" with
   | _ -> print_endline "no exception" | exception Ssl.Certificate_error _ -> print_endline "Certificate_error");
  let name = Filename.temp_file "stubs" ".pem" in
  Ssl.write_certificate name peer;
  Printf.printf "same %b\n" (Ssl.get_subject (Ssl.read_certificate name) = Ssl.get_subject peer);
  Sys.remove name;
  collect ()
