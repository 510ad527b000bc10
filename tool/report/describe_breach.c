/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breaches of rules in words: what was done, to what, why that is wrong, what to do. */
#include "report/describe.h"

#include "base/text.h"
#include "heap/block.h"
#include "report/breach_advice.h"
#include "report/describe_parts.h"
#include "report/place.h"
#include "report/stack.h"
#include "runtime/value.h"

/*--- Words ---*/

static const HChar* phrase_word(WordKind k)
{
   switch (k) {
   case WORD_NULL:      return "NULL";
   case WORD_NAKED:     return "an address of C memory";
   case WORD_RELEASED:  return "an address of C memory that was freed";
   case WORD_EXCEPTION: return "an encoded exception, the result of a callback";
   case WORD_ARGUMENTS: return "the address of the stub's arguments: in bytecode, more than five come as an array, with their number";
   case WORD_CODE:      return "code of OCaml's: a word of a closure that is no value";
   case WORD_REAL:      return "a double, read from its block as if it were a field";
   case WORD_CHARACTERS: return "characters, read from their block as if they were a field";
   default:             return "no value: no immediate is even, and no block is there";
   }
}

static const HChar* phrase_operation(Operation o)
{
   switch (o) {
   case OPERATION_FINALIZE: return "finalize";
   case OPERATION_COMPARE:  return "compare";
   case OPERATION_HASH:     return "hash";
   case OPERATION_SERIALIZE: return "serialize";
   default:                 return "deserialize";
   }
}

static const HChar* name_of(const RuntimeFunction* f) { return f ? f->name : "Alloc_small"; }

/* What a function does that not everybody may have it do. */
static const HChar* phrase_deed(const RuntimeFunction* f)
{
   if (f && SC_(changes_roots)(f))
      return "changes the lists of global roots";
   if (!f)
      return "allocates";
   switch (f->role) {
   case ROLE_RAISES:        return "raises an exception";
   case ROLE_CALLBACK:      return "runs OCaml code";
   case ROLE_RELEASES_LOCK: return "gives the runtime lock away";
   case ROLE_ACQUIRES_LOCK: return "takes the runtime lock";
   default:                 return "may run the GC";
   }
}

/*--- Headlines ---*/

static void headline_immediate(Document* d, const Breach* b, const HChar* stub)
{
   HChar integer[64];
   VG_(sprintf)(integer, "the integer %ld%s", (Word)b->word >> 1, b->word == 1 ? " (or None, [], false, ())" : "");
   const HChar* what = b->word ? integer : "an integer";
   if (b->stub) {
      d->stub = b->stub;
      d->argument = (UInt)b->n;
      SC_(document_what)(d, "argument %lu of %s is %s, and used as the address of a block", b->n, stub, what);
      SC_(document_what_named)(d, "argument %lu ({argument}) of %s is %s, and used as the address of a block", b->n, stub,
                               what);
   } else if (b->block.block)
      SC_(document_what)(d, "field %lu of a block is %s, and used as the address of another", b->n, what);
   else
      SC_(document_what)(d, "the result of the runtime is %s, and used as the address of a block", what);
}

