/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls, GC points, returns, and the words that should be values. */
#include "guest/rules.h"

#include "check/breach.h"
#include "guest/access_rules.h"
#include "guest/call_stack.h"
#include "guest/options.h"
#include "guest/result_rules.h"
#include "guest/root_rules.h"
#include "guest/store_rules.h"
#include "guest/tell.h"
#include "heap/region.h"
#include "provenance/root_tags.h"
#include "provenance/site.h"
#include "pub_tool_aspacemgr.h"   // VG_(am_find_nsegment)
#include "pub_tool_machine.h"     // VG_(get_SP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/api.h"
#include "runtime/value.h"

/*--- The end of the runtime ---*/

/* Why nobody may call it any more, and since when. */
static Fault       runtime_gone;
static ExeContext* gone_since;

void SC_(rules_shut_down)(void)
{
   runtime_gone = FAULT_CALL_SHUT_DOWN;
   gone_since = SC_(capture)();
}

/* The other domains have stayed behind, and the runtime will wait for them. Unix.fork refuses. */
void SC_(rules_fork_child)(void)
{
   const Runtime* rt = SC_(the_runtime)();
   if (runtime_gone || !rt || !rt->domains || rt->domains(rt) < 2)
      return;
   runtime_gone = FAULT_CALL_FORKED;
   gone_since = SC_(capture)();
}

/*--- Calls ---*/

/* OCaml code runs without the lock, as has been told: to take it now is right. */
static Bool owes_lock;

/* Arguments of a call. */
typedef struct {
   UWord arg[6];
} Arguments;

static Arguments arguments_of(const Registers* regs)
{
   return (Arguments){ { regs->guest_RDI, regs->guest_RSI, regs->guest_RDX,
                         regs->guest_RCX, regs->guest_R8, regs->guest_R9 } };
}

/* Of the call that is the GC point: a new block that is among them is given away. Bit i of
   `values_given`: argument i is a value; the others are not looked at. */
static Arguments given;
static UInt      values_given;

/* Stores that the function makes for the stub, and its checks of where it makes them. */
static void check_stores_of(const RuntimeFunction* f, const Registers* regs)
{
   Breach b;
   const Addr fp = regs->guest_RDI;
   if (f->store == STORE_INITIALIZE ? SC_(check_initialize)(fp, &b)
                                    : SC_(check_modify)(fp, SC_(is_on_stack), &b))
      SC_(tell)(&b);
   if (SC_(in_new_block)(fp))
      SC_(new_block_written)(fp);
   else
      SC_(rules_stored)(fp, WORD_BYTES);
}

/* Data that the function is given may be the new block's, which it then fills; values are
   in its hands. */
static void note_arguments(const RuntimeFunction* f, const Registers* regs)
{
   given = arguments_of(regs);
   values_given = f->api ? f->api->values : 0;
   for (UInt i = 0; i < 6 && !f->may_gc; i++)
      if (!(values_given & (1U << i)) && SC_(in_new_block)(given.arg[i]))
         SC_(new_block_filled)();
}

static Bool check_the_call(const RuntimeFunction* f, const Activation* stub, const Registers* regs)
{
   Breach b;
   Call c = { .f = f, .unlocked = SC_(running).unlocked || (owes_lock && f->role == ROLE_ACQUIRES_LOCK),
              .unknown_thread = SC_(running).unknown, .runtime_gone = runtime_gone };
   const Arguments args = arguments_of(regs);
   for (UInt i = 0; i < 6; i++)
      c.args[i] = args.arg[i];
   if (stub) {
      c.stub = stub->fn;
      c.operation = stub->operation;
      c.noalloc = stub->noalloc;
   }
   if (f->role == ROLE_RAISES || f->role == ROLE_ACQUIRES_LOCK)
      owes_lock = f->role == ROLE_RAISES && SC_(running).unlocked;
   if (!SC_(check_call)(&c, &b))
      return True;
   if (runtime_gone && b.fault == runtime_gone)
      b.origin = gone_since;
   /* What a stale word points to has no kind: it is told as stale. */
   if (b.fault != FAULT_OTHER_KIND || !SC_(tag_is_stale)((regs + 1)->guest_RDI))
      SC_(tell)(&b);
   return b.fault != FAULT_CALL_UNLOCKED;
}

/* Most calls are of no interest: quickly said. */
Bool SC_(rules_call)(const RuntimeFunction* f, const Activation* stub, const Registers* regs)
{
   const Bool plain = !SC_(running).unlocked && !runtime_gone && f->role == ROLE_NONE && !f->wants && !f->sizes
                      && (!stub || (!stub->noalloc && stub->operation == OPERATION_NONE));
   const Bool has_lock = plain || check_the_call(f, stub, regs);
   if (f->store && !SC_(running).unlocked)
      check_stores_of(f, regs);
   else if (SC_(new_block).block)
      note_arguments(f, regs);
   return has_lock;
}

void SC_(rules_allocated_in_line)(void)
{
   const Activation* stub = SC_(innermost_stub)();
   Breach b;
   if (!stub || (!stub->noalloc && stub->operation == OPERATION_NONE))
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = stub->noalloc ? FAULT_NOALLOC_CALLS : FAULT_OPERATION_CALLS;
   b.certainty = DEFINITE;
   b.stub = stub->fn;
   b.operation = stub->operation;
   SC_(tell)(&b);
}

