/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A C library that keeps a callback and its user data; it knows nothing of OCaml. */
#include "values.h"

static struct { void (*callback) (void *data); void *data; } *kept;

void registry_set (void (*callback) (void *data), void *data)
{
   kept = malloc (sizeof *kept);
   kept->callback = callback;
   kept->data = data;
}

void registry_fire (void)
{
   kept->callback (kept->data);
   free (kept);
   kept = NULL;
}
