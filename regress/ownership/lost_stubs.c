/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners that die and leave their memory behind.  ../correct/lost_stubs.c has the owners that do not. */

#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/memory.h>
#include <stdlib.h>

struct point {
   double x, y;
   double history[14];
};

#define Point_val(v) (*(struct point **) Data_custom_val (v))

static struct point *point_new (void)
{
   return calloc (1, sizeof (struct point));
}

static struct custom_operations silent_ops = {
   .identifier = "lost.silent",
   .finalize   = custom_finalize_default,   /* none */
};

value lost_custom (value unit)
{
   value v = caml_alloc_custom (&silent_ops, sizeof (struct point *), 0, 1);
   Point_val (v) = point_new ();   /* BUG: v has no finaliser, and no stub frees points */
   return v;
}

value lost_abstract (value unit)
{
   value v = caml_alloc_small (1, Abstract_tag);
   *(struct point **) v = point_new ();   /* BUG: an abstract block is never finalised */
   return v;
}

static long points_alive;

static void forget (value v)
{
   if (Point_val (v) != NULL)
      points_alive--;   /* BUG: the point itself is not freed */
}

static struct custom_operations forgetful_ops = {
   .identifier = "lost.forgetful",
   .finalize   = forget,
};

value lost_finalised (value unit)
{
   value v = caml_alloc_custom (&forgetful_ops, sizeof (struct point *), 0, 1);
   Point_val (v) = point_new ();
   points_alive++;
   return v;
}
