/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Closed resources whose block keeps the old address, guarded by a flag: of the OCaml program (st_close) or beside
   the pointer in the block (st_close_flagged). */

#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <stdlib.h>

static struct custom_operations plain_ops = {
   .identifier = "flag.plain",
   .finalize   = custom_finalize_default,
};

value st_make (value len)
{
   value v = caml_alloc_custom (&plain_ops, sizeof (void *), 0, 1);
   *(void **) Data_custom_val (v) = malloc (Long_val (len));
   return v;
}

/* The caller sees to it that this happens once. */
value st_close (value v)
{
   free (*(void **) Data_custom_val (v));
   return Val_unit;
}

struct handle {
   void *memory;
   int   open;
};

#define Handle_val(v) ((struct handle *) Data_custom_val (v))

static void fin (value v)
{
   if (Handle_val (v)->open)
      free (Handle_val (v)->memory);
}

static struct custom_operations flagged_ops = {
   .identifier = "flag.flagged",
   .finalize   = fin,
};

value st_make_flagged (value len)
{
   value v = caml_alloc_custom (&flagged_ops, sizeof (struct handle), 0, 1);
   Handle_val (v)->memory = malloc (Long_val (len));
   Handle_val (v)->open = 1;
   return v;
}

value st_close_flagged (value v)
{
   if (Handle_val (v)->open)
      free (Handle_val (v)->memory);
   Handle_val (v)->open = 0;
   return Val_unit;
}
