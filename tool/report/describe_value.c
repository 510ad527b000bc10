/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Uses of stale words in words: where the word came from, which GC point it lived
   through, what became of its block, how it was used. */
#include "report/describe.h"

#include "base/text.h"
#include "heap/cblock.h"
#include "heap/gc.h"
#include "heap/region.h"
#include "pub_tool_debuginfo.h" // VG_(get_datasym_and_offset)
#include "report/describe_parts.h"
#include "report/place.h"
#include "report/stack.h"

/* More calls than this are not told of on the way to the collector. */
#define CHAIN_SHOWN 6

/*--- Where it came from ---*/

static HChar* phrase_origin(const Site* s)
{
   HChar* name = s->fn ? SC_(name_of_code)(s->fn) : NULL;
   HChar* text;
   switch (s->kind) {
   case SITE_ARGUMENT: text = SC_(format)("argument %u of %s", s->n, name); break;
   case SITE_FIELD:    text = SC_(format)("a word read from an OCaml block or a root"); break;
   case SITE_RESULT:   text = SC_(format)("the result of %s", name); break;
   default:            text = SC_(format)("a value"); break;
   }
   VG_(free)(name);
   return text;
}

static Addr place_of_origin(const Site* s)
{
   return s->kind == SITE_ARGUMENT ? s->fn : s->ip;
}

static void describe_origin(Document* d, const ValueFinding* f, const HChar* origin)
{
   ExeContext* where = SC_(one_frame)(place_of_origin(f->origin));
   HChar* place = f->fate == FATE_NONE && SC_(in_heap)(f->use->word) ? SC_(phrase_place)(f->use->word) : NULL;
   SC_(document_part)(d, PART_ORIGIN, where, "0x%lx is %s%s%s%s", f->use->word, origin,
                      place ? ": " : "", place ? place : "", where ? ", taken" : "");
   VG_(free)(place);
}

/*--- Where C kept it ---*/

/* The name of the static variable at `a`, or NULL. */
static const HChar* variable_at(Addr a)
{
   const HChar* name;
   PtrdiffT offset;
   return a && VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), a, &name, &offset) ? name : NULL;
}

/* False when it is not known: then it was in a variable of a function. */
static Bool describe_kept(Document* d, const ValueFinding* f)
{
   const HChar* variable = variable_at(f->use->kept);
   const CBlock* c = f->use->kept && !variable ? SC_(cblock_holding)(f->use->kept) : NULL;
   if (variable)
      SC_(document_part)(d, PART_OWNER, NULL, "C kept it in the variable %s.", variable);
   else if (c)
      SC_(document_part)(d, PART_OWNER, c->born_where, "C kept it at byte %lu of a block of %lu bytes, allocated",
                         f->use->kept - c->addr, c->bytes);
   return variable || c;
}

/*--- The GC point ---*/

static HChar* phrase_chain(const RuntimeFunction* f)
{
   Text t = TEXT_EMPTY;
   UInt n = 0;
   for (const RuntimeFunction* g = f; g && n < CHAIN_SHOWN; g = g->gc_next, n++)
      SC_(text_printf)(&t, "%s%s", n ? " > " : "", g->name);
   return SC_(text_take)(&t);
}

static HChar* phrase_point(const GcPoint* p)
{
   const HChar* name = p->f ? p->f->name : "the runtime";
   switch (p->kind) {
   case POINT_CALL: {
      HChar* chain = phrase_chain(p->f);
      HChar* text = SC_(format)("the call of %s, which may run the GC (%s)", name, chain);
      VG_(free)(chain);
      return text;
   }
   case POINT_RETURN:   return SC_(format)("a stub returned to OCaml code, which may run the GC");
   case POINT_ACQUIRED: return SC_(format)("the lock was given away: other threads may have run the GC "
                                           "until %s returned", name);
   case POINT_RELEASED: return SC_(format)("%s gave the runtime lock away", name);
   case POINT_NESTED:   return SC_(format)("other stubs and OCaml code ran inside %s", name);
   default:             return SC_(format)("a block was allocated in line (Alloc_small), which may run the GC");
   }
}

