/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told on request only: C memory as a value, and uses of C memory that no OCaml block owned. */
#include <stdlib.h>
#include <caml/alloc.h>
#include <caml/callback.h>
#include <caml/memory.h>
#include <caml/mlvalues.h>

static int *numbers;

value naked (value f)
{
   numbers = calloc (16, sizeof *numbers);
   return caml_callback (f, (value) numbers);
}

/* Kept by OCaml code, as an address and as a lack of one. */
value naked_result (value unit)
{
   (void) unit;
   return (value) numbers;
}

value null_result (value unit)
{
   (void) unit;
   return 0;
}

value after_free (value unit)
{
   int n;
   free (numbers);
   n = numbers[3];
   (void) unit;
   return Val_int (n & 1);
}
