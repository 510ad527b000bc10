/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC401, SC306, SC403, SC108, SC109 and SC203: calls of the runtime that are wrong by who makes
   them, or when, or with which arguments. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/block.h"
#include "heap/region.h"
#include "provenance/root_tags.h"
#include "runtime/api.h"
#include "runtime/value.h"

#define MAX_YOUNG_WOSIZE 256 /* config.h */

static Bool breach(Breach* b, Fault fault, const Call* c)
{
   VG_(memset)(b, 0, sizeof *b);
   b->fault = fault;
   b->certainty = DEFINITE;
   b->f = c->f;
   b->stub = c->stub;
   b->operation = c->operation;
   return True;
}

static Bool raises(const RuntimeFunction* f) { return f->role == ROLE_RAISES; }

Bool SC_(changes_roots)(const RuntimeFunction* f)
{
   return f->event == EVENT_ROOT_ADDED || f->event == EVENT_ROOT_REMOVED;
}

/* Does the function do what only who holds the lock may do? */
static Bool needs_lock(const RuntimeFunction* f)
{
   return f->may_gc || raises(f) || (f->api && (f->api->values || f->api->in_arrays))
          || SC_(changes_roots)(f);
}

static Bool check_lock(const Call* c, Breach* b)
{
   switch (c->f->role) {
   case ROLE_VISITS:
      return False;
   case ROLE_ACQUIRES_LOCK:
      return c->unknown_thread ? breach(b, FAULT_UNKNOWN_THREAD, c)
             : !c->unlocked && breach(b, FAULT_ACQUIRED_TWICE, c);
   case ROLE_RELEASES_LOCK:
      return c->unlocked && breach(b, FAULT_RELEASED_TWICE, c);
   default:
      return c->unlocked && needs_lock(c->f) && breach(b, FAULT_CALL_UNLOCKED, c);
   }
}

/* Functions that end the program may do so anywhere. */
static Bool runs_the_gc(const RuntimeFunction* f)
{
   return f->role != ROLE_ENDS_PROCESS && (f->may_gc || raises(f));
}

/* The heap may be read: without a pool it is still there. */
static Bool check_runtime_gone(const Call* c, Breach* b)
{
   if (!runs_the_gc(c->f) && !SC_(changes_roots)(c->f))
      return False;
   breach(b, c->runtime_gone, c);
   b->certainty = LATENT;
   return True;
}

/* The runtime's own comparisons raise, and so may a custom block's (compare.c); serialize, which
   many have only to say so; and deserialize by the function that cleans up after input_value. */
static Bool may_raise(const Call* c)
{
   return c->operation == OPERATION_COMPARE || c->operation == OPERATION_SERIALIZE
          || (c->operation == OPERATION_DESERIALIZE && VG_(strcmp)(c->f->name, "caml_deserialize_error") == 0);
}

static Bool check_operation(const Call* c, Breach* b)
{
   if (c->operation == OPERATION_FINALIZE && SC_(changes_roots)(c->f) && SC_(the_runtime)()->locks_roots)
      return breach(b, FAULT_OPERATION_CALLS, c);
   if (c->operation == OPERATION_NONE || !runs_the_gc(c->f) || (raises(c->f) && may_raise(c)))
      return False;
   return breach(b, FAULT_OPERATION_CALLS, c);
}

static Bool check_sizes(const Call* c, Breach* b)
{
   const UWord size = c->args[0], tag = c->args[1] & 0xFFFFFFFF;
   if (c->f->sizes == SIZES_SMALL && (size == 0 || size > MAX_YOUNG_WOSIZE) && breach(b, FAULT_ALLOC_SIZE, c))
      b->word = size;
   else if (tag > 255 && breach(b, FAULT_ALLOC_TAG, c))
      b->word = tag;
   else
      return False;
   return True;
}

static Bool holds_block(Addr array, UWord n)
{
   enum { LOOKED_AT = 256 };
   UWord word;
   for (UWord i = 0; i < n && i < LOOKED_AT && SC_(client_word)(array + i * WORD_BYTES, &word); i++)
      if ((word & 7) == 0 && SC_(in_heap)(word))
         return True;
   return False;
}

/* The runtime makes local roots of the arguments that it is given as an array. Immediates do not move. */
static Bool check_array(const Call* c, Breach* b)
{
   enum { ARRAY = 2 };
   if (c->f->role != ROLE_CALLBACK || !c->f->api || !(c->f->api->in_arrays & (1U << ARRAY))
       || !SC_(the_runtime)()->roots_once || !holds_block(c->args[ARRAY], (UInt)c->args[ARRAY - 1])
       || !SC_(local_roots_have_slot)(SC_(local_roots_head)(), c->args[ARRAY]))
      return False;
   breach(b, FAULT_ROOTS_TWICE, c);
   b->addr = c->args[ARRAY];
   b->certainty = LATENT;
   return True;
}

static Bool is_of_kind(UWord value, UInt wanted)
{
   Block block;
   if ((value & 1) != 0)
      return False;
   if ((value & 7) != 0 || !SC_(in_heap)(value) || !SC_(block_read)(value, &block))
      return True; /* no block of OCaml's: not ours to say */
   const UInt tag = SC_(header_tag)(block.header);
   return tag == wanted || (wanted == TAG_CLOSURE && tag == TAG_INFIX);
}

Bool SC_(check_call)(const Call* c, Breach* b)
{
   if (c->runtime_gone && check_runtime_gone(c, b))
      return True;
   if (check_lock(c, b) || check_operation(c, b))
      return True;
   if (c->noalloc && runs_the_gc(c->f))
      return breach(b, FAULT_NOALLOC_CALLS, c);
   if ((c->f->sizes && check_sizes(c, b)) || check_array(c, b))
      return True;
   if (!c->f->wants || is_of_kind(c->args[0], c->f->wants))
      return False;
   breach(b, FAULT_OTHER_KIND, c);
   b->word = c->args[0];
   return True;
}
