/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the question and the answer each thread has at most one of either kind open. */
#include "guest/heap_growth.h"

#include "heap/region.h"
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/runtime.h"
#include "runtime/value.h"

/* struct large_alloc (shared_heap.c), before the header. */
#define LARGE_HEADER (2 * WORD_BYTES)

typedef struct {
   SizeT bytes, pool, align; /* of pools; bytes 0: none asked for */
   SizeT large;              /* bytes of a large block with all that is before it; 0: none */
} Asked;

static Asked* asked; /* by ThreadId */

static Asked* of_thread(void)
{
   if (!asked)
      asked = SC_(new)("sc.growth", VG_N_THREADS * sizeof *asked);
   return &asked[VG_(get_running_tid)()];
}

void SC_(growth_pools_asked)(const Registers* regs)
{
   const Runtime* rt = SC_(the_runtime)();
   const UWord args[] = { regs->guest_RDI, regs->guest_RSI, regs->guest_RDX };
   Asked* a = of_thread();
   a->pool = rt->pool_bytes(rt, args, &a->align);
   a->bytes = a->pool ? args[0] : 0;
}

void SC_(growth_block_asked)(UWord words)
{
   of_thread()->large = (words + 1) * WORD_BYTES + LARGE_HEADER;
}

void SC_(growth_mapped)(Addr at)
{
   if (!asked || of_thread()->bytes == 0)
      return;
   Asked* a = of_thread();
   const Addr first = (at + a->align - 1) & ~(a->align - 1);
   SC_(region_mapped)(first, first + a->bytes, a->pool, REGION_MAJOR);
   a->bytes = 0;
}

void SC_(growth_allocated)(Addr at, SizeT bytes)
{
   if (!asked || of_thread()->large != bytes)
      return;
   SC_(region_mapped)(at + LARGE_HEADER, at + bytes, 0, REGION_LARGE);
   of_thread()->large = 0;
}

void SC_(growth_freed)(Addr at, SizeT bytes)
{
   if (!asked || bytes <= LARGE_HEADER)
      return;
   const Range* r = SC_(region_of)(at + LARGE_HEADER);
   if (r && r->data == REGION_LARGE && r->lo == at + LARGE_HEADER)
      SC_(region_unmapped)(r->lo, r->hi);
}
