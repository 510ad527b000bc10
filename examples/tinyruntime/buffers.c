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

/*--- Right: one finaliser, which counts ---*/

static void buffer_release(Value v)
{
   Buffer* b = tiny_data(v);
   if (b && --b->references == 0)
      free(b);
}

static const Kind buffer_kind = { "buffer", buffer_release };

static Buffer* new_buffer(void)
{
   Buffer* b = calloc(1, sizeof *b);
   b->references = 1;
   strcpy(b->text, "text");
   return b;
}

static Value buffer_make(const Kind* kind)
{
   return tiny_custom(kind, new_buffer());
}

static Value buffer_share(Value v)
{
   Buffer* b = tiny_data(v);
   b->references++;
   return tiny_custom(&buffer_kind, b);
}

static void buffer_close(Value v)
{
   free(tiny_data(v));
   tiny_set_data(v, NULL);
}

/* A library takes the buffer over. */
static Buffer* taken;

static void buffer_hand_over(Value v)
{
   taken = tiny_data(v);
   STUBCHECK_RELEASED(taken);
}

static void text_free_copy(Value v)
{
   char* copy = malloc(sizeof(void*));
   memcpy(copy, v, sizeof(void*));
   free(copy);
}

/*--- Wrong ---*/

static Value buffer_alias(Value v)
{
   return tiny_custom(&buffer_kind, tiny_data(v)); /* a second owner, not counted */
}

static void buffer_close_only(Value v)
{
   free(tiny_data(v)); /* the block still points there */
}

static void text_free(Value v)
{
   free(v); /* the collector's memory */
}

static void buffer_release_text(Value v)
{
   Buffer* b = tiny_data(v);
   free(strchr(b->text, 't')); /* inside the block that malloc gave out */
}

static const Kind text_kind = { "text", buffer_release_text };
static const Kind lost_kind = { "lost", NULL }; /* nobody frees the buffer */

/*--- Programs of the language ---*/

static Value a, b;

static void share(void)    { a = buffer_make(&buffer_kind); b = buffer_share(a); }
static void alias(void)    { a = buffer_make(&buffer_kind); b = buffer_alias(a); }
static void close_ok(void) { a = buffer_make(&buffer_kind); buffer_close(a); }
static void close_bad(void) { a = buffer_make(&buffer_kind); buffer_close_only(a); }
static void free_copy(void) { a = tiny_pair(NULL, NULL); text_free_copy(a); }
static void free_value(void) { a = tiny_pair(NULL, NULL); text_free(a); }
static void free_moved(void)
{
   a = tiny_pair(NULL, NULL);
   Value kept = a; /* no root */
   tiny_compact();
   tiny_collect();
   text_free(kept);
}
static void inside(void)   { a = buffer_make(&text_kind); }
static void lost(void)     { a = buffer_make(&lost_kind); }
static void hand_over(void) { a = buffer_make(&lost_kind); buffer_hand_over(a); }

static const struct {
   const char* name;
   void (*run)(void);
} programs[] = {
   { "share", share }, { "alias", alias }, { "close", close_ok }, { "close-only", close_bad },
   { "free-copy", free_copy }, { "free-value", free_value }, { "free-moved", free_moved },
   { "inside", inside }, { "lost", lost }, { "hand-over", hand_over },
};

/* The interpreter: runs the program `i` with garbage before it, and then collects. */
static void interpret(int i)
{
   STUBCHECK_FUNCTION_ENTER("main.tiny:main");
   for (int n = 0; n < 200; n++)
      if (n % 20 == 0)
         a = tiny_pair(a, a);
      else
         tiny_pair(NULL, NULL);
   a = NULL;
   STUBCHECK_FUNCTION_ENTER(programs[i].name);
   programs[i].run();
   STUBCHECK_FUNCTION_LEAVE();
   tiny_compact();
   tiny_collect();
   a = b = NULL;
   tiny_compact();
   STUBCHECK_FUNCTION_LEAVE();
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
   if (taken)
      memset(taken, 0, sizeof *taken);
   return 0;
}