static void headline(Document* d, const Breach* b, const HChar* stub)
{
   const HChar* f = name_of(b->f);
   switch (b->fault) {
   case FAULT_FIELD_UNWRITTEN:
      SC_(document_what)(d, "field %lu of a new block is not yet written when the GC may run", b->n);
      break;
   case FAULT_PAYLOAD_UNWRITTEN:
      SC_(document_what)(d, "an exception leaves a custom block to its finaliser with nothing written into it");
      break;
   case FAULT_ROOT_GARBAGE: case FAULT_GLOBAL_GARBAGE:
      SC_(document_what)(d, "a %s root holds 0x%lx, which is %s", b->root ? "global" : "local", b->word,
                         phrase_word(b->word_kind));
      break;
   case FAULT_WORD_STORED:
      SC_(document_what)(d, "field %lu of a new block holds 0x%lx, which is %s", b->n, b->word,
                         phrase_word(b->word_kind));
      break;
   case FAULT_WORD_PASSED:
      SC_(document_what)(d, "argument %lu of %s is 0x%lx, which is %s", b->n, f, b->word,
                         phrase_word(b->word_kind));
      break;
   case FAULT_WORD_RETURNED:
      SC_(document_what)(d, "%s returns 0x%lx to OCaml, which is %s", stub, b->word, phrase_word(b->word_kind));
      break;
   case FAULT_DIRECT_STORE:
      SC_(document_what)(d, "the address of a block is stored directly into a block that is not new");
      break;
   case FAULT_DIRECT_IMMEDIATE:
      SC_(document_what)(d, "an immediate is stored directly over the address of a block");
      break;
   case FAULT_INITIALIZE_LIVE:
      SC_(document_what)(d, "caml_initialize is used on a field that holds a value already");
      break;
   case FAULT_MODIFY_NO_BLOCK:
      SC_(document_what)(d, "caml_modify (Store_field) is used on memory that is not OCaml's");
      break;
   case FAULT_MODIFY_PAYLOAD:
      SC_(document_what)(d, "caml_modify (Store_field) is used on the payload of a block that the GC does not scan");
      break;
   case FAULT_ROOT_ASSIGNED:
      SC_(document_what)(d, "a generational global root is assigned directly");
      break;
   case FAULT_BEYOND_BLOCK:
      SC_(document_what)(d, "word %lu of a new block of %lu words is written", b->n, b->block.bytes / WORD_BYTES);
      break;
   case FAULT_BEYOND_UNSEEN:
      SC_(document_what)(d, "what lies behind the last byte of a new block has been overwritten");
      break;
   case FAULT_OUTSIDE_BLOCK:
      SC_(document_what)(d, "%s outside its block: %ld bytes from the address of a block of %lu words",
                         b->written ? "written" : "read", (Word)(b->addr - b->word), b->n);
      break;
   case FAULT_MODIFY_HEADER:
      SC_(document_what)(d, "caml_modify (Store_field) is used behind the last field of a block");
      break;
   case FAULT_BEYOND_C_BLOCK:
      SC_(document_what)(d, "C memory is %s behind its end: at byte %lu of %lu", b->written ? "written" : "read", b->n,
                         b->cblock->bytes);
      break;
   case FAULT_ALLOC_SIZE:
      SC_(document_what)(d, "%s is asked for %lu words: it gives 1 to 256", f, b->word);
      break;
   case FAULT_ALLOC_TAG:
      SC_(document_what)(d, "%s is given the tag %lu: tags end at 255", f, b->word);
      break;
   case FAULT_OTHER_KIND:
      SC_(document_what)(d, "%s is given what is no %s", f, b->f->wants == TAG_CLOSURE  ? "closure"
                                                             : b->f->wants == TAG_CUSTOM ? "bigarray" : "string");
      break;
   case FAULT_REAL_IN_VALUES:
      SC_(document_what)(d, "a double is %s in a block that holds none: word %lu of %lu",
                         b->written ? "left" : "read", (b->addr - b->word) / WORD_BYTES, b->n);
      break;
   case FAULT_OPERATIONS_LOST:
      SC_(document_what)(d, "0x%lx is written over the operations of a custom block", b->word);
      break;
   case FAULT_PAYLOAD_USED:
      SC_(document_what)(d, "word %lu of a block that has no fields is used as the address of another", b->n);
      break;
   case FAULT_NO_STRING:
      if (b->n)
         SC_(document_what)(d, "argument %lu of %s is read as a string, and is no string", b->n, b->reader);
      else
         SC_(document_what)(d, "%s reads a string where none is", b->reader);
      break;
   case FAULT_IMMEDIATE_USED:
      headline_immediate(d, b, stub);
      break;
   case FAULT_ROOT_IN_RELEASED:
      SC_(document_what)(d, "freed memory holds a registered global root");
      break;
   case FAULT_ROOT_ON_DEAD_STACK:
      SC_(document_what)(d, "a registered global root lies in the stack frame of a function that %s",
                         b->leaving ? "an exception leaves" : "has returned");
      break;
   case FAULT_ROOT_IN_HEAP:
      SC_(document_what)(d, "a field of an OCaml block, which moves, is registered as a global root");
      break;
   case FAULT_REMOVED_BY_OTHER:
      SC_(document_what)(d, "%s is used for a root that was registered as %s", f,
                         b->root->generational ? "generational" : "plain");
      break;
   case FAULT_REMOVED_UNKNOWN:
      SC_(document_what)(d, "%s is used for a word that is not registered", f);
      break;
   case FAULT_ROOTS_TWICE:
      SC_(document_what)(d, "%s is given an array of local roots (CAMLlocalN): it makes them roots again", f);
      break;
   case FAULT_ROOTS_LEFT:
      SC_(document_what)(d, "%lu global roots were registered here and none was removed", b->n);
      break;
   case FAULT_ROOTS_LOST:
      SC_(document_what)(d, "%lu global roots that were registered here are in C memory that is lost", b->n);
      break;
   case FAULT_RELEASED_USED:
      SC_(document_what)(d, "C memory is used after it was freed");
      break;
   case FAULT_OPERATION_CALLS:
      SC_(document_what)(d, "the %s function of a custom block %s %s, which %s", phrase_operation(b->operation),
                         b->f ? "calls" : "uses",
                         f, phrase_deed(b->f));
      break;
   case FAULT_NOALLOC_CALLS:
      SC_(document_what)(d, "%s, declared [@@noalloc], %s %s, which %s", stub, b->f ? "calls" : "uses", f,
                         phrase_deed(b->f));
      break;
   case FAULT_CALL_UNLOCKED:
      SC_(document_what)(d, "%s is called without the runtime lock", f);
      break;
   case FAULT_RELEASED_TWICE:
      SC_(document_what)(d, "the runtime lock is given away twice");
      break;
   case FAULT_ACQUIRED_TWICE:
      SC_(document_what)(d, "the runtime lock is taken by who holds it");
      break;
   case FAULT_UNKNOWN_THREAD:
      SC_(document_what)(d, "a thread that C has made takes the runtime lock without being registered");
      break;
   case FAULT_CALL_SHUT_DOWN:
      SC_(document_what)(d, "%s is called after caml_shutdown", f);
      break;
   case FAULT_CALL_FORKED:
      SC_(document_what)(d, "%s is called in a process forked off while several domains ran", f);
      break;
   case FAULT_RETURN_FORKED:
      SC_(document_what)(d, "%s returns to OCaml code in a process forked off while several domains ran", stub);
      break;
   default:
      SC_(document_what)(d, "%s returns to OCaml without the runtime lock", stub);
   }
}

