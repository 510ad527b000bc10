/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs that lose track of a value. The comment behind each tells the names that its reports
   must have, with each compiler:
     argument: the parameter
     kept:     the variables in which C kept it; with `?' where an optimiser may leave none;
               none: none may be told
     named:    the variable that the headline names
     fix:      what the fix must say */
#include <string.h>
#include <caml/alloc.h>
#include <caml/memory.h>
#include <caml/mlvalues.h>

typedef value handle;

value va_argument(value first, value second) /* argument: first second; kept: first second?; fix: CAMLparam2 (first, second) */
{
   value fresh = caml_alloc_string(8);
   Store_field(second, 0, fresh);
   return Val_long(caml_string_length(first));
}

value va_seven(value a, value b, value c, value d, value e, value f, value last) /* argument: last; kept: last?; fix: CAMLparam5 (a, b, c, d, e); CAMLxparam2 (f, last) */
{
   caml_alloc_string(8);
   return Val_long(caml_string_length(last));
}

value va_unboxed(double x, value text, long n) /* argument: text; kept: text; fix: CAMLparam1 (text) */
{
   caml_alloc_string((mlsize_t)(x + n));
   return Val_long(caml_string_length(text));
}

value va_typedef(handle h) /* argument: h; kept: h; fix: CAMLparam1 (h) */
{
   caml_alloc_string(8);
   return Field(h, 1);
}

value va_result(value unit) /* kept: text; fix: CAMLlocal1 (text) */
{
   value text = caml_copy_string("twelve words");
   value pair = caml_alloc(2, 0);
   Store_field(pair, 0, text);
   Store_field(pair, 1, Val_unit);
   return pair;
}

value va_returned(value unit) /* kept: result; fix: CAMLlocal1 (result) */
{
   value result = caml_copy_string("other words");
   caml_copy_double(1.5);
   return result;
}

value va_field(value pair) /* kept: head; fix: CAMLlocal1 (head) */
{
   CAMLparam1(pair);
   value head = Field(pair, 0);
   caml_alloc_string(8);
   CAMLreturn(Val_long(caml_string_length(head)));
}

value va_pointer(value text) /* argument: text; kept: from; fix: the pointer from */
{
   CAMLparam1(text);
   CAMLlocal1(copy);
   const char *from = String_val(text);
   copy = caml_alloc_string(8);
   memcpy(Bytes_val(copy), from, 4);
   CAMLreturn(copy);
}

value va_moving(value text) /* argument: text; kept: at? */
{
   CAMLparam1(text);
   long n = 0;
   for (const char *at = String_val(text); *at; at++) {
      caml_alloc_string(8);
      n += *at;
   }
   CAMLreturn(Val_long(n));
}

static value saved;
value va_static(value v) /* argument: v; kept: saved; fix: (&saved) */
{
   if (saved == 0)
      saved = v;
   else {
      v = Val_long(caml_string_length(saved));
      saved = 0;
   }
   return v;
}

/*--- Not in the stub itself ---*/

static inline long inlined_length(value list)
{
   caml_alloc_string(16);
   return caml_string_length(list);
}

value va_inlined(value v) /* argument: v; kept: list? */
{
   return Val_long(inlined_length(v));
}

/* What it gets is its own matter, what it is given may be its caller's. */
static __attribute__((noinline)) long later_length(value block)
{
   value unused = caml_alloc(3, 0);
   return caml_string_length(block) + Is_long(unused);
}

value va_helper(value v) /* argument: v; kept: block? */
{
   return Val_long(later_length(v));
}

static __attribute__((noinline)) long made_length(void)
{
   value made = caml_copy_string("made here");
   caml_alloc_string(8);
   return caml_string_length(made);
}

value va_made(value unit) /* kept: made; fix: CAMLlocal1 (made) */
{
   return Val_long(made_length());
}

static __attribute__((noinline)) void churn(void)
{
   caml_alloc_string(16);
}

value va_churn(value unit) /* kept: fresh; fix: CAMLlocal1 (fresh) */
{
   value fresh = caml_copy_string("more words");
   churn();
   return Val_long(caml_string_length(fresh));
}

/*--- Nothing that could be told for certain ---*/

static __attribute__((noinline)) value both(value a, value b)
{
   return Val_long(caml_string_length(a) + caml_string_length(b));
}

value va_nameless(value unit) /* kept: none */
{
   return both(caml_copy_string("left"), caml_copy_string("right"));
}

/* Both hold it. */
value va_two(value v) /* argument: v; kept: other?; fix: CAMLparam1 (v) or CAMLlocal1 (other) */
{
   volatile value other = v;
   caml_alloc_string(8);
   return Val_long(caml_string_length(other) + caml_string_length(v));
}

/* The second call of early_length uses what was not kept there. */
static __attribute__((noinline)) long early_length(value w)
{
   long n = caml_string_length(w);
   caml_alloc_string(8);
   return n;
}

value va_twice(value pair) /* kept: mine?; fix: CAMLlocal */
{
   CAMLparam1(pair);
   value mine = Field(pair, 0);
   long n = early_length(mine);
   n += early_length(mine);
   CAMLreturn(Val_long(n));
}

/* `late' gets it after the GC point. */
value va_array(value pair) /* kept: none */
{
   CAMLparam1(pair);
   volatile value words[2];
   value late = Val_unit;
   words[0] = Field(pair, 0);
   words[1] = Val_unit;
   caml_alloc_string(8 + Long_val(late));
   late = words[0];
   CAMLreturn(Val_long(caml_string_length(late)));
}

/* `reused' is told, which has held it at the first GC point, or nothing. */
value va_changed(value pair) /* kept: reused? */
{
   CAMLparam1(pair);
   value reused = Field(pair, 0);
   caml_alloc_string(8);
   volatile value old = reused;
   reused = Val_unit;
   caml_alloc_string(8 + Long_val(reused));
   CAMLreturn(Val_long(caml_string_length(old)));
}

/*--- Variables on the stack that are meant by their addresses ---*/

value va_late(value unit) /* kept: late?; fix: register late before or register it before */
{
   value late = caml_copy_string("late");
   caml_alloc_string(8);
   CAMLparam0();
   CAMLxparam1(late);
   caml_alloc_string(8);
   CAMLreturn(late);
}

value va_garbage(value unit) /* named: garbage; kept: none */
{
   CAMLparam0();
   value garbage;
   memset(&garbage, 0x5a, sizeof garbage);
   CAMLxparam1(garbage);
   caml_alloc_string(8);
   garbage = Val_unit;
   CAMLreturn(garbage);
}

value va_modify(value v) /* named: local; kept: none */
{
   CAMLparam1(v);
   CAMLlocal1(local);
   caml_modify(&local, v);
   CAMLreturn(local);
}

/* The program ends here. */
value va_immediate(value number) /* argument: number; kept: none */
{
   return Field(number, 0);
}
