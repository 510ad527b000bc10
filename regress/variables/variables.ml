external argument : string -> string ref -> int = "va_argument"
external seven : int -> int -> int -> int -> int -> int -> string -> int = "va_seven_bytecode" "va_seven"
external unboxed : (float [@unboxed]) -> string -> (int [@untagged]) -> int = "va_unboxed_bytecode" "va_unboxed"
external typedef : string * int -> int = "va_typedef"
external result : unit -> string * unit = "va_result"
external returned : unit -> string = "va_returned"
external field : string ref -> int = "va_field"
external pointer : string -> string = "va_pointer"
external moving : string -> int = "va_moving"
external static : string -> int = "va_static"
external inlined : string -> int = "va_inlined"
external helper : string -> int = "va_helper"
external made : unit -> int = "va_made"
external churn : unit -> int = "va_churn"
external nameless : unit -> int = "va_nameless"
external two : string -> int = "va_two"
external twice : string ref -> int = "va_twice"
external array : string ref -> int = "va_array"
external changed : string ref -> int = "va_changed"
external late : unit -> string = "va_late"
external garbage : unit -> unit = "va_garbage"
external modify : string -> string = "va_modify"
external immediate : int -> int = "va_immediate"

let text n = String.make n 'a'

let () =
  ignore (argument (text 10) (ref (text 11)));
  ignore (seven 1 2 3 4 5 6 (text 12));
  ignore (unboxed 1.5 (text 13) 2);
  ignore (typedef (text 14, 14));
  ignore (result ());
  ignore (returned ());
  ignore (field (ref (text 15)));
  ignore (pointer (text 16));
  ignore (moving (text 17));
  ignore (static (text 18));
  ignore (static (text 19));
  ignore (inlined (text 20));
  ignore (helper (text 21));
  ignore (made ());
  ignore (churn ());
  ignore (nameless ());
  ignore (two (text 22));
  ignore (twice (ref (text 23)));
  ignore (array (ref (text 24)));
  ignore (changed (ref (text 25)));
  ignore (late ());
  garbage ();
  ignore (modify (text 26));
  ignore (immediate 3) (* ends the program *)
