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
   [KIND_UNINITIALISED_FIELD] = { "SC104", "UninitialisedField",
      "a new block is filled before the GC may run" },
   [KIND_UNINITIALISED_ROOT] = { "SC105", "UninitialisedRoot",
      "a registered root holds a value whenever the GC may run" },
   [KIND_NOT_A_VALUE] = { "SC106", "NotAValue",
      "what C gives to OCaml and its runtime as a value is one" },
   [KIND_MISSING_WRITE_BARRIER] = { "SC107", "MissingWriteBarrier",
      "a field of a block that is not new is changed with caml_modify" },
   [KIND_BLOCK_OVERRUN] = { "SC108", "BlockOverrun",
      "C stays within the block that it was given" },
   [KIND_WRONG_BLOCK_KIND] = { "SC109", "WrongBlockKind",
      "a block is used as what it is" },
   [KIND_LOCAL_ROOTS_IMBALANCE] = { "SC201", "LocalRootsImbalance",
      "a stub that begins with CAMLparam returns with CAMLreturn" },
   [KIND_DANGLING_ROOT] = { "SC202", "DanglingRoot",
      "a global root is removed before its memory is gone, and lies outside the OCaml heap" },
   [KIND_ROOT_MISMATCH] = { "SC203", "RootMismatch",
      "a global root is removed once, by the function that belongs to the one that registered it" },
   [KIND_ROOT_LEAK] = { "SC204", "RootLeak",
      "a global root that is registered again and again is removed again" },
   [KIND_FREE_OF_GC_BLOCK] = { "SC301", "FreeOfGcBlock",
      "memory that the GC owns is never given to free or realloc" },
   [KIND_DOUBLE_FREE] = { "SC302", "DoubleFree",
      "a C block is released once, by one owner" },
   [KIND_USE_AFTER_RELEASE] = { "SC303", "UseAfterRelease",
      "a C block is not used after its owner released it" },
   [KIND_MISMATCHED_RELEASE] = { "SC304", "MismatchedRelease",
      "a C block is released by the family of functions that allocated it" },
   [KIND_LOST_OWNER] = { "SC305", "LostOwner",
      "the last OCaml block that owns a C block releases it when it dies" },
   [KIND_FINALISER_MISUSE] = { "SC306", "FinaliserMisuse",
      "the operations of a custom block never run the GC, nor OCaml code" },
   [KIND_NOALLOC_VIOLATION] = { "SC401", "NoallocViolation",
      "a stub declared [@@noalloc] neither allocates nor raises nor calls back nor gives the lock away" },
   [KIND_HEAP_ACCESS_WITHOUT_LOCK] = { "SC402", "HeapAccessWithoutLock",
      "OCaml memory is accessed with the runtime lock held" },
   [KIND_RUNTIME_CALL_WITHOUT_LOCK] = { "SC403", "RuntimeCallWithoutLock",
      "the runtime is called with its lock held, by a thread that it knows" },
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
