/* SPDX-License-Identifier: GPL-2.0-or-later */
/* malloc and its kin. */
#include "guest/allocator.h"

#include "base/clock.h"
#include "base/client.h"
#include "base/compat.h"
#include "check/release.h"
#include "guest/call_stack.h"
#include "guest/heap_growth.h"
#include "guest/options.h"
#include "guest/root_rules.h"
#include "guest/transition.h"
#include "heap/region.h"
#include "provenance/shadow.h"
#include "pub_tool_replacemalloc.h" // VG_(cli_malloc)
#include "pub_tool_threadstate.h"   // VG_(get_running_tid)
#include "pub_tool_tooliface.h"
#include "report/describe.h"
#include "report/report.h"
#include "runtime/value.h"

/* Bytes before and after each block that stay unused. */
#define REDZONE 16

static Bool is_stat_function(const RuntimeFunction* f)
{
   return f && VG_(strncmp)(f->name, "caml_stat_", 10) == 0;
}

/* The family of an allocation or release that a libc function makes: what the stub
   itself called is what counts. */
static Family family_seen(Family family)
{
   if (SC_(in_stub)())
      return family;
   return is_stat_function(SC_(runtime_called_by_stub)()) ? FAMILY_STAT : FAMILY_RUNTIME;
}

/*--- Birth ---*/

/* Who stores to the first whole word behind a block, of its redzone, has run over the block's
   end (a bigarray's, as a rule). */
static void watch_end(Addr end)
{
   const Addr word = (end + WORD_BYTES - 1) & ~(Addr)(WORD_BYTES - 1);
   if (SC_(options).values)
      SC_(shadow_behind)(word);
}

static void* allocate(SizeT bytes, SizeT align, Family family, Bool zero)
{
   if ((SSizeT)bytes < 0)
      return NULL;
   void* p = VG_(cli_malloc)(align, bytes);
   if (!p)
      return NULL;
   if (zero)
      VG_(memset)(p, 0, bytes);
   SC_(shadow_clear)((Addr)p, (Addr)p + bytes);
   watch_end((Addr)p + bytes);
   SC_(cblock_born)((Addr)p, bytes, family_seen(family), SC_(capture)())->turn = SC_(stub_turns);
   SC_(growth_allocated)((Addr)p, bytes);
   return p;
}

/*--- Release ---*/

/* A finaliser that the runtime itself provides (caml_ba_finalize) frees what C
   gave it with malloc: that is the rule for managed bigarrays. */
static Family release_family(Family family, Bool in_finaliser)
{
   const Family seen = family_seen(family);
   return seen == FAMILY_RUNTIME && in_finaliser ? FAMILY_MALLOC : seen;
}

static void make_call(ReleaseCall* call, ThreadId tid, Addr addr, Family family,
                      const HChar* function)
{
   VG_(memset)(call, 0, sizeof *call);
   call->addr = addr;
   call->function = function;
   call->tid = tid;
   call->release.where = SC_(capture)();
   Addr v;
   const Bool fin = SC_(running_finaliser)(&call->release.finaliser, &v);
   if (fin)
      call->release.finalised = SC_(owner_block_at)(v);
   call->release.family = family == FAMILY_MAP ? family : release_family(family, fin);
   call->release.when = SC_(event)();
   call->block = SC_(cblock_at)(addr);
   if (!call->block)
      call->around = SC_(cblock_holding)(addr);
}

/* Has it been OCaml's heap since it was born? The runtime takes a chunk out of its list before it gives it back. */
static Bool was_heap(const CBlock* b)
{
   const Addr inside = b->addr + b->bytes / 2;
   Stamp gone;
   return SC_(in_heap)(inside) || (SC_(region_was)(inside, &gone) && SC_(before)(b->born, gone));
}

/* The runtime took this memory for itself and gives it back, and no stub's code has run between: nobody else has its
   address. Exception: what a custom block owns, which OCaml code can copy (Obj.dup). */
static Bool is_runtimes_alone(const CBlock* b)
{
   Addr finaliser, v;
   return b && b->state == CBLOCK_LIVE && b->family == FAMILY_RUNTIME && b->turn == SC_(stub_turns) && !b->owners
          && !SC_(in_stub)() && !SC_(running_finaliser)(&finaliser, &v);
}

static void give_back_at_once(CBlock* b)
{
   if (was_heap(b))
      VG_(memset)((void*)b->addr, 0, b->bytes); /* dead words there keep no C block from being lost */
   SC_(growth_freed)(b->addr, b->bytes);
   SC_(cblock_given_back)(b);
}

