/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One list per thread and kind of thing told. */
#include "guest/told.h"

#include "pub_tool_threadstate.h" // VG_N_THREADS
#include "runtime/told_function.h"

typedef struct {
   Addr sp;   /* of the function that told it */
   Addr what; /* a block, or a function */
} Told;

typedef struct {
   XArray* finalisers; /* of Told, innermost last; NULL while there was none */
   XArray* functions;
} Thread;

static Thread* threads; /* by ThreadId; made when first needed */

static Thread* thread(ThreadId tid)
{
   if (!threads)
      threads = SC_(new)("sc.told", VG_N_THREADS * sizeof *threads);
   return &threads[tid];
}

static void push(XArray** list, Addr sp, Addr what)
{
   const Told t = { sp, what };
   if (!*list)
      *list = VG_(newXA)(VG_(malloc), "sc.told", VG_(free), sizeof(Told));
   VG_(addToXA)(*list, &t);
}

static Bool pop(XArray* list)
{
   if (!list || VG_(sizeXA)(list) == 0)
      return False;
   VG_(dropTailXA)(list, 1);
   return True;
}

void SC_(told_finaliser_begin)(ThreadId tid, Addr sp, Addr block)
{
   push(&thread(tid)->finalisers, sp, block);
}

Bool SC_(told_finaliser_end)(ThreadId tid)
{
   return pop(thread(tid)->finalisers);
}

Bool SC_(told_finaliser)(ThreadId tid, Addr* sp, Addr* block)
{
   XArray* list = threads ? thread(tid)->finalisers : NULL;
   if (!list || VG_(sizeXA)(list) == 0)
      return False;
   const Told* t = VG_(indexXA)(list, VG_(sizeXA)(list) - 1);
   *sp = t->sp;
   *block = t->what;
   return True;
}

void SC_(told_function_enter)(ThreadId tid, Addr sp, Addr function)
{
   push(&thread(tid)->functions, sp, function);
}

Bool SC_(told_function_leave)(ThreadId tid)
{
   return pop(thread(tid)->functions);
}

static UInt put(Addr* ips, Addr* sps, UInt n, UInt max, const Told* t)
{
   UInt at = 0;
   while (at < n && sps[at] < t->sp)
      at++;
   if (n == max)
      n--;
   if (at > n)
      return n;
   for (UInt i = n; i > at; i--) {
      ips[i] = ips[i - 1];
      sps[i] = sps[i - 1];
   }
   ips[at] = t->what;
   sps[at] = t->sp;
   return n + 1;
}

/* Where the collector calls a finaliser stands a frame too: what lies inside of it is
   the finaliser's doing. Outermost first: of those that one C function told, the last stands innermost. */
UInt SC_(told_frames)(ThreadId tid, Addr* ips, Addr* sps, UInt n, UInt max)
{
   if (!threads)
      return n;
   XArray* list = thread(tid)->functions;
   for (Word i = 0; list && i < VG_(sizeXA)(list); i++)
      n = put(ips, sps, n, max, VG_(indexXA)(list, i));
   list = thread(tid)->finalisers;
   for (Word i = 0; list && i < VG_(sizeXA)(list); i++) {
      const Told* t = VG_(indexXA)(list, i);
      const Told border = { t->sp, SC_(told_function)("(finalisation)") };
      n = put(ips, sps, n, max, &border);
   }
   return n;
}

void SC_(told_thread_gone)(ThreadId tid)
{
   if (!threads)
      return;
   if (threads[tid].finalisers)
      VG_(deleteXA)(threads[tid].finalisers);
   if (threads[tid].functions)
      VG_(deleteXA)(threads[tid].functions);
   VG_(memset)(&threads[tid], 0, sizeof threads[tid]);
}