/* The same with the name of the variable at b->addr. */
static void name_headline(Document* d, const Breach* b, const WordPlaces* places)
{
   SC_(document_places)(d, places);
   if (b->fault == FAULT_ROOT_GARBAGE)
      SC_(document_what_named)(d, "the local root {value} of {function} holds 0x%lx, which is %s", b->word,
                               phrase_word(b->word_kind));
   else
      SC_(document_what_named)(d, "caml_modify (Store_field) is used on {value}, a variable of {function}");
}

/*--- Where it came from ---*/

static void describe_new_block(Document* d, const Breach* b)
{
   const NewBlock* n = &b->block;
   SC_(document_part)(d, PART_ORIGIN, SC_(one_frame)(n->ip), "The block of %lu words at 0x%lx is the result of %s, called",
                      n->bytes / WORD_BYTES, n->block, name_of(n->maker));
}

static void describe_addresses(Document* d, const Breach* b)
{
   HChar* place = SC_(phrase_place)(b->addr);
   SC_(document_part)(d, PART_ORIGIN, NULL, "0x%lx is %s.", b->addr, place);
   VG_(free)(place);
   if (b->fault != FAULT_DIRECT_STORE && b->fault != FAULT_DIRECT_IMMEDIATE && b->fault != FAULT_INITIALIZE_LIVE && b->fault != FAULT_ROOT_ASSIGNED
       && b->fault != FAULT_OUTSIDE_BLOCK)
      return;
   place = SC_(phrase_place)(b->word);
   SC_(document_part)(d, PART_ORIGIN, NULL, "0x%lx, %s, is %s.", b->word,
                      b->fault == FAULT_INITIALIZE_LIVE || b->fault == FAULT_DIRECT_IMMEDIATE ? "the value there"
                      : b->fault == FAULT_OUTSIDE_BLOCK ? "from which it was reached" : "the value stored", place);
   VG_(free)(place);
}

/* What OCaml code has done with a result, which shows that it is meant to be a value. */
static void describe_evidence(Document* d, const Breach* b)
{
   HChar* place;
   switch (b->evidence) {
   case EVIDENCE_VARIABLE:
      SC_(document_part)(d, PART_CAUSE, SC_(one_frame)(b->addr - 1), "OCaml code keeps it as a value over a call of");
      break;
   case EVIDENCE_FIELD:
      place = SC_(phrase_place)(b->addr - b->n * WORD_BYTES);
      SC_(document_part)(d, PART_CAUSE, NULL, "OCaml code has stored it as a value, in field %lu of %s.", b->n, place);
      VG_(free)(place);
      break;
   case EVIDENCE_ARGUMENT:
      SC_(document_part)(d, PART_CAUSE, b->evident, "OCaml code has passed it on as a value, argument %lu of", b->n);
      break;
   default:
      break;
   }
}

