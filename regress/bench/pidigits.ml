(* zarith on large numbers: the time is GMP's. *)
let () =
  let n = int_of_string Sys.argv.(1) in
  let q = ref Z.one and r = ref Z.zero and t = ref Z.one and k = ref 1 and found = ref 0 in
  let digits = Buffer.create n in
  let ( * ) = Z.mul and ( + ) = Z.add and int = Z.of_int in
  while !found < n do
    let l = Stdlib.(2 * !k + 1) in
    let digit m = Z.div (int m * !q + !r) !t in
    let d = if Z.gt !q !r then Z.minus_one else digit 3 in
    if Z.geq d Z.zero && Z.equal d (digit 4) then begin
      Buffer.add_string digits (Z.to_string d);
      incr found;
      r := int 10 * Z.sub !r (d * !t);
      q := int 10 * !q
    end else begin
      r := int l * (int 2 * !q + !r);
      q := int !k * !q;
      t := !t * int l;
      incr k
    end
  done;
  print_endline (Buffer.contents digits)
