/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stubs of the flagship example: a resource of 124 bytes from malloc, owned by a custom block "fork.res" whose
   finaliser frees it.  st_alias makes a second owner of the same memory and forgets to count: that is the bug. */

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

static struct res *res_new (int id)
{
   struct res *r = malloc (sizeof (struct res));
   if (r != NULL)
      r->id = id;
   return r;
}

/* From -O1 on the call to free is a jump: this function is on no stack when free runs. */
static void fin (value v)
{
   free (Res_val (v));
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

value st_alias (value v)
{
   CAMLparam1 (v);
   struct res *r = Res_val (v);
   CAMLreturn (own (r));   /* BUG: a second owner of r, and no reference count; both finalisers will free r */
}

value st_id (value v)
{
   return Val_int (Res_val (v)->id);
}
