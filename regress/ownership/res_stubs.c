/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A C resource of 124 bytes behind a custom block "fork.res", with the ways to release it once too often.  Shared by
   the s1, s2, s7, s8 scenarios; ../correct/res_stubs.c is the same library without the bugs. */

#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <stdlib.h>

struct res {
   int  id;
   char name[120];
};

#define Res_val(v) (*(struct res **) Data_custom_val (v))

/* The library. */

static struct res *res_new (int id)
{
   struct res *r = malloc (sizeof (struct res));
   if (r != NULL)
      r->id = id;
   return r;
}

static void res_free (struct res *r)
{
   free (r);
}

/* Another way to release a resource, as libraries have them: the same memory, another function. */
static int res_dispose (struct res *r)
{
   int id = r->id;
   free (r);
   return id;
}

/* The binding. */

static void fin (value v)
{
   if (Res_val (v) != NULL)
      res_free (Res_val (v));
}

static struct custom_operations res_ops = {
   .identifier = "fork.res",
   .finalize   = fin,
};

static value own (struct res *r)
{
   value v = caml_alloc_custom (&res_ops, sizeof (struct res *), 0, 1);
   Res_val (v) = r;
   return v;
}

value st_make (value id)
{
   return own (res_new (Int_val (id)));
}

value st_id (value v)
{
   return Val_int (Res_val (v)->id);
}

value st_alias (value v)
{
   CAMLparam1 (v);
   struct res *r = Res_val (v);
   CAMLreturn (own (r));   /* BUG: a second owner of r and no reference count; both finalisers will free r */
}

value st_close (value v)
{
   res_free (Res_val (v));   /* BUG: the block still holds r, and fin will free it again; NULL must be stored */
   return Val_unit;
}

value st_dispose (value v)
{
   return Val_int (res_dispose (Res_val (v)));   /* BUG: as in st_close, the block still holds r */
}