/* The part of the minor heap that holds blocks. */
static Range minor_blocks(void)
{
   const Runtime* rt = SC_(the_runtime)();
   Range r = { 0, 0, REGION_MINOR };
   if (rt)
      rt->minor_live(rt, 0, &r.lo, &r.hi);
   return r;
}

static void new_block(Addr block, const Activation* done, Addr ip)
{
   const SizeT bytes = SC_(header_bytes)(*(const UWord*)(block - WORD_BYTES));
   const Range minor = minor_blocks();
   const Range* r = block - minor.lo < minor.hi - minor.lo ? NULL : SC_(region_of)(block);
   const Addr limit = r ? r->hi : minor.hi;
   if ((r && !SC_(is_major)((RegionKind)r->data)) || block + bytes > limit)
      return;
   SC_(new_block_made)(block, bytes, done->runtime->makes, done->runtime, ip, done->argument);
   SC_(new_block).watched_end = block + bytes < limit;
   SC_(new_block).has_next = SC_(new_block).watched_end && !r;
   SC_(new_block).next = SC_(new_block).watched_end ? *(const UWord*)(block + bytes) : 0;
}

void SC_(rules_called)(const Activation* done, Addr ip, const Registers* regs)
{
   const UWord result = regs->guest_RAX;
   if (SC_(options).values && done->runtime->makes && (result & 7) == 0 && SC_(in_heap)(result))
      new_block(result, done, ip);
   if (done->runtime->api && done->runtime->api->result == RESULT_VALUE)
      SC_(rules_got)(result);
}

/*--- GC points and returns ---*/

static Bool is_reached(Addr block)
{
   for (UInt i = 0; i < 6; i++)
      if ((values_given & (1U << i)) && given.arg[i] == block)
         return True;
   return SC_(local_roots_hold)(block);
}

/* The block that was told of last: that it was not filled in time explains what C does to
   it afterwards. */
static NewBlock told_block;

/* The word that was told of last as an argument: the runtime may have put it there. */
static UWord told_word;

Bool SC_(rules_explain)(Addr a)
{
   return told_block.block != 0 && a - told_block.block < told_block.bytes;
}

void SC_(rules_gc_point)(Bool raising)
{
   Breach b;
   SC_(rules_reals_left)();
   if (SC_(new_block).block && SC_(check_new_block)(raising, is_reached, &b)) {
      if (b.fault != FAULT_WORD_STORED || b.word != told_word || told_word == 0)
         SC_(tell)(&b);
      told_block = b.block;
   }
   values_given = 0;
   SC_(new_block_forget)();
   SC_(roots_at_gc_point)(raising);
}

void SC_(rules_entered)(void)
{
   SC_(roots_at_gc_point)(False);
}

/* An address with 2 added is none where an address is what comes back (unboxed). */
static Bool is_exception(UWord result, Tag t)
{
   const Site* s = SC_(site_nth)(SC_(tag_site)(t));
   const RuntimeFunction* f = t && s->kind == SITE_RESULT ? SC_(runtime_entry)(s->fn) : NULL;
   return f && f->role == ROLE_CALLBACK && SC_(word_kind)(result) == WORD_EXCEPTION;
}

static void returned_forked(const Activation* stub)
{
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_RETURN_FORKED;
   b.certainty = LATENT;
   b.stub = stub->fn;
   b.origin = gone_since;
   SC_(tell)(&b);
}

void SC_(rules_return)(const Activation* stub, UWord result, Tag t)
{
   if (runtime_gone == FAULT_CALL_FORKED)
      returned_forked(stub);
   if (SC_(running).unlocked || ((result & 3) == 2 && is_exception(result, t))) {
      Breach b;
      VG_(memset)(&b, 0, sizeof b);
      b.fault = SC_(running).unlocked ? FAULT_RETURN_UNLOCKED : FAULT_WORD_RETURNED;
      b.certainty = DEFINITE;
      b.stub = stub->fn;
      b.word = result;
      b.word_kind = SC_(word_kind)(result);
      owes_lock = SC_(running).unlocked;
      SC_(tell)(&b);
   } else if ((result & 1) == 0 && SC_(options).values && ((result & 7) || !SC_(in_heap)(result)))
      SC_(result_returned)(stub, result);
   given.arg[0] = result;
   values_given = 1;
   SC_(rules_gc_point)(False);
   SC_(rules_spans_end)();
   told_block.block = 0;
   told_word = 0;
}

Bool SC_(is_on_stack)(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(VG_(get_SP)(VG_(get_running_tid)()));
   return seg && a >= seg->start && a <= seg->end;
}

/*--- Words ---*/

void SC_(rules_passed)(UWord word, const RuntimeFunction* f, UInt n)
{
   Breach b;
   const WordKind kind = SC_(word_kind)(word);
   if (!SC_(is_no_value)(kind))
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_WORD_PASSED;
   b.word_kind = kind;
   b.certainty = SC_(word_certainty)(b.word_kind);
   b.word = word;
   b.f = f;
   b.n = n;
   told_word = word;
   SC_(tell)(&b);
}

void SC_(rules_in_root)(Addr slot, UWord word)
{
   Breach b;
   const WordKind kind = SC_(root_word_kind)(word);
   if (kind == WORD_NULL || !SC_(is_no_value)(kind))
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_ROOT_GARBAGE;
   b.word_kind = kind;
   b.certainty = LATENT;
   b.word = word;
   b.addr = slot;
   SC_(tell)(&b);
}
