(* gsl: C structures behind abstract values with Gc.finalise, float arrays and bigarrays as vectors and matrices,
   OCaml functions called from C (integration, roots, minimisers, Monte Carlo, ODE), error handler that raises. *)
open Gsl

let collect () = Gc.full_major (); Gc.compact ()

let calls = ref 0
let tick () = incr calls; if !calls mod 500 = 0 then collect () else if !calls mod 20 = 0 then Gc.minor ()

let minimum () =
  let f ~x = tick (); ((x.{0} -. 1.) ** 2.) +. (10. *. ((x.{1} +. 2.) ** 2.)) in
  let m = Multimin.NoDeriv.make Multimin.NoDeriv.NM_SIMPLEX 2 f ~x:(Vector.of_array [| 5.; 7. |])
      ~step_size:(Vector.of_array [| 1.; 1. |]) in
  while not (Multimin.NoDeriv.test_size m 1e-4) do Multimin.NoDeriv.iterate m done;
  let x = Vector.create 2 in
  ignore (Multimin.NoDeriv.minimum ~x m);
  Printf.printf "minimum at %.2f %.2f\n" x.{0} x.{1}

let () =
  Error.init ();
  for i = 1 to 200 do
    let r = Rng.make Rng.MT19937 in
    Rng.set r (Nativeint.of_int i);
    ignore (Rng.clone r); ignore (Integration.make_ws 50);
    ignore (Interp.make_interp Interp.CSPLINE (Array.init 5 float) (Array.init 5 float));
    if i mod 50 = 0 then (collect (); Printf.printf "rng %.6f\n" (Rng.uniform r))
  done;
  let ws = Integration.make_ws 200 in
  let r = Integration.qag (fun x -> tick (); sin x) ~a:0. ~b:3.141592653589793 ~epsabs:1e-8 ~epsrel:1e-8 Integration.GAUSS21 ws in
  Printf.printf "integral %.6f\n" r.Fun.res;
  let solver = Root.Bracket.make Root.Bracket.BRENT (fun x -> tick (); (x *. x) -. 5.) 0. 5. in
  for _ = 1 to 30 do Root.Bracket.iterate solver done;
  Printf.printf "root %.6f\n" (Root.Bracket.root solver);
  minimum ();
  let rng = Rng.make Rng.TAUS in
  let r = Monte.integrate Monte.VEGAS (fun x -> tick (); x.(0) *. x.(1)) ~lo:[| 0.; 0. |] ~up:[| 1.; 1. |] 2000 rng in
  Printf.printf "monte carlo %.1f\n" r.Fun.res;
  let system = Odeiv.make_system (fun _ y f -> tick (); f.(0) <- y.(1); f.(1) <- -.y.(0)) 2 in
  let step = Odeiv.make_step Odeiv.RK8PD ~dim:2 and control = Odeiv.make_control_y_new ~eps_abs:1e-6 ~eps_rel:0. in
  let evolve = Odeiv.make_evolve 2 and y = [| 0.; 1. |] in
  let rec go t h =
    if t < 1. then let t, h = Odeiv.evolve_apply evolve control step system ~t ~t1:1. ~h ~y in go t h in
  go 0. 1e-3;
  Printf.printf "ode %.4f %.4f\n" y.(0) y.(1);
  let a = Matrix.of_arrays [| [| 2.; 1. |]; [| 1.; 3. |] |] in
  let x = Linalg.solve_LU (`M a) (`A [| 3.; 5. |]) in
  Printf.printf "solution %.3f %.3f det %.1f\n" x.(0) x.(1) (Linalg.det_LU (`M a));
  let v = Vector.of_array (Array.init 100 float) in
  let sub = Vector.subvector v ~off:10 ~len:5 in
  Vector.scale sub 2.; collect ();
  Printf.printf "vector %g %g\n" (Vector.max v) (Vector.to_array sub).(4);
  let fft = { Fft.layout = Fft.Real; data = Array.init 16 (fun i -> float (i mod 4)) } in
  Fft.Real.transform fft (Fft.Real.make_wavetable 16) (Fft.Real.make_workspace 16);
  Printf.printf "fft %.1f\n" fft.Fft.data.(0);
  Printf.printf "bessel %.5f, mean %.2f\n" (Sf.bessel_J0 1.) (Stats.mean [| 1.; 2.; 4. |]);
  List.iter (fun (name, f) -> match f () with
    | () -> Printf.printf "%s: no exception\n" name
    | exception Error.Gsl_exn (e, _) -> Printf.printf "%s: %s\n" name (Error.string_of_errno e)
    | exception Failure m -> Printf.printf "%s: Failure %s\n" name m)
    ["log", (fun () -> ignore (Sf.log (-1.)));
     "bracket", (fun () -> ignore (Root.Bracket.make Root.Bracket.BRENT (fun x -> x +. 10.) 0. 1.));
     "callback", (fun () -> ignore (Integration.qag (fun _ -> failwith "no") ~a:0. ~b:1. ~epsabs:1e-3 ~epsrel:1e-3 Integration.GAUSS15 ws));
     "lengths", (fun () -> Vector.add v sub)];
  collect ()
