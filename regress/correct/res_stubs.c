/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library of ../ownership/res_stubs.c bound correctly: each release of a resource is matched by one owner.
   st_close writes NULL into its block, st_share counts references, st_close_unguarded leaves the guard to OCaml. */

#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <stdlib.h>

struct res {
   int  id;
   int  refs;
   char name[116];
};

#define Res_val(v) (*(struct res **) Data_custom_val (v))

/* The library. */

static struct res *res_new (int id)
{
   struct res *r = malloc (sizeof (struct res));
   if (r != NULL) {
      r->id = id;
      r->refs = 1;
   }
   return r;
}

static struct res *res_retain (struct res *r)
{
   r->refs++;
   return r;
}

static void res_release (struct res *r)
{
   if (--r->refs == 0)
      free (r);
}

/* The binding. */

static void fin (value v)
{
   if (Res_val (v) != NULL)
      res_release (Res_val (v));
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
   return Val_int (Res_val (v) == NULL ? -1 : Res_val (v)->id);
}

value st_share (value v)
{
   CAMLparam1 (v);
   struct res *r = res_retain (Res_val (v));
   CAMLreturn (own (r));
}

value st_close (value v)
{
   struct res *r = Res_val (v);
   Res_val (v) = NULL;
   if (r != NULL)
      res_release (r);
   return Val_unit;
}

/* Hands the resource over: afterwards only the new block owns it. */
value st_move (value v)
{
   CAMLparam1 (v);
   struct res *r = Res_val (v);
   Res_val (v) = NULL;
   CAMLreturn (own (r));
}

/* The block dst takes the resource of src, and gives up its own. */
value st_move_into (value dst, value src)
{
   struct res *old = Res_val (dst);
   Res_val (dst) = Res_val (src);
   Res_val (src) = NULL;
   if (old != NULL)
      res_release (old);
   return Val_unit;
}

/* Takes the resource from its block; the caller must give it to st_free_taken. */
static struct res *taken;

value st_take (value v)
{
   taken = Res_val (v);
   Res_val (v) = NULL;
   return Val_unit;
}

value st_free_taken (value unit)
{
   res_release (taken);
   taken = NULL;
   return unit;
}
