#load "unix.cma";;
let rec fib n = if n < 2 then n else fib (n - 1) + fib (n - 2);;
fib 15;;
Gc.compact ();;
let b = Bigarray.(Array1.create float64 c_layout 10);;
Unix.getpid () > 0;;
List.map String.length ["a"; "bc"];;
raise Not_found;;