static void describe_point(Document* d, const ValueFinding* f)
{
   if (f->use->kind == USE_READ_LATE) {
      HChar* chain = phrase_chain(f->use->f);
      SC_(document_part)(d, PART_CAUSE, NULL, "Invalid inside the call itself: %s allocates before it "
                         "has read all of the argument (%s)", f->use->f->name, chain);
      VG_(free)(chain);
      return;
   }
   if (!f->point_known) {
      SC_(document_part)(d, PART_CAUSE, NULL, "Invalid since a GC point too long ago to be named.");
      return;
   }
   HChar* point = phrase_point(&f->point);
   SC_(document_part)(d, PART_CAUSE, SC_(one_frame)(f->point.ip), "Invalid since %s%s", point,
                      f->point.ip ? ", at" : ".");
   VG_(free)(point);
}

/* What the call may run is not the same in all versions: said where it explains why the GC ran. */
static void describe_also(Document* d, const ValueFinding* f)
{
   const RuntimeFunction* call = f->point_known ? f->point.f : NULL;
   const HChar* also = NULL;
   if (!call)
      return;
   if (f->point.kind == POINT_CALL && call->role == ROLE_NONE && (call->runs & RUNS_THREADS))
      also = "switch threads";
   else if (call->role == ROLE_RELEASES_LOCK && (call->runs & RUNS_FINALISERS))
      also = "run the GC and finalisers before others may run";
   else if (call->role == ROLE_RELEASES_LOCK && (call->runs & RUNS_GC))
      also = "run the GC before others may run";
   if (also)
      SC_(document_part)(d, PART_CAUSE, NULL, "In this runtime (%s) the call may also %s.", SC_(the_runtime)()->name, also);
}

static void describe_fate(Document* d, const ValueFinding* f)
{
   if (f->fate == FATE_MOVED || f->fate == FATE_DEAD)
      describe_also(d, f);
   const HChar* collection = f->motion.kind == MOTION_COMPACTION ? "compaction" : "minor collection";
   if (f->fate == FATE_MOVED)
      SC_(document_part)(d, PART_CAUSE, NULL, "The GC did run: %s %u moved the block to 0x%lx.",
                         collection, f->motion.number, f->motion.to);
   else if (f->fate == FATE_DEAD)
      SC_(document_part)(d, PART_CAUSE, NULL, "The GC did run: the block is dead and its memory is "
                         "used again.");
   else if (!f->use->unlocked)
      SC_(document_part)(d, PART_CAUSE, NULL, "The GC did not move or free the block in this run; it may "
                         "in another.");
}

/*--- The use ---*/

static HChar* phrase_use(const ValueUse* u)
{
   switch (u->kind) {
   case USE_READ:       return SC_(format)("%u byte%s read through it", u->bytes, u->bytes == 1 ? "" : "s");
   case USE_WRITTEN:    return SC_(format)("%u byte%s written through it", u->bytes, u->bytes == 1 ? "" : "s");
   case USE_ARGUMENT:   return SC_(format)("passed to %s", u->f->name);
   case USE_READ_LATE:  return SC_(format)("%s reads it after it has allocated", u->f->name);
   case USE_RETURNED:   return SC_(format)("returned to OCaml");
   case USE_STORED:     return SC_(format)("stored in OCaml memory");
   default:             return SC_(format)("registered as a %s root, too late", u->f ? "global" : "local");
   }
}

/* What the rule says of it, for the headline. */
static const HChar* phrase_fault(Kind k)
{
   switch (k) {
   case KIND_DERIVED_POINTER:         return "an address in an OCaml block outlived a GC point";
   case KIND_USE_AFTER_COMPACTION:    return "used after the GC moved or freed its block";
   case KIND_HEAP_ACCESS_WITHOUT_LOCK: return "OCaml memory accessed without the runtime lock";
   default:                           return "kept without a root while the GC may run";
   }
}

/*--- The remedy ---*/