void SC_(release)(ThreadId tid, Addr addr, Family family, const HChar* function)
{
   CBlock* const b = SC_(cblock_at)(addr);
   if (is_runtimes_alone(b)) {
      give_back_at_once(b);
      return;
   }
   ReleaseCall    call;
   ReleaseFinding finding;
   make_call(&call, tid, addr, family, function);
   if (SC_(check_release)(&call, &finding)) {
      /* The owners are wanted now; finding their blocks walks the heap. */
      SC_(owners_settle)();
      SC_(check_release)(&call, &finding);
      SC_(report)(SC_(describe_release)(&finding));
   }
   if (!call.block || call.block->state != CBLOCK_LIVE)
      return;
   SC_(rules_released)(call.block, &call.release);
   SC_(growth_freed)(addr, call.block->bytes);
   SC_(cblock_released)(call.block, &call.release);
}

static void release_or_nothing(ThreadId tid, void* p, Family family, const HChar* function)
{
   if (p)
      SC_(release)(tid, (Addr)p, family, function);
}

static void* resize(ThreadId tid, void* p, SizeT bytes)
{
   if (!p)
      return allocate(bytes, VG_(clo_alignment), FAMILY_MALLOC, False);
   if (bytes == 0) {
      release_or_nothing(tid, p, FAMILY_MALLOC, "realloc");
      return NULL;
   }
   const CBlock* old = SC_(cblock_at)((Addr)p);
   SizeT keep = old ? old->bytes : 0;
   if (!old && SC_(client_readable)((Addr)p, bytes))
      keep = bytes; /* a finding: the program goes on with a copy */
   void* q = allocate(bytes, VG_(clo_alignment), FAMILY_MALLOC, False);
   if (!q)
      return NULL;
   keep = keep < bytes ? keep : bytes;
   VG_(memcpy)(q, p, keep);
   SC_(shadow_copy)((Addr)q, (Addr)p, keep);
   SC_(release)(tid, (Addr)p, FAMILY_MALLOC, "realloc");
   return q;
}

/*--- The functions that the core calls ---*/

static void* do_malloc(ThreadId tid, SizeT n)
{
   return allocate(n, VG_(clo_alignment), FAMILY_MALLOC, False);
}

static void* do_calloc(ThreadId tid, SizeT count, SizeT each)
{
   const SizeT n = count * each;
   if (each != 0 && n / each != count)
      return NULL;
   return allocate(n, VG_(clo_alignment), FAMILY_MALLOC, True);
}

static void* do_new(ThreadId tid, SizeT n)
{
   return allocate(n, VG_(clo_alignment), FAMILY_NEW, False);
}

static void* do_new_array(ThreadId tid, SizeT n)
{
   return allocate(n, VG_(clo_alignment), FAMILY_NEW_ARRAY, False);
}

static void* do_new_aligned(ThreadId tid, SizeT n, SizeT align SC_ORIGINAL_ALIGNMENT)
{
   return allocate(n, align, FAMILY_NEW, False);
}

static void* do_new_array_aligned(ThreadId tid, SizeT n, SizeT align SC_ORIGINAL_ALIGNMENT)
{
   return allocate(n, align, FAMILY_NEW_ARRAY, False);
}

static void* do_memalign(ThreadId tid, SizeT align SC_ORIGINAL_ALIGNMENT, SizeT n)
{
   return allocate(n, align, FAMILY_MALLOC, False);
}

static void do_free(ThreadId tid, void* p)
{
   release_or_nothing(tid, p, FAMILY_MALLOC, "free");
}

static void do_delete(ThreadId tid, void* p)
{
   release_or_nothing(tid, p, FAMILY_NEW, "operator delete");
}

static void do_delete_array(ThreadId tid, void* p)
{
   release_or_nothing(tid, p, FAMILY_NEW_ARRAY, "operator delete[]");
}

static void do_delete_aligned(ThreadId tid, void* p, SizeT align)
{
   do_delete(tid, p);
}

static void do_delete_array_aligned(ThreadId tid, void* p, SizeT align)
{
   do_delete_array(tid, p);
}

static SizeT usable_size(ThreadId tid, void* p)
{
   const CBlock* b = SC_(cblock_at)((Addr)p);
   return b && b->state == CBLOCK_LIVE ? b->bytes : 0;
}

static void give_back(Addr a)
{
   VG_(cli_free)((void*)a);
}

void SC_(allocator_init)(void)
{
   VG_(needs_malloc_replacement)(do_malloc, do_new, do_new_aligned, do_new_array,
                                 do_new_array_aligned, do_memalign, do_calloc, do_free,
                                 do_delete, do_delete_aligned, do_delete_array,
                                 do_delete_array_aligned, resize, usable_size, REDZONE);
}

void SC_(allocator_start)(void)
{
   SC_(cblocks_init)((SizeT)SC_(options).freelist_bytes, give_back);
}
