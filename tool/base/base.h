/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every file of the tool may use: Valgrind's basic services, our name
   prefix, checked allocation, the event stamp.

   Layers 0 to 4 are also compiled natively (-DSC_NATIVE) for unit tests, where
   regress/unit/native.c stands in for Valgrind's services; so those layers use
   only what is listed here and in the container headers. */
#ifndef SC_BASE_H
#define SC_BASE_H

#include "pub_tool_basics.h"       // UWord, Addr, Bool, HChar
#include "pub_tool_hashtable.h"    // VgHashTable
#include "pub_tool_libcassert.h"   // tl_assert
#include "pub_tool_libcbase.h"     // VG_(strlen), VG_(memcpy) ...
#include "pub_tool_libcprint.h"    // VG_(printf) ...
#include "pub_tool_mallocfree.h"   // VG_(malloc) ...
#include "pub_tool_oset.h"         // OSet
#include "pub_tool_poolalloc.h"    // VG_(allocEltPA) ...
#include "pub_tool_xarray.h"       // XArray

/* Every global symbol of the tool. */
#define SC_(str) VGAPPEND(vgStubcheck_, str)

/* A moment in the life of a process tree: the `event`-th event (from 1) of the
   process with index `process` in the lineage (process/lineage.h). {0,0} is no
   moment at all. */
typedef struct {
   UInt process;
   UInt event;
} Stamp;

/* A zeroed block of `n` bytes; never NULL. `cc` names the cost centre. */
static inline void* SC_(new)(const HChar* cc, SizeT n)
{
   return VG_(calloc)(cc, 1, n);
}

/* A pool for things of `n` bytes that come and go with each C block. */
static inline PoolAlloc* SC_(new_pool)(const HChar* cc, SizeT n)
{
   return VG_(newPA)(n, 256, VG_(malloc), cc, VG_(free));
}

/* A zeroed one of its things. */
static inline void* SC_(new_in)(PoolAlloc* pool, SizeT n)
{
   return VG_(memset)(VG_(allocEltPA)(pool), 0, n);
}

#endif