typedef enum {
   FIX_LOCK,         /* copy before the lock is released */
   FIX_COPY,         /* a copy for who reads late */
   FIX_GLOBAL,       /* a global root */
   FIX_GLOBAL_VALUE, /* a global root of the value, not the address */
   FIX_ADDRESS,      /* take the address again */
   FIX_EARLIER,      /* register it earlier */
   FIX_PARAM,        /* CAMLparam */
   FIX_LOCAL         /* CAMLlocal */
} Remedy;

static Remedy remedy_of(const ValueFinding* f)
{
   const Bool outlives_stub = f->point_known && f->point.kind == POINT_RETURN;
   if (f->kind == KIND_HEAP_ACCESS_WITHOUT_LOCK)
      return FIX_LOCK;
   if (f->use->kind == USE_READ_LATE)
      return FIX_COPY;
   if (f->kind == KIND_DERIVED_POINTER)
      return outlives_stub ? FIX_GLOBAL_VALUE : FIX_ADDRESS;
   if (outlives_stub)
      return FIX_GLOBAL;
   if (f->use->kind == USE_REGISTERED)
      return FIX_EARLIER;
   return f->origin->kind == SITE_ARGUMENT ? FIX_PARAM : FIX_LOCAL;
}

static void describe_global(Document* d, const ValueFinding* f)
{
   const HChar* variable = f->kind == KIND_UNREGISTERED_ROOT ? variable_at(f->use->kept) : NULL;
   if (variable)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: caml_register_generational_global_root (&%s), and change it with "
                         "caml_modify_generational_global_root.", variable);
   else
      SC_(document_part)(d, PART_FIX, NULL, "Fix: register the variable where it is kept with "
                         "caml_register_generational_global_root, and change it with "
                         "caml_modify_generational_global_root.");
}

static void describe_fix(Document* d, const ValueFinding* f, const HChar* stub, const HChar* after)
{
   switch (remedy_of(f)) {
   case FIX_LOCK:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: copy what C needs before the lock is released, or use it "
                         "after the lock is acquired again.");
      break;
   case FIX_COPY:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: give %s a copy of its own (caml_stat_strdup), or pass the "
                         "value on instead.", f->use->f->name);
      break;
   case FIX_GLOBAL:
      describe_global(d, f);
      break;
   case FIX_GLOBAL_VALUE:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: keep the value, in a registered root, and take the address from it "
                         "each time; or copy what it points to.");
      break;
   case FIX_ADDRESS:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: take the address again after %s (from a value that is "
                         "registered), or copy what is needed before it.", after);
      break;
   case FIX_EARLIER:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: register it before %s: CAMLparam and CAMLlocal stand at the "
                         "start of %s.", after, stub);
      break;
   case FIX_PARAM:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: begin %s with CAMLparam for argument %u and leave it with "
                         "CAMLreturn, or do not use it after %s.", stub, f->origin->n, after);
      break;
   case FIX_LOCAL:
      SC_(document_part)(d, PART_FIX, NULL, "Fix: keep it in a variable declared with CAMLlocal in %s, or read "
                         "it again after %s.", stub, after);
   }
}

static void describe_innocent(Document* d, const ValueFinding* f)
{
   if (f->fate == FATE_MOVED && f->motion.kind == MOTION_COMPACTION)
      SC_(document_part)(d, PART_INNOCENT, NULL, "Not Gc.compact: moving blocks is its right; the word was "
                         "invalid from the GC point on.");
}

/*--- With the names of variables ---*/

/* The fix, for a variable of a function. */
static void name_fix(Document* d, const ValueFinding* f, const HChar* after)
{
   switch (remedy_of(f)) {
   case FIX_ADDRESS:
      SC_(document_part_named)(d, PART_FIX, "Fix: set the pointer {pointer} again after %s (from a value that is "
                               "registered), or copy what is needed before it.", after);
      break;
   case FIX_EARLIER:
      SC_(document_part_named)(d, PART_FIX, "Fix: register {value} before %s: CAMLparam and CAMLlocal stand at the "
                               "start of {function}.", after);
      break;
   case FIX_PARAM:
   case FIX_LOCAL:
      SC_(document_part_named)(d, PART_FIX, "Fix: begin {function} with {its CAMLparam} and leave it with CAMLreturn, "
                               "or do not use {parameter} after %s.", after);
      SC_(document_part_named)(d, PART_FIX, "Fix: declare {local} with CAMLlocal1 ({local}) in {function}, or set it "
                               "again after %s.", after);
      break;
   default:
      break;
   }
}

