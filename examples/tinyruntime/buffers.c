/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stubs of a language on the tiny runtime, right and wrong ones: buffers in C memory,
   owned by custom blocks. buffers CASE runs one of them. */
#include "tiny.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stubcheck.h>

typedef struct {
   int  references;
   char text[60];
} Buffer;

/*--- Right ---*/

static Buffer* new_buffer(void)
{
   Buffer* b = calloc(1, sizeof *b);
   b->references = 1;
   strcpy(b->text, "text");
   return b;
}

/* A buffer that one block owns. */
static void buffer_release(Value v)
{
   free(tiny_data(v));
}

static const Kind buffer_kind = { "buffer", buffer_release };

static Value buffer_make(Value unit)
{
   (void)unit;
   return tiny_custom(&buffer_kind, new_buffer());
}

/* A buffer that several blocks own: it is counted how many. */
static void shared_release(Value v)
{
   Buffer* b = tiny_data(v);
   if (--b->references == 0)
      free(b);
}

static const Kind shared_kind = { "shared buffer", shared_release };

static Value shared_make(Value unit)
{
   (void)unit;
   return tiny_custom(&shared_kind, new_buffer());
}

static Value shared_share(Value v)
{
   Buffer* b = tiny_data(v);
   b->references++;
   return tiny_custom(&shared_kind, b);
}

static Value buffer_close(Value v)
{
   free(tiny_data(v));
   tiny_set_data(v, NULL);
   return NULL;
}

/* A library takes the buffer over; the block has no finaliser. */
static const Kind borrowed_kind = { "borrowed buffer", NULL };
static Buffer* taken;

static Value buffer_lend(Value unit)
{
   (void)unit;
   taken = new_buffer();
   Value v = tiny_custom(&borrowed_kind, taken);
   STUBCHECK_RELEASED(taken);
   return v;
}

static Value pair_make(Value v)
{
   return tiny_pair(v, v);
}

static Value pair_free_copy(Value v)
{
   Value* copy = malloc(2 * sizeof *copy);
   memcpy(copy, v, 2 * sizeof *copy);
   free(copy);
   return NULL;
}

/*--- Wrong ---*/

/* A second owner, which is not counted. */
static Value buffer_alias(Value v)
{
   return tiny_custom(&buffer_kind, tiny_data(v));
}

/* The block still points to the memory. */
static Value buffer_close_only(Value v)
{
   free(tiny_data(v));
   return NULL;
}

/* Memory of the collector's. */
static Value pair_free(Value v)
{
   free(v);
   return NULL;
}

/* `v` is no root and may have moved. */
static Value pair_free_late(Value v)
{
   tiny_compact();
   tiny_collect();
   free(v);
   return NULL;
}

/* An address inside the block that calloc gave out. */
static __attribute__((noinline)) char* text_of(Value v)
{
   return ((Buffer*)tiny_data(v))->text;
}

static void text_release(Value v)
{
   free(text_of(v));
}

static const Kind text_kind = { "text", text_release };

static Value text_make(Value unit)
{
   (void)unit;
   return tiny_custom(&text_kind, new_buffer());
}

/* Nobody frees the buffer. */
static Value buffer_lose(Value unit)
{
   (void)unit;
   return tiny_custom(&borrowed_kind, new_buffer());
}

/*--- Programs of the language ---*/

typedef Value Primitive(Value);

static Value a, b; /* the registers, which are roots */

/* a = first (NULL); b = then (a) */
static const struct {
   const char* name;
   Primitive*  first;
   Primitive*  then;
} programs[] = {
   { "share", shared_make, shared_share },     { "alias", buffer_make, buffer_alias },
   { "close", buffer_make, buffer_close },     { "close-only", buffer_make, buffer_close_only },
   { "free-copy", pair_make, pair_free_copy }, { "free-value", pair_make, pair_free },
   { "free-late", pair_make, pair_free_late }, { "inside", text_make, NULL },
   { "lend", buffer_lend, NULL },              { "lose", buffer_lose, NULL },
};

/* Most of them die at once. */
static void make_garbage(void)
{
   for (int n = 0; n < 200; n++)
      if (n % 20 == 0)
         a = tiny_pair(a, a);
      else
         tiny_pair(NULL, NULL);
}

/* The interpreter: runs program `i` amidst collections. */
static void interpret(int i)
{
   STUBCHECK_FUNCTION_ENTER(programs[i].name);
   make_garbage();
   a = programs[i].first(NULL);
   b = programs[i].then ? programs[i].then(a) : NULL;
   tiny_compact();
   tiny_collect();
   a = b = NULL;
   tiny_compact();
   STUBCHECK_FUNCTION_LEAVE();
}

/* Dead frames still hold addresses, and --leaks=yes takes each for a reference. */
static __attribute__((noinline)) void wipe_stack(void)
{
   volatile char dead[8192];
   for (unsigned i = 0; i < sizeof dead; i++)
      dead[i] = 0;
}

int main(int argc, char** argv)
{
   tiny_start();
   tiny_root_add(&a);
   tiny_root_add(&b);
   for (unsigned i = 0; i < sizeof programs / sizeof *programs; i++)
      if (argc > 1 && strcmp(argv[1], programs[i].name) == 0)
         interpret((int)i);
   tiny_root_remove(&a);
   tiny_root_remove(&b);
   tiny_stop();
   free(taken);
   wipe_stack();
   return 0;
}
