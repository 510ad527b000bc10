/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Results in doubt: the last few words that stubs have returned and that are no values. They are
   looked for, by what they are, where OCaml code holds values. A word that is found there is
   wrong whoever has put it there. */
#include "guest/result_rules.h"

#include "guest/asked.h"
#include "guest/call_stack.h"
#include "guest/options.h"
#include "heap/block.h"
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/describe.h"
#include "report/report.h"
#include "runtime/api.h"
#include "runtime/frame.h"
#include "runtime/value.h"

typedef struct {
   UWord       word;  /* 0 and `kind` WORD_VALUE: nothing */
   WordKind    kind;
   Addr        stub;
   Addr        ret;
   Addr        young; /* blocks that were allocated since lie below */
   UInt        looks;
   ExeContext* where; /* returned */
} Doubt;

enum { DOUBTS = 8 };

/* Invariant: SC_(results_in_doubt) counts those that are something. */
static Doubt doubts[DOUBTS];
UWord        SC_(results_in_doubt);

static void settle(Doubt* d)
{
   if (d->kind != WORD_VALUE)
      SC_(results_in_doubt)--;
   d->kind = WORD_VALUE;
}

static Doubt* doubt_about(UWord word)
{
   for (UInt i = 0; i < DOUBTS; i++)
      if (doubts[i].kind != WORD_VALUE && doubts[i].word == word)
         return &doubts[i];
   return NULL;
}

/* A place that has returned such words often is not looked at any more: they are numbers. */
static Bool is_known(Addr ret)
{
   enum { ENOUGH = 64 };
   static Asked returns[ASKED_PLACES];
   return SC_(asked_before)(returns, ret) >= ENOUGH;
}

void SC_(result_returned)(const Activation* stub, UWord result)
{
   static UInt next;
   const Runtime* rt = SC_(the_runtime)();
   const WordKind kind = SC_(word_kind)(result);
   if (!SC_(is_no_value)(kind) || is_known(stub->ret)
       || (SC_(word_certainty)(kind) == LATENT && !SC_(options).latent))
      return;
   Doubt* d = doubt_about(result);
   if (!d)
      d = &doubts[next++ % DOUBTS];
   settle(d);
   SC_(results_in_doubt)++;
   d->word = result;
   d->kind = kind;
   d->stub = stub->fn;
   d->ret = stub->ret;
   d->looks = 0;
   d->where = SC_(capture)();
   Addr hi;
   if (!rt || !rt->minor_live(rt, 0, &d->young, &hi))
      d->young = 0;
}

/*--- What settles a doubt ---*/

static void found(Doubt* d, Evidence evidence, Addr place, const RuntimeFunction* f, UInt n)
{
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_WORD_RETURNED;
   b.certainty = SC_(word_certainty)(d->kind);
   b.stub = d->stub;
   b.word = d->word;
   b.word_kind = d->kind;
   b.evidence = evidence;
   b.addr = place;
   b.f = f;
   b.n = n;
   b.evident = f ? SC_(capture)() : NULL;
   SC_(report)(SC_(describe_breach)(&b, NULL, VG_(get_running_tid)(), d->where));
   settle(d);
}

static void look_at_slot(UWord word, Addr ret, void* opaque)
{
   Doubt* d = doubt_about(word);
   if (d)
      found(d, EVIDENCE_VARIABLE, ret, NULL, 0);
}

static void look_at_frames(void)
{
   enum { FRAMES = 16 };
   const Runtime* rt = SC_(the_runtime)();
   OCamlStack s;
   if (rt && rt->bytecode_values)
      rt->bytecode_values(rt, look_at_slot, NULL);
   else if (rt && rt->stack(rt, &s))
      SC_(frames_values)(s, FRAMES, look_at_slot, NULL);
}

/* Where the values of a block begin that the GC scans: those of a closure behind its code. */
static UWord first_value(const Block* b)
{
   enum { INFO_WORD = 1 };
   if (SC_(header_tag)(b->header) != TAG_CLOSURE || SC_(header_wosize)(b->header) <= INFO_WORD)
      return 0;
   return SC_(closure_environment)(((const UWord*)b->addr)[INFO_WORD]);
}

static Bool look_at_block(const Block* b, void* limit)
{
   if (b->addr >= *(const Addr*)limit)
      return False;
   if (SC_(header_tag)(b->header) >= NO_SCAN_TAG)
      return True;
   for (UWord i = first_value(b); i < SC_(header_wosize)(b->header); i++) {
      Doubt* d = doubt_about(((const UWord*)b->addr)[i]);
      if (d && b->addr < d->young)
         found(d, EVIDENCE_FIELD, b->addr + i * WORD_BYTES, NULL, (UInt)i);
   }
   return True;
}

static void look_at_blocks(void)
{
   const Runtime* rt = SC_(the_runtime)();
   Addr lo, hi, limit = 0;
   for (UInt i = 0; i < DOUBTS; i++)
      if (doubts[i].kind != WORD_VALUE && doubts[i].young > limit)
         limit = doubts[i].young;
   if (rt && rt->minor_live(rt, 0, &lo, &hi) && lo < limit && limit <= hi)
      SC_(blocks_walk)(lo, look_at_block, &limit);
}

/*--- Moments ---*/

static void forget_all(void)
{
   for (UInt i = 0; i < DOUBTS; i++)
      settle(&doubts[i]);
}

void SC_(results_at_call)(void)
{
   enum { ENOUGH = 64 };
   if (SC_(results_in_doubt) == 0)
      return;
   look_at_frames();
   for (UInt i = 0; i < DOUBTS; i++)
      if (doubts[i].kind != WORD_VALUE && ++doubts[i].looks >= ENOUGH)
         settle(&doubts[i]);
}

void SC_(results_passed)(const RuntimeFunction* f, const UWord* arguments)
{
   for (UInt i = 0; f->api && i < 6; i++) {
      Doubt* d = f->api->values & (1U << i) ? doubt_about(arguments[i]) : NULL;
      if (d)
         found(d, EVIDENCE_ARGUMENT, 0, f, i + 1);
   }
}

void SC_(results_at_collection)(void)
{
   if (SC_(results_in_doubt) == 0)
      return;
   look_at_frames();
   look_at_blocks();
   forget_all();
}

void SC_(results_at_end)(void)
{
   if (SC_(results_in_doubt) > 0)
      look_at_blocks();
   forget_all();
}
