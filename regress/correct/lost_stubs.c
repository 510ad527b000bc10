/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners that lose nothing: a finaliser that frees, an abstract block that is closed by hand, a custom block without
   a finaliser whose memory belongs to a table of the library.  The twin of ../ownership/lost_stubs.c. */

#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <stdlib.h>

struct point {
   double x, y;
   struct point *next;
   double history[13];
};

#define Point_val(v) (*(struct point **) Data_custom_val (v))
#define Abstract_point_val(v) (*(struct point **) (v))

static struct point *point_new (void)
{
   return calloc (1, sizeof (struct point));
}

static void fin (value v)
{
   free (Point_val (v));
}

static struct custom_operations ops = {
   .identifier = "lost.freed",
   .finalize   = fin,
};

value lost_custom (value unit)
{
   value v = caml_alloc_custom (&ops, sizeof (struct point *), 0, 1);
   Point_val (v) = point_new ();
   return v;
}

value lost_abstract (value unit)
{
   value v = caml_alloc_small (1, Abstract_tag);
   Abstract_point_val (v) = point_new ();
   return v;
}

value lost_abstract_close (value v)
{
   free (Abstract_point_val (v));
   Abstract_point_val (v) = NULL;
   return Val_unit;
}

static struct custom_operations borrowed_ops = {
   .identifier = "lost.borrowed",
   .finalize   = custom_finalize_default,
};

static struct point *table;

/* The library keeps every point in its table until lost_shut. */
value lost_borrowed (value unit)
{
   value v = caml_alloc_custom (&borrowed_ops, sizeof (struct point *), 0, 1);
   struct point *p = point_new ();
   p->next = table;
   table = p;
   Point_val (v) = p;
   return v;
}

value lost_shut (value unit)
{
   while (table != NULL) {
      struct point *p = table;
      table = p->next;
      free (p);
   }
   return unit;
}
