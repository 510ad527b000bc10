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

/* The closure that a library calls is kept in a variable; Gc.compact moves it.
   https://github.com/ocaml-community/ocaml-linenoise/issues/7 */
static value completion;

/* BUG compacted_closure only 4.x 5.3: 5.1 does not compact */
/* BUG compacted_closure ends 5.3: the pool in which the block was is unmapped */
value bad_compacted_closure (value f, value c)               /* BUG compacted_closure origin */
{
   completion = c;                                           /* BUG compacted_closure origin */
   caml_callback (f, Val_unit);                              /* BUG compacted_closure gc */
   return Val_bool (Field (completion, 0) != 0);             /* BUG compacted_closure use UseAfterCompaction definite */
}

value good_compacted_closure (value f, value c)
{
   completion = c;
   caml_register_generational_global_root (&completion);
   caml_callback (f, Val_unit);
   intnat is_code = Field (completion, 0) != 0;
   caml_remove_generational_global_root (&completion);
   return Val_bool (is_code);
}

/* The description of a function, the characters of a string that nobody else holds, when a major GC has taken it.
   https://github.com/ocamllibs/pyml/pull/36 */
struct method { const char *name, *doc; };

/* BUG swept_doc except 5.x-static: malloc is not seen there, from which large blocks of the heap come */
value bad_swept_doc (value f, value make)
{
   CAMLparam1 (f);
   struct method *m = malloc (sizeof *m);
   m->doc = String_val (caml_callback (make, Val_unit));     /* BUG swept_doc origin */
   caml_callback (f, Val_unit);                              /* BUG swept_doc gc */
   intnat is_there = m->doc[0] != 1;                         /* BUG swept_doc use UseAfterCompaction definite */
   free (m);
   CAMLreturn (Val_bool (is_there));                         /* BUG swept_doc use UseAfterCompaction definite */
}

value good_swept_doc (value f, value make)
{
   CAMLparam1 (f);
   struct method *m = malloc (sizeof *m);
   m->doc = caml_stat_strdup (String_val (caml_callback (make, Val_unit)));
   caml_callback (f, Val_unit);
   intnat is_there = m->doc[0] != 1;
   caml_stat_free ((char *) m->doc);
   free (m);
   CAMLreturn (Val_bool (is_there));
}

/* The fields of an array, as a C array of values. */
/* BUG compacted_fields only 4.x 5.3: 5.1 does not compact */
/* BUG compacted_fields ends 5.3: the pool in which the block was is unmapped */
value bad_compacted_fields (value f, value v)                /* BUG compacted_fields origin */
{
   CAMLparam1 (v);
   value *fields = &Field (v, 1);                            /* BUG compacted_fields origin */
   keep (&fields);
   caml_callback (f, Val_unit);                              /* BUG compacted_fields gc */
   CAMLreturn (Val_bool (fields[1] != 0));                   /* BUG compacted_fields use UseAfterCompaction definite */
}

value good_compacted_fields (value f, value v)
{
   CAMLparam1 (v);
   caml_callback (f, Val_unit);
   value *fields = &Field (v, 1);
   keep (&fields);
   CAMLreturn (Val_bool (fields[1] != 0));
}

/* User data of a library, copied there with its structure. */
struct client { long id; value data; };

/* BUG compacted_copy only 4.x 5.3: 5.1 does not compact */
/* BUG compacted_copy ends 5.3: the pool in which the block was is unmapped */
value bad_compacted_copy (value f, value v)                  /* BUG compacted_copy origin */
{
   struct client here = { 1, v }, *there = malloc (sizeof here);
   memcpy (there, &here, sizeof here);                       /* BUG compacted_copy origin */
   keep (there);
   caml_callback (f, Val_unit);                              /* BUG compacted_copy gc */
   intnat n = Wosize_val (there->data);                      /* BUG compacted_copy use UseAfterCompaction definite */
   free (there);
   return Val_bool (n == 3);                                 /* BUG compacted_copy use UseAfterCompaction definite */
}

value good_compacted_copy (value f, value v)
{
   struct client here = { 1, v }, *there = malloc (sizeof here);
   memcpy (there, &here, sizeof here);
   caml_register_global_root (&there->data);
   keep (there);
   caml_callback (f, Val_unit);
   intnat n = Wosize_val (there->data);
   caml_remove_global_root (&there->data);
   free (there);
   return Val_bool (n == 3);
}
