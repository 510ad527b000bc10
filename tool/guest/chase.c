/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which direct calls and jumps a superblock may follow ("chase", in VEX's words). What is added to
   code stands at the head and the end of superblocks, and asks for registers, which are exact only
   there. So a superblock must end where code classes change, and before each function of the runtime
   whose entry is told; where tags are followed it stays within one function. OCaml code, the rest of
   the runtime, and libc when the runtime runs it, get nothing added: there chasing is as good
   as without a tool.

   The core has one switch for all code, and asks nobody. It hands VEX a function to ask, though,
   which is replaced on the way: LibVEX_Translate is wrapped by the linker (Makefile.am). */
#include "base/base.h"
#include "guest/hook.h"
#include "guest/instrument.h"
#include "libvex.h"
#include "runtime/object.h"
#include "runtime/runtime.h"

extern VexTranslateResult __real_LibVEX_Translate(VexTranslateArgs* args);
VexTranslateResult        __wrap_LibVEX_Translate(VexTranslateArgs* args);

/* Of the superblock that is translated. */
static CodeClass class_of_head;
static Bool      (*core_agrees)(void*, Addr);

/* From OCaml code, by way of which it calls C: nothing is told of it. */
static Bool is_way_to_c(Addr a)
{
   const Runtime* rt = SC_(the_runtime)();
   return class_of_head == CODE_OCAML && rt && a == rt->c_call && a != 0;
}

static Bool may_chase(void* opaque, Addr to)
{
   if (!core_agrees(opaque, to))
      return False;
   if (SC_(class_of_code)(to) != class_of_head)
      return is_way_to_c(to);
   const RuntimeFunction* f = class_of_head == CODE_RUNTIME ? SC_(runtime_entry)(to) : NULL;
   return !f || !SC_(hook_from_runtime)(f);
}

static Bool never(void* opaque, Addr to)
{
   return False;
}

VexTranslateResult __wrap_LibVEX_Translate(VexTranslateArgs* args)
{
   class_of_head = SC_(class_of_code)(args->guest_bytes_addr);
   core_agrees = args->chase_into_ok;
   args->chase_into_ok = SC_(stays_plain)(class_of_head, args->guest_bytes_addr) ? may_chase : never;
   return __real_LibVEX_Translate(args);
}
