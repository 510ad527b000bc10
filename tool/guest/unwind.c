/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Valgrind's unwinder takes a caller's frame for one if it lies above on the same stack, and
   guesses where it has no better word. In OCaml 5, C runs on the stack of the thread and
   OCaml code on others, so from the runtime's assembly on only call frame information is
   followed, which tells the way across (runtime/amd64.S). */
#include "guest/unwind.h"

#include "base/client.h"
#include "base/core.h"
#include "guest/activation.h"
#include "pub_tool_aspacemgr.h"  // VG_(am_find_nsegment)
#include "pub_tool_debuginfo.h"  // VG_(current_DiEpoch)
#include "pub_tool_machine.h"    // VG_(get_IP)
#include "pub_tool_stacktrace.h" // VG_(get_StackTrace)
#include "runtime/object.h"
#include "runtime/value.h"

#define FRAMES_MAX 64
#define FIRST_PAGE 4096 /* nothing is read below */

/*--- Stacks that were seen before ---*/

/* Stacks are taken again and again where C allocates in a loop. A stack is what it was if it begins
   as it did, and each return address is still where it was found. */
typedef struct {
   Addr ip, sp, fp; /* of the innermost frame */
   UInt max;        /* frames that were asked for */
   UInt objects;    /* DiEpoch: of the code that was mapped */
} Beginning;

typedef struct {
   Beginning at; /* of zeros: nothing is known */
   UInt n;
   Addr ips[FRAMES_MAX], sps[FRAMES_MAX];
} Known;

#define KNOWN 256

static Known known[KNOWN];

static Known* known_of(Addr ip, Addr sp)
{
   return &known[(ip ^ (ip >> 8) ^ (sp >> 4)) % KNOWN];
}

/* The return address that led to frame `i` lies below its stack pointer. (Not where the stack was
   changed; such stacks are not kept.) */
static Bool is_still_called(const Addr* ips, const Addr* sps, UInt i)
{
   UWord ret;
   return SC_(client_word)(sps[i] - WORD_BYTES, &ret) && ret == ips[i] + 1;
}

/* How many frames, from the innermost on, are called so. */
static UInt called_frames(const Addr* ips, const Addr* sps, UInt n)
{
   UInt i = n > 0;
   while (i < n && is_still_called(ips, sps, i))
      i++;
   return i;
}

/* Above the first function of a thread the core's unwinder takes what lies there for frames. */
static Bool is_code(Addr ip)
{
   const NSegment* seg = VG_(am_find_nsegment)(ip);
   return seg && seg->hasX;
}

/* OCaml code that calls C directly goes to the stack of C for the call alone, its own in rbx,
   of which Valgrind's call frame information does not know. So the frame is looked at as it
   is once `mov %rbx,%rsp', where C returns to, is done. False when `ip' is none such. */
static Bool direct_call(Addr ip, UnwindRegs* r)
{
   enum { MOV_BYTES = 3 };
   const Activation* a = SC_(innermost_stub)();
   if (!a || !a->noalloc || a->ret != ip + 1)
      return False;
   r->xip = a->ret + MOV_BYTES + 1;
   r->xsp = a->caller_sp;
   return True;
}

/* To the frame of the caller. `callback` is where the function of the runtime begins that has
   called back last, on the way; where it ends is found out here. */
static Bool step(const Runtime* rt, UnwindRegs* r, Addr* callback, Addr* callback_end)
{
   const Addr ip = r->xip - 1, sp = r->xsp;
   OCamlStack other;
   if (!SC_(client_readable)(sp, WORD_BYTES))
      return False;
   const Bool starts = rt->starts_stack(rt, ip);
   if (starts ? rt->parent_stack(rt, sp, *callback, *callback_end, &other) : rt->calling_stack(rt, ip, sp, &other)) {
      r->xip = other.ret;
      r->xsp = other.sp;
      return True;
   }
   if (starts)
      return False;
   r->xip = ip;
   if (!VG_(use_CF_info)(r, FIRST_PAGE, ~(Addr)0) || r->xip == 0)
      return False;
   if (rt->changes_stacks(rt, ip) && SC_(class_of_code)(r->xip - 1) != CODE_OCAML)
      *callback = r->xsp;
   else if (*callback == sp)
      *callback_end = r->xsp;
   return True;
}

/* From frame n - 1 on, by call frame information alone. */
static UInt follow(const Runtime* rt, UnwindRegs r, Addr* ips, Addr* sps, UInt n, UInt max)
{
   Addr callback = 0, callback_end = 0;
   while (n < max && step(rt, &r, &callback, &callback_end)) {
      ips[n] = r.xip - 1;
      sps[n++] = r.xsp;
   }
   return n;
}

static UInt unwind_anew(ThreadId tid, Addr* ips, Addr* sps, UInt max)
{
   Addr fps[FRAMES_MAX];
   const Runtime* rt = SC_(the_runtime)();
   const UInt n = VG_(get_StackTrace)(tid, ips, max, sps, fps, 0);
   if (!rt || !rt->changes_stacks)
      return n;
   for (UInt i = 0; i < n; i++) {
      const Bool border = rt->changes_stacks(rt, ips[i]);
      UnwindRegs r = { ips[i] + 1, sps[i], fps[i] };
      if (border || (SC_(class_of_code)(ips[i]) == CODE_OCAML && (i == 0 || direct_call(ips[i], &r))))
         return follow(rt, r, ips, sps, i + 1, max);
      if (SC_(class_of_code)(ips[i]) == CODE_OCAML)
         return i + 1;
   }
   return n;
}

static UInt recall(const Known* k, Addr* ips, Addr* sps)
{
   VG_(memcpy)(ips, k->ips, k->n * sizeof *ips);
   VG_(memcpy)(sps, k->sps, k->n * sizeof *sps);
   return k->n;
}

static void remember(Known* k, const Beginning* at, const Addr* ips, const Addr* sps, UInt n)
{
   k->at = *at;
   k->n = n;
   VG_(memcpy)(k->ips, ips, n * sizeof *ips);
   VG_(memcpy)(k->sps, sps, n * sizeof *sps);
}

UInt SC_(unwind)(ThreadId tid, Addr* ips, Addr* sps, UInt max)
{
   if (max > FRAMES_MAX)
      max = FRAMES_MAX;
   const Beginning at = { VG_(get_IP)(tid), VG_(get_SP)(tid), VG_(get_FP)(tid), max, VG_(current_DiEpoch)().n };
   Known* k = known_of(at.ip, at.sp);
   if (VG_(memcmp)(&k->at, &at, sizeof at) == 0 && called_frames(k->ips, k->sps, k->n) == k->n)
      return recall(k, ips, sps);
   UInt n = unwind_anew(tid, ips, sps, max);
   const UInt called = called_frames(ips, sps, n);
   if (called < n && !is_code(ips[called]))
      n = called;
   if (called == n)
      remember(k, &at, ips, sps, n);
   return n;
}
