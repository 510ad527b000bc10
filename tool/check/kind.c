/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of kinds. */
#include "check/kind.h"

static const KindInfo kinds[KIND_COUNT] = {
   [KIND_UNREGISTERED_ROOT] = { "SC101", "UnregisteredRoot",
      "a value that is kept while the GC may run is held by a root" },
   [KIND_DERIVED_POINTER] = { "SC102", "DerivedPointer",
      "an address inside a block is taken again after the GC may have run" },
   [KIND_USE_AFTER_COMPACTION] = { "SC103", "UseAfterCompaction",
      "an address is not used after its block was moved or freed" },
   [KIND_LOCAL_ROOTS_IMBALANCE] = { "SC201", "LocalRootsImbalance",
      "a stub that begins with CAMLparam returns with CAMLreturn" },
   [KIND_FREE_OF_GC_BLOCK] = { "SC301", "FreeOfGcBlock",
      "memory that the GC owns is never given to free or realloc" },
   [KIND_DOUBLE_FREE] = { "SC302", "DoubleFree",
      "a C block is released once, by one owner" },
   [KIND_MISMATCHED_RELEASE] = { "SC304", "MismatchedRelease",
      "a C block is released by the family of functions that allocated it" },
   [KIND_LOST_OWNER] = { "SC305", "LostOwner",
      "the last OCaml block that owns a C block releases it when it dies" },
   [KIND_HEAP_ACCESS_WITHOUT_LOCK] = { "SC402", "HeapAccessWithoutLock",
      "OCaml memory is accessed with the runtime lock held" },
};

const KindInfo* SC_(kind_info)(Kind k)
{
   tl_assert(k > KIND_NONE && k < KIND_COUNT);
   return &kinds[k];
}

Kind SC_(kind_by_name)(const HChar* name)
{
   for (Kind k = KIND_NONE + 1; k < KIND_COUNT; k++)
      if (VG_(strcmp)(kinds[k].name, name) == 0)
         return k;
   return KIND_NONE;
}

const HChar* SC_(certainty_name)(Certainty c)
{
   return c == DEFINITE ? "definite" : "latent";
}
