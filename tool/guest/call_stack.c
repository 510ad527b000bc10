/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks of the running thread, lost frames put back. */
#include "guest/call_stack.h"

#include "guest/activation.h"
#include "guest/told.h"
#include "guest/transition.h"
#include "guest/unwind.h"
#include "pub_tool_debuginfo.h"   // VG_(get_fnname)
#include "pub_tool_options.h"     // VG_(clo_backtrace_size)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/object.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

#define STACK_MAX 64

/* Is the code at `a` of the function that holds `b`? */
static Bool compare_functions(Addr a, Addr b)
{
   const HChar* name;
   HChar first[64];
   const DiEpoch ep = VG_(current_DiEpoch)();
   if (!VG_(get_fnname)(ep, a, &name))
      return SC_(near_code)(a, b);
   VG_(strncpy)(first, name, sizeof first - 1);
   first[sizeof first - 1] = '\0';
   return VG_(get_fnname)(ep, b, &name) && VG_(strncmp)(first, name, sizeof first - 1) == 0;
}

/* The same: each stack that is taken asks, as a rule about places that were asked about
   before. */
static Bool same_function(Addr a, Addr b)
{
   enum { ANSWERS = 256 };
   static struct {
      Addr    a, b;
      DiEpoch epoch;
      Bool    same;
   } answers[ANSWERS];
   const UWord i = (a ^ (a >> 8) ^ (b >> 4)) % ANSWERS;
   const DiEpoch now = VG_(current_DiEpoch)();
   if (answers[i].a != a || answers[i].b != b || answers[i].epoch.n != now.n) {
      answers[i].a = a;
      answers[i].b = b;
      answers[i].epoch = now;
      answers[i].same = compare_functions(a, b);
   }
   return answers[i].same;
}

/* A full stack loses its outermost frame. */
static UInt insert(Addr* ips, UInt n, UInt at, Addr ip)
{
   if (n == STACK_MAX)
      n--;
   for (UInt i = n; i > at; i--)
      ips[i] = ips[i - 1];
   ips[at] = ip;
   return n + 1;
}

/* Jumps take frames off the stack. Two of them are known and put back:

   - free (frame 0, of the preload) was jumped to from stub code: the jump;
   - the stub that OCaml called, or a finaliser of the runtime's, jumped to another
     function: the jump if it is known, else its entry, before the frame that it
     would have returned to.

   In Valgrind's stacks a caller's address is one less than the return address. */
static UInt recover_jump(Addr* ips, Addr* sps, UInt n)
{
   const Addr sp = SC_(running).tail_sp;
   if (SC_(running).tail_ip == 0 || n < 2 || sps[1] != sp + WORD_BYTES)
      return n;
   insert(sps, n, 1, sp);
   return insert(ips, n, 1, SC_(running).tail_ip);
}

/* Where the function of `a` was left: see above. */
static Addr last_place_in(const Activation* a)
{
   const Running* r = &SC_(running);
   return a->kind == ACT_STUB && r->inner_sp == a->sp && r->inner_ip
          && same_function(r->inner_ip, a->fn) ? r->inner_ip : a->fn;
}

static UInt recover_stub(Addr* ips, const Addr* sps, UInt n)
{
   const Activation* a = SC_(innermost)();
   if (!a || (a->kind == ACT_RUNTIME && !a->finaliser))
      return n;
   for (UInt i = 1; i < n && sps[i] <= a->sp + WORD_BYTES; i++)
      if (sps[i] == a->sp + WORD_BYTES && ips[i] + 1 == a->ret
          && !same_function(ips[i - 1], a->fn))
         return insert(ips, n, i, last_place_in(a));
   return n;
}

/* In the place of the interpreter's function stand the OCaml functions that it runs, if they
   are known. */
static UInt put_bytecode(Addr* ips, Addr* sps, UInt n)
{
   const Runtime* rt = SC_(the_runtime)();
   Addr pcs[STACK_MAX];
   if (!rt || !rt->bytecode_stack)
      return n;
   BytecodeStack stack = SC_(running).ocaml;
   if (!SC_(running).unlocked)
      rt->bytecode_stack(rt, &stack);
   for (UInt i = 0; i < n; i++) {
      if (SC_(class_of_code)(ips[i]) != CODE_OCAML)
         continue;
      const Bool whole = i + 2 < n; /* the frame of the function that has called the interpreter */
      const UInt found = rt->bytecode_frames(rt, &stack, whole ? sps[i + 1] : 0, whole ? sps[i + 2] : 0, pcs, STACK_MAX - i);
      const Addr c_sp = sps[i];
      for (UInt k = 1; k < found; k++) {
         insert(sps, n, i + k, c_sp);
         n = insert(ips, n, i + k, pcs[k]);
      }
      if (found > 0) {
         ips[i] = pcs[0];
         i += found - 1;
      }
   }
   return n;
}

/* The innermost `max` frames, and what is known of lost ones put back. Returns how
   many there are. */
static UInt stack_of_calls(Addr* ips, Addr* sps, UInt max)
{
   SC_(prune_to_now)();
   UInt n = SC_(unwind)(VG_(get_running_tid)(), ips, sps, max);
   if (SC_(in_stub)())
      n = recover_jump(ips, sps, n);
   return put_bytecode(ips, sps, recover_stub(ips, sps, n));
}

ExeContext* SC_(capture)(void)
{
   Addr ips[STACK_MAX], sps[STACK_MAX];
   const UInt depth = (UInt)VG_(clo_backtrace_size);
   const UInt wanted = depth < STACK_MAX ? depth : STACK_MAX;
   UInt n = stack_of_calls(ips, sps, wanted);
   n = SC_(told_frames)(VG_(get_running_tid)(), ips, sps, n, STACK_MAX);
   if (n > wanted)
      n = wanted;
   return VG_(make_ExeContext_from_StackTrace)(ips, n);
}

/* A finaliser that the program told of is what the function that told it has called, or
   that function itself. */
static Bool told_finaliser(Addr* entry, Addr* block)
{
   Addr ips[STACK_MAX], sps[STACK_MAX], sp;
   if (!SC_(told_finaliser)(VG_(get_running_tid)(), &sp, block))
      return False;
   const UInt n = stack_of_calls(ips, sps, STACK_MAX);
   UInt i = 0;
   while (i + 1 < n && sps[i] < sp)
      i++;
   *entry = i > 0 && SC_(class_of_code)(ips[i - 1]) == CODE_STUB ? ips[i - 1] : ips[i];
   return True;
}

Bool SC_(running_finaliser)(Addr* entry, Addr* block)
{
   return SC_(called_finaliser)(entry, block) || told_finaliser(entry, block);
}
