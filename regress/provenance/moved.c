/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values whose block does move, or die, while the stub keeps its address: f collects. */
#include "values.h"

/* f runs Gc.minor: the block is promoted. */
value bad_promoted (value f, value v)                        /* BUG promoted origin */
{
   caml_callback (f, Val_unit);                              /* BUG promoted gc */
   return Val_long (Wosize_val (v));                         /* BUG promoted use UnregisteredRoot definite */
}

value good_promoted (value f, value v)
{
   CAMLparam1 (v);
   caml_callback (f, Val_unit);
   CAMLreturn (Val_long (Wosize_val (v)));
}

/* f runs Gc.compact: the block moves. */
static value saved;

/* BUG compacted only 4.x 5.3: 5.1 does not compact */
/* BUG compacted ends 5.3: the pool in which the block was is unmapped */
value bad_compacted (value f, value v)                       /* BUG compacted origin */
{
   saved = v;                                                /* BUG compacted origin */
   caml_callback (f, Val_unit);                              /* BUG compacted gc */
   return Val_long (Wosize_val (saved));                     /* BUG compacted use UseAfterCompaction definite */
}

value good_compacted (value f, value v)
{
   saved = v;
   caml_register_global_root (&saved);
   caml_callback (f, Val_unit);
   intnat n = Wosize_val (saved);
   caml_remove_global_root (&saved);
   return Val_long (n);
}

/* An address inside the block that moves. */
/* BUG compacted_inside only 4.x 5.3: 5.1 does not compact */
/* BUG compacted_inside ends 5.3: the pool in which the block was is unmapped */
value bad_compacted_inside (value f, value v)                /* BUG compacted_inside origin */
{
   CAMLparam1 (v);
   const char *s = String_val (v);                           /* BUG compacted_inside origin */
   keep (&s);
   caml_callback (f, Val_unit);                              /* BUG compacted_inside gc */
   CAMLreturn (Val_bool (s[0] != 0 || s[1] != 0));           /* BUG compacted_inside use UseAfterCompaction definite */
}

value good_compacted_inside (value f, value v)
{
   CAMLparam1 (v);
   const char *s = String_val (v);
   keep (&s);
   caml_callback (f, Val_unit);
   s = String_val (v);
   CAMLreturn (Val_bool (s[0] != 0 || s[1] != 0));
}

/* f runs Gc.full_major: the block, which nobody else holds, is swept. */
/* BUG swept except 5.x-static: malloc is not seen there, from which large blocks of the heap come */
value bad_swept (value f)
{
   CAMLparam1 (f);
   value big = caml_alloc (1000, 0);                         /* BUG swept origin */
   keep (&big);
   caml_callback (f, Val_unit);                              /* BUG swept gc */
   CAMLreturn (Val_bool (Wosize_val (big) != 0));            /* BUG swept use UseAfterCompaction definite */
}

value good_swept (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (big);
   big = caml_alloc (1000, 0);
   keep (&big);
   caml_callback (f, Val_unit);
   CAMLreturn (Val_bool (Wosize_val (big) != 0));
}