/* In which variable of a function C has kept it across the GC point, where no memory is known
   that held it. An address in a block is a pointer's, or else the value's that was used so. */
static void name_variable(Document* d, const ValueFinding* f, const WordPlaces* places, const HChar* after)
{
   if (!places || f->point.kind == POINT_RETURN || f->use->kind == USE_READ_LATE)
      return;
   SC_(document_places)(d, places);
   if (f->kind != KIND_UNREGISTERED_ROOT)
      SC_(document_part_named)(d, PART_OWNER, "C kept it in the variable {pointer} of {function}.");
   SC_(document_part_named)(d, PART_OWNER, "C kept it in the variable {value} of {function}.");
   name_fix(d, f, after);
}

static void name_argument(Document* d, const ValueFinding* f, const HChar* stub, const HChar* use, const HChar* after)
{
   d->stub = f->origin->fn;
   d->argument = f->origin->n;
   SC_(document_what_named)(d, "argument %u ({argument}) of %s: %s; %s", f->origin->n, stub, phrase_fault(f->kind),
                            use);
   if (remedy_of(f) == FIX_PARAM)
      SC_(document_part_named)(d, PART_FIX, "Fix: begin %s with {CAMLparam} and leave it with CAMLreturn, or do not "
                               "use {argument} after %s.", stub, after);
}

Document* SC_(describe_value)(const ValueFinding* f, const WordPlaces* places, ThreadId tid, ExeContext* where)
{
   Document* d = SC_(document_new)(f->kind, f->certainty, tid, where);
   const Bool is_argument = f->origin->kind == SITE_ARGUMENT;
   HChar* origin = phrase_origin(f->origin);
   HChar* use = phrase_use(f->use);
   HChar* stub = is_argument ? SC_(name_of_code)(f->origin->fn) : SC_(stub_of)(where);
   HChar* after = f->point_known && f->point.f ? SC_(format)("the call of %s", f->point.f->name)
                                               : SC_(format)("the GC point");
   SC_(document_what)(d, "%s: %s; %s", origin, phrase_fault(f->kind), use);
   describe_origin(d, f, origin);
   const Bool kept = describe_kept(d, f);
   describe_point(d, f);
   describe_fate(d, f);
   SC_(describe_process)(d);
   describe_innocent(d, f);
   describe_fix(d, f, stub, after);
   if (!kept)
      name_variable(d, f, places, after);
   if (is_argument) {
      HChar* n = SC_(format)("argument %u", f->origin->n);
      SC_(document_identity)(d, n);
      VG_(free)(n);
      name_argument(d, f, stub, use, after);
   }
   if (place_of_origin(f->origin))
      SC_(document_site)(d, "origin", SC_(one_frame)(place_of_origin(f->origin)));
   else
      SC_(document_site)(d, "act", where);
   VG_(free)(after);
   VG_(free)(stub);
   VG_(free)(use);
   VG_(free)(origin);
   return d;
}

Document* SC_(describe_imbalance)(Addr stub, ThreadId tid, ExeContext* where)
{
   Document* d = SC_(document_new)(KIND_LOCAL_ROOTS_IMBALANCE, DEFINITE, tid, where);
   HChar* name = SC_(name_of_code)(stub);
   SC_(document_what)(d, "%s, or a function that it called, returns with its local roots still "
                       "registered", name);
   SC_(document_part)(d, PART_CAUSE, SC_(one_frame)(stub), "The frames that CAMLparam or CAMLlocal pushed lie on "
                      "a stack frame that is gone: the next GC reads what is there then. Pushed in");
   SC_(document_part)(d, PART_FIX, NULL, "Fix: leave %s with CAMLreturn (CAMLreturn0, CAMLdrop) on every path.",
                      name);
   SC_(document_site)(d, "stub", SC_(one_frame)(stub));
   VG_(free)(name);
   return d;
}