static void describe_origin(Document* d, const Breach* b)
{
   switch (b->fault) {
   case FAULT_WORD_RETURNED:
      describe_evidence(d, b);
      break;
   case FAULT_FIELD_UNWRITTEN: case FAULT_PAYLOAD_UNWRITTEN: case FAULT_WORD_STORED: case FAULT_BEYOND_BLOCK:
   case FAULT_BEYOND_UNSEEN:
      describe_new_block(d, b);
      break;
   case FAULT_DIRECT_STORE: case FAULT_DIRECT_IMMEDIATE: case FAULT_INITIALIZE_LIVE: case FAULT_MODIFY_NO_BLOCK: case FAULT_MODIFY_PAYLOAD:
   case FAULT_MODIFY_HEADER:
   case FAULT_ROOT_ASSIGNED: case FAULT_ROOT_GARBAGE: case FAULT_REMOVED_UNKNOWN: case FAULT_OUTSIDE_BLOCK:
   case FAULT_REAL_IN_VALUES: case FAULT_OPERATIONS_LOST: case FAULT_NO_STRING:
      describe_addresses(d, b);
      if (b->fault == FAULT_REAL_IN_VALUES && b->written)
         SC_(document_part)(d, PART_ORIGIN, SC_(one_frame)(b->block.ip), "It was written");
      break;
   case FAULT_OTHER_KIND: {
      HChar* place = b->word & 1 ? NULL : SC_(phrase_place)(b->word);
      SC_(document_part)(d, PART_ORIGIN, NULL, "It is 0x%lx, %s.", b->word, place ? place : "an immediate");
      VG_(free)(place);
      break;
   }
   case FAULT_IMMEDIATE_USED: case FAULT_PAYLOAD_USED:
      if (b->block.block) {
         HChar* place = SC_(phrase_place)(b->block.block);
         SC_(document_part)(d, PART_ORIGIN, NULL, "The block at 0x%lx is %s.", b->block.block, place);
         VG_(free)(place);
      }
      break;
   case FAULT_RELEASED_USED: case FAULT_BEYOND_C_BLOCK: case FAULT_ROOTS_LOST:
      SC_(describe_cblock)(d, b->cblock);
      SC_(describe_owners)(d, b->cblock, NULL);
      break;
   default:
      break;
   }
   if (b->fault == FAULT_CALL_SHUT_DOWN)
      SC_(document_part)(d, PART_ORIGIN, b->origin, "The runtime was shut down");
   if (b->root)
      SC_(document_part)(d, PART_ORIGIN, b->root->where, "The root at 0x%lx was registered", b->root->slot);
   if (b->root && b->root->gone)
      SC_(document_part)(d, PART_CAUSE, b->root->gone, "Its memory was freed");
   if (b->fault == FAULT_RELEASED_USED)
      SC_(describe_first_release)(d, b->cblock);
}

/*--- Identity ---*/

static void identify(Document* d, const Breach* b, ExeContext* where)
{
   if (b->f && (b->fault == FAULT_NOALLOC_CALLS || b->fault == FAULT_OPERATION_CALLS
                || b->fault == FAULT_CALL_UNLOCKED))
      SC_(document_identity)(d, b->f->name);
   if (b->origin)
      SC_(document_site)(d, "origin", b->origin);
   else if (b->block.ip)
      SC_(document_site)(d, "origin", SC_(one_frame)(b->block.ip));
   SC_(document_site)(d, "act", where);
}

Document* SC_(describe_breach)(const Breach* b, const WordPlaces* places, ThreadId tid, ExeContext* where)
{
   Document* d = SC_(document_new)(SC_(breach_kind)(b), b->certainty, tid, where);
   HChar* stub = b->stub ? SC_(name_of_code)(b->stub) : SC_(stub_of)(where);
   const HChar* reason = SC_(breach_reason)(b);
   const HChar* fix = SC_(breach_fix)(b);
   headline(d, b, stub);
   if (places)
      name_headline(d, b, places);
   describe_origin(d, b);
   if (reason)
      SC_(document_part)(d, PART_CAUSE, NULL, "%s", reason);
   SC_(describe_process)(d);
   if (fix)
      SC_(document_part)(d, PART_FIX, NULL, "Fix: %s", fix);
   identify(d, b, where);
   VG_(free)(stub);
   return d;
}
