/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of the OCaml heap, given to free or realloc. */
#include "values.h"

#include <caml/bigarray.h>

/* Not inlined, so that the compiler does not see what is released: a function of some library. */
static noinline void release (void *p)
{
   free (p);
}

/* A record for a library, with the characters of an OCaml string in it. The library frees both. */
struct job { char *name; long priority; };

static noinline void finish (struct job *job)
{
   free (job->name);                                         /* BUG gcblock_member use FreeOfGcBlock definite */
   free (job);
}

static struct job *new_job (char *name)
{
   struct job *job = malloc (sizeof *job);
   job->name = name;
   job->priority = 1;
   return job;
}

/* BUG gcblock_member ends 4.x 5.x: free */
value bad_gcblock_member (value name)
{
   finish (new_job ((char *) String_val (name)));            /* BUG gcblock_member use FreeOfGcBlock definite */
   return Val_unit;
}

value good_gcblock_member (value name)
{
   finish (new_job (strdup (String_val (name))));
   return Val_unit;
}

/* A structure that lies in a custom block, and not behind a pointer in it:
   https://github.com/Frigory33/ocaml-allegro-5/commit/0ef045e8bdbdaf3f36ede450b0b057efe6b9e9a8 */
struct counter { long hits; long misses; };

#define Counter_val(v) ((struct counter *) Data_custom_val (v))

static void bad_free_counter (value v)                       /* BUG gcblock_payload use FreeOfGcBlock definite */
{
   release (Counter_val (v));                                /* BUG gcblock_payload use FreeOfGcBlock definite */
}

static struct custom_operations bad_counter_operations = {
   "owners.bad_counter", bad_free_counter, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_counter_operations = {
   "owners.good_counter", custom_finalize_default, custom_compare_default, custom_hash_default,
   custom_serialize_default, custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value new_counter (struct custom_operations *operations)
{
   value v = caml_alloc_custom (operations, sizeof (struct counter), 0, 1);
   Counter_val (v)->hits = Counter_val (v)->misses = 0;
   return v;
}

/* BUG gcblock_payload ends 4.x 5.x: free */
value bad_gcblock_payload (value unit)
{
   return new_counter (&bad_counter_operations);
}

value good_gcblock_payload (value unit)
{
   return new_counter (&good_counter_operations);
}

/* The other way about: a pointer to the structure lies in the custom block, and not the pointer is released but the word
   that holds it. So it was in https://github.com/ocsigen/lwt/commit/a54bbf977c8a05e5887cc449ae663a471315d5b3, whose
   watchers the event loop knows, too. */
struct watcher { struct watcher *next; int fd; };

static struct watcher *loop;

#define Watcher_val(v) (*(struct watcher **) Data_custom_val (v))

static void bad_free_watcher (value v)                       /* BUG gcblock_watcher use FreeOfGcBlock definite */
{
   release (&Watcher_val (v));                               /* BUG gcblock_watcher use FreeOfGcBlock definite */
}

static void good_free_watcher (value v)
{
   struct watcher **at = &loop;
   while (*at != Watcher_val (v))
      at = &(*at)->next;
   *at = Watcher_val (v)->next;
   release (Watcher_val (v));
}

static struct custom_operations bad_watcher_operations = {
   "owners.bad_watcher", bad_free_watcher, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static struct custom_operations good_watcher_operations = {
   "owners.good_watcher", good_free_watcher, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value watch (struct custom_operations *operations, int fd)
{
   value v = caml_alloc_custom (operations, sizeof (struct watcher *), 0, 1);
   struct watcher *w = malloc (sizeof *w);
   w->fd = fd;
   w->next = loop;
   loop = w;
   Watcher_val (v) = w;
   return v;
}

/* BUG gcblock_watcher ends 4.x 5.x: free */
value bad_gcblock_watcher (value fd)
{
   return watch (&bad_watcher_operations, Int_val (fd));
}

value good_gcblock_watcher (value fd)
{
   return watch (&good_watcher_operations, Int_val (fd));
}

/* A buffer that is grown when the text does not fit: it was the caller's bytes at first. */
static noinline char *append (char *buffer, size_t *room, size_t used, size_t more)
{
   if (used + more > *room) {
      *room = used + more;
      buffer = realloc (buffer, *room);                      /* BUG gcblock_grown use FreeOfGcBlock definite */
   }
   memset (buffer + used, 'x', more);
   return buffer;
}

/* BUG gcblock_grown ends 4.x 5.x: realloc */
value bad_gcblock_grown (value bytes)
{
   size_t room = caml_string_length (bytes);
   char *buffer = append ((char *) Bytes_val (bytes), &room, 3, 100); /* BUG gcblock_grown use FreeOfGcBlock definite */
   return Val_bool (buffer[3] == 'x');
}

value good_gcblock_grown (value bytes)
{
   size_t room = caml_string_length (bytes);
   char *buffer = malloc (room);
   memcpy (buffer, Bytes_val (bytes), room);
   buffer = append (buffer, &room, 3, 100);
   intnat ok = buffer[3] == 'x';
   free (buffer);
   return Val_bool (ok);
}

/* An array of doubles, released on the path of the error. */
static noinline int bad_transform (double *numbers, mlsize_t n)
{
   for (mlsize_t i = 0; i < n; i++)
      if (numbers[i] < 0) {
         free (numbers);                                     /* BUG gcblock_error use FreeOfGcBlock definite */
         return -1;
      }
   return 0;
}

static noinline int good_transform (double *numbers, mlsize_t n)
{
   for (mlsize_t i = 0; i < n; i++)
      if (numbers[i] < 0)
         return -1;
   return 0;
}

/* BUG gcblock_error ends 4.x 5.x: free */
value bad_gcblock_error (value numbers)
{
   return Val_long (bad_transform ((double *) numbers, Wosize_val (numbers) / Double_wosize)); /* BUG gcblock_error use FreeOfGcBlock definite */
}

value good_gcblock_error (value numbers)
{
   return Val_long (good_transform ((double *) numbers, Wosize_val (numbers) / Double_wosize));
}

/* A bigarray, that is: its custom block instead of its data. */
/* BUG gcblock_proxy ends 4.x 5.x: free */
value bad_gcblock_proxy (value words)
{
   release (Caml_ba_array_val (words));                      /* BUG gcblock_proxy use FreeOfGcBlock definite */
   return Val_unit;
}

value good_gcblock_proxy (value words)
{
   release (Caml_ba_data_val (words));
   Caml_ba_array_val (words)->data = NULL;
   return Val_unit;
}

/* A list of C cells, the last of which lies in an OCaml block. */
struct cell { struct cell *next; long n; };

static noinline long drain (struct cell *c)
{
   long sum = 0;
   while (c != NULL) {
      struct cell *next = c->next;
      sum += c->n;
      free (c);                                              /* BUG gcblock_list use FreeOfGcBlock definite */
      c = next;
   }
   return sum;
}

static struct cell *new_cell (struct cell *next, long n)
{
   struct cell *c = malloc (sizeof *c);
   c->next = next;
   c->n = n;
   return c;
}

/* BUG gcblock_list ends 4.x 5.x: free */
value bad_gcblock_list (value unit)
{
   value v = caml_alloc (2, Abstract_tag);
   struct cell *last = (struct cell *) v;
   last->next = NULL;
   last->n = 1;
   return Val_long (drain (new_cell (last, 2)));             /* BUG gcblock_list use FreeOfGcBlock definite */
}

value good_gcblock_list (value unit)
{
   struct cell *last = new_cell (NULL, 1);
   return Val_long (drain (new_cell (last, 2)));
}
