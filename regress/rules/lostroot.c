/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Global roots in C memory of which nobody knows any more when they should be removed. Each case is run several times:
   one root that is lost may be meant to stay. */
#include "values.h"

static volatile intnat calls;

static noinline intnat call (value *callback)
{
   calls += Long_val (caml_callback (*callback, Val_int (1)));
   return calls;
}

/* A cell for a callback, made at each call, and forgotten at its end. */
value bad_lost_cell (value f)
{
   value *cell = malloc (sizeof *cell);
   *cell = f;
   caml_register_global_root (cell);                         /* BUG lost_cell use RootLeak definite */
   call (cell);
   return Val_unit;
}

value good_lost_cell (value f)
{
   value *cell = malloc (sizeof *cell);
   *cell = f;
   caml_register_global_root (cell);
   call (cell);
   caml_remove_global_root (cell);
   free (cell);
   return Val_unit;
}

/* The callback of a type of event: the new one takes the place of the old one, which stays registered. */
struct handler { long event; value callback; };

static struct handler *handler;

static struct handler *new_handler (value f)
{
   struct handler *h = malloc (sizeof *h);
   h->event = 1;
   h->callback = f;
   return h;
}

value bad_lost_replaced (value f)
{
   handler = new_handler (f);
   caml_register_generational_global_root (&handler->callback); /* BUG lost_replaced use RootLeak definite */
   return Val_unit;
}

value good_lost_replaced (value f)
{
   if (handler) {
      caml_remove_generational_global_root (&handler->callback);
      free (handler);
   }
   handler = new_handler (f);
   caml_register_generational_global_root (&handler->callback);
   return Val_unit;
}

/* A topic with a partitioner, whose finaliser lets go of the topic only; as in what was first proposed in
   https://github.com/didier-wenzek/ocaml-kafka/pull/17 */
struct topic { long id; struct handler *partitioner; };

#define Topic_val(v) (*(struct topic **) Data_custom_val (v))

static void bad_free_topic (value v)
{
   free (Topic_val (v));
}

