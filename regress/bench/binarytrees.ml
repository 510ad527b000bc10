(* Allocation of short and long lived trees: the OCaml heap alone. *)
type tree = Leaf | Node of tree * tree

let rec make depth = if depth = 0 then Node (Leaf, Leaf) else Node (make (depth - 1), make (depth - 1))
let rec check = function Leaf -> 0 | Node (l, r) -> 1 + check l + check r

let () =
  let depth = int_of_string Sys.argv.(1) in
  let kept = make depth in
  let d = ref 4 in
  while !d <= depth do
    let n = 1 lsl (depth - !d + 4) and sum = ref 0 in
    for _ = 1 to n do sum := !sum + check (make !d) done;
    Printf.printf "%d trees of depth %d: %d\n" n !d !sum;
    d := !d + 4
  done;
  Printf.printf "kept: %d\n" (check kept)
