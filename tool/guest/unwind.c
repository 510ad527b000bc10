/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Valgrind's unwinder takes a caller's frame for one if it lies above on the same stack, and
   guesses where it has no better word. In OCaml 5, C runs on the stack of the thread and
   OCaml code on others, so from the runtime's assembly on only call frame information is
   followed, which tells the way across (runtime/amd64.S). */
#include "guest/unwind.h"

#include "base/client.h"
#include "base/core.h"
#include "guest/activation.h"
#include "pub_tool_stacktrace.h" // VG_(get_StackTrace)
#include "runtime/object.h"
#include "runtime/value.h"

#define FRAMES_MAX 64

/* The frame of OCaml code that has called C directly: its stack is not C's. */
static Addr ocaml_sp(Addr ip)
{
   const Activation* a = SC_(innermost_stub)();
   return a && a->noalloc && a->ret == ip + 1 ? a->caller_sp : 0;
}

/* From frame n - 1 on, by call frame information alone. */
static UInt follow(UnwindRegs r, Addr* ips, Addr* sps, UInt n, UInt max)
{
   while (n < max && SC_(client_readable)(r.xsp, WORD_BYTES)) {
      r.xip--;
      if (!VG_(use_CF_info)(&r, 0, ~(Addr)0) || r.xip == 0)
         break;
      ips[n] = r.xip - 1;
      sps[n++] = r.xsp;
   }
   return n;
}

UInt SC_(unwind)(ThreadId tid, Addr* ips, Addr* sps, UInt max)
{
   Addr fps[FRAMES_MAX];
   const Runtime* rt = SC_(the_runtime)();
   if (max > FRAMES_MAX)
      max = FRAMES_MAX;
   const UInt n = VG_(get_StackTrace)(tid, ips, max, sps, fps, 0);
   if (!rt || !rt->changes_stacks)
      return n;
   for (UInt i = 0; i < n; i++) {
      const Bool ocaml = !rt->changes_stacks(rt, ips[i]) && SC_(class_of_code)(ips[i]) == CODE_OCAML;
      if (!ocaml && !rt->changes_stacks(rt, ips[i]))
         continue;
      UnwindRegs r = { ips[i] + (i > 0), ocaml && i > 0 ? ocaml_sp(ips[i]) : sps[i], fps[i] };
      r.xip += i == 0;
      return r.xsp ? follow(r, ips, sps, i + 1, max) : i + 1;
   }
   return n;
}
