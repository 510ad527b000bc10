/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing buffer: realloc moves it, and the owner gets the new address. */

#define CAML_NAME_SPACE
#include <caml/mlvalues.h>
#include <caml/alloc.h>
#include <caml/custom.h>
#include <caml/fail.h>
#include <stdlib.h>

struct buf {
   char  *chars;
   size_t len, room;
};

#define Buf_val(v) ((struct buf *) Data_custom_val (v))

static void fin (value v)
{
   free (Buf_val (v)->chars);
}

static struct custom_operations buf_ops = {
   .identifier = "grow.buf",
   .finalize   = fin,
};

value buf_make (value unit)
{
   value v = caml_alloc_custom (&buf_ops, sizeof (struct buf), 0, 1);
   *Buf_val (v) = (struct buf) { NULL, 0, 0 };
   return v;
}

static void grow (struct buf *b)
{
   size_t room = b->room == 0 ? 16 : 2 * b->room;
   char *chars = realloc (b->chars, room);
   if (chars == NULL)
      caml_raise_out_of_memory ();
   b->chars = chars;
   b->room = room;
}

value buf_add (value v, value c)
{
   if (Buf_val (v)->len == Buf_val (v)->room)
      grow (Buf_val (v));
   Buf_val (v)->chars[Buf_val (v)->len++] = Int_val (c);
   return Val_unit;
}

value buf_get (value v, value i)
{
   return Val_int (Buf_val (v)->chars[Long_val (i)]);
}

/* The buffer can be filled again. */
value buf_reset (value v)
{
   free (Buf_val (v)->chars);
   *Buf_val (v) = (struct buf) { NULL, 0, 0 };
   return Val_unit;
}
