let rec insert x = function [] -> [ x ] | y :: r as l -> if x <= y then x :: l else y :: insert x r
let sort l = List.fold_left (fun acc x -> insert x acc) [] l
let () = List.iter (Printf.printf "%d ") (sort [ 3; 1; 2 ])
