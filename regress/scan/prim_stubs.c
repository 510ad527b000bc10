/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs of prims.ml: every way in which OCaml code calls C. */
#include <caml/alloc.h>
#include <caml/memory.h>
#include <caml/mlvalues.h>

value st_alloc(value v) { CAMLparam1(v); CAMLreturn(caml_copy_string("x")); }
value st_noalloc(value v) { return v; }
double st_unboxed(double d) { return d + 1.0; }
value st_unboxed_byte(value v) { return caml_copy_double(Double_val(v) + 1.0); }
value st_seven(value a, value b, value c, value d, value e, value f, value g) {
   return Val_long(Long_val(a) + Long_val(b) + Long_val(c) + Long_val(d) + Long_val(e) + Long_val(f) + Long_val(g));
}
value st_seven_byte(value *a, int n) { return n == 7 ? st_seven(a[0], a[1], a[2], a[3], a[4], a[5], a[6]) : Val_unit; }
value caml_mine(value v) { return v; }      /* named as if it were the runtime's */
value unix_mine(value v) { return v; }      /* named as if it were unix's */
value st_never_called(value v) { return v; }