static struct custom_operations bad_topic_operations = {
   "rules.bad_topic", bad_free_topic, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static void good_free_topic (value v)
{
   struct topic *t = Topic_val (v);
   caml_remove_global_root (&t->partitioner->callback);
   free (t->partitioner);
   free (t);
}

static struct custom_operations good_topic_operations = {
   "rules.good_topic", good_free_topic, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

/* BUG lost_topic only 4.x: with OCaml 5 finalisers do not change the lists of roots */
value bad_lost_topic (value f)
{
   CAMLparam1 (f);
   value v = caml_alloc_custom (&bad_topic_operations, sizeof (struct topic *), 0, 1);
   struct topic *t = malloc (sizeof *t);
   t->id = 1;
   t->partitioner = new_handler (f);
   Topic_val (v) = t;
   caml_register_global_root (&t->partitioner->callback);    /* BUG lost_topic use RootLeak definite */
   CAMLreturn (v);
}

value good_lost_topic (value f)
{
   CAMLparam1 (f);
   value v = caml_alloc_custom (&good_topic_operations, sizeof (struct topic *), 0, 1);
   struct topic *t = malloc (sizeof *t);
   t->id = 1;
   t->partitioner = new_handler (f);
   Topic_val (v) = t;
   caml_register_global_root (&t->partitioner->callback);
   CAMLreturn (v);
}

/* An object with a callback and without a finaliser. */
static struct custom_operations bad_object_operations = {
   "rules.bad_object", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

#define Handler_val(v) (*(struct handler **) Data_custom_val (v))

static void good_free_object (value v)
{
   caml_remove_generational_global_root (&Handler_val (v)->callback);
   free (Handler_val (v));
}

static struct custom_operations good_object_operations = {
   "rules.good_object", good_free_object, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

/* BUG lost_object only 4.x: with OCaml 5 finalisers do not change the lists of roots */
value bad_lost_object (value f)
{
   CAMLparam1 (f);
   value v = caml_alloc_custom (&bad_object_operations, sizeof (struct handler *), 0, 1);
   Handler_val (v) = new_handler (f);
   caml_register_generational_global_root (&Handler_val (v)->callback); /* BUG lost_object use RootLeak definite */
   CAMLreturn (v);
}

value good_lost_object (value f)
{
   CAMLparam1 (f);
   value v = caml_alloc_custom (&good_object_operations, sizeof (struct handler *), 0, 1);
   Handler_val (v) = new_handler (f);
   caml_register_generational_global_root (&Handler_val (v)->callback);
   CAMLreturn (v);
}

/* A handle with an explicit close, which forgets what the handle holds. */
static struct custom_operations handle_operations = {
   "rules.handle", custom_finalize_default, custom_compare_default, custom_hash_default, custom_serialize_default,
   custom_deserialize_default, custom_compare_ext_default, custom_fixed_length_default
};

static value open_handle (value f)
{
   CAMLparam1 (f);
   value v = caml_alloc_custom (&handle_operations, sizeof (struct handler *), 0, 1);
   struct handler *h = caml_stat_alloc (sizeof *h);
   h->event = 2;
   h->callback = f;
   caml_register_global_root (&h->callback);                 /* BUG lost_close use RootLeak definite */
   Handler_val (v) = h;
   CAMLreturn (v);
}

value bad_lost_close (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (v);
   v = open_handle (f);
   call (&Handler_val (v)->callback);
   Handler_val (v) = NULL;
   CAMLreturn (Val_unit);
}

value good_lost_close (value f)
{
   CAMLparam1 (f);
   CAMLlocal1 (v);
   v = open_handle (f);
   struct handler *h = Handler_val (v);
   call (&h->callback);
   Handler_val (v) = NULL;
   caml_remove_global_root (&h->callback);
   caml_stat_free (h);
   CAMLreturn (Val_unit);
}

/* On the path of an error only. */
value bad_lost_error (value f, value port)
{
   CAMLparam2 (f, port);
   struct handler *h = new_handler (f);
   caml_register_generational_global_root (&h->callback);    /* BUG lost_error use RootLeak definite */
   if (Long_val (port) < 0)
      caml_invalid_argument ("negative port");
   call (&h->callback);
   caml_remove_generational_global_root (&h->callback);
   free (h);
   CAMLreturn (Val_unit);
}

value good_lost_error (value f, value port)
{
   CAMLparam2 (f, port);
   struct handler *h = new_handler (f);
   caml_register_generational_global_root (&h->callback);
   if (Long_val (port) < 0) {
      caml_remove_generational_global_root (&h->callback);
      free (h);
      caml_invalid_argument ("negative port");
   }
   call (&h->callback);
   caml_remove_generational_global_root (&h->callback);
   free (h);
   CAMLreturn (Val_unit);
}

/* A list of listeners, from which one is taken out and forgotten. */
struct listener { struct listener *next; value callback; };

static struct listener *listeners;

static void add_listener (value f)
{
   struct listener *l = malloc (sizeof *l);
   l->next = listeners;
   l->callback = f;
   listeners = l;
   caml_register_global_root (&l->callback);                 /* BUG lost_listener use RootLeak definite */
}

value bad_lost_listener (value f)
{
   CAMLparam1 (f);
   add_listener (f);
   call (&listeners->callback);
   listeners = listeners->next;
   CAMLreturn (Val_unit);
}

value good_lost_listener (value f)
{
   CAMLparam1 (f);
   add_listener (f);
   struct listener *l = listeners;
   call (&l->callback);
   listeners = l->next;
   caml_remove_global_root (&l->callback);
   free (l);
   CAMLreturn (Val_unit);
}

/* What is to live as long as the program may be kept by a root that nobody knows. The twin does it once, the other each
   time. */
static noinline void keep_for_ever (value v)
{
   value *cell = malloc (sizeof *cell);
   *cell = v;
   caml_register_generational_global_root (cell);            /* BUG lost_kept use RootLeak definite */
}

value bad_lost_kept (value f)
{
   keep_for_ever (f);
   return Val_unit;
}

value good_lost_kept (value f)
{
   static int done;
   if (!done)
      keep_for_ever (f);
   done = 1;
   return Val_unit;
}
