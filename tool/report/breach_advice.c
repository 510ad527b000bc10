/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice on breaches, in words. */
#include "report/breach_advice.h"

const HChar* SC_(breach_reason)(const Breach* b)
{
   switch (b->fault) {
   case FAULT_FIELD_UNWRITTEN:
      return "The GC follows whatever lay there before.";
   case FAULT_PAYLOAD_UNWRITTEN:
      return "The block is dead, so the GC will call its finaliser, which reads whatever lay there before.";
   case FAULT_ROOT_GARBAGE: case FAULT_GLOBAL_GARBAGE:
      return "The GC takes what a root holds for a value.";
   case FAULT_WORD_STORED: case FAULT_WORD_PASSED: case FAULT_WORD_RETURNED:
      return b->word_kind == WORD_CODE
             ? "OCaml code takes an even word for the address of a block, and would take what is there for fields."
             : b->word_kind == WORD_RELEASED
             ? "OCaml's heap may grow into that memory, and the GC then follows the address."
             : b->word_kind == WORD_NAKED || b->word_kind == WORD_NULL
             ? "OCaml 5 takes each even word for the address of a block; OCaml 4 looks first whether it lies in the heap."
             : "An even word is taken for an address: by the GC, by comparison, by OCaml code.";
   case FAULT_DIRECT_STORE:
      return b->certainty == DEFINITE
             ? "The next minor collection does not know of this address, moves the block that it points to, and leaves it "
               "stale."
             : "The block may have been moved to the major heap since it was allocated, and what is stored may be young: "
               "then the next minor collection does not know of this address. (And a running major collection may miss "
               "what was there before.)";
   case FAULT_DIRECT_IMMEDIATE:
      return "The major GC, while it marks, must be told of each address that is overwritten. Whoever has taken that one "
             "from there (a variable of OCaml's, a block that is marked already) may be left with a block that is freed.";
   case FAULT_INITIALIZE_LIVE:
      return "A major collection that is running misses the value that is overwritten.";
   case FAULT_MODIFY_NO_BLOCK:
      return "The runtime takes the word for a field: it remembers its address, and writes to it at the next minor "
             "collection, whatever is there by then.";
   case FAULT_MODIFY_PAYLOAD:
      return "The GC does not look there: the value dies while the block is alive.";
   case FAULT_ROOT_ASSIGNED:
      return "The runtime keeps such roots in lists by the age of what they hold: one that is assigned is looked for "
             "in the wrong list.";
   case FAULT_BEYOND_BLOCK: case FAULT_BEYOND_UNSEEN:
      return "The header of the next block lies there, or the byte that tells a string's length.";
   case FAULT_MODIFY_HEADER:
      return "The header of the next block lies there.";
   case FAULT_OUTSIDE_BLOCK: case FAULT_BEYOND_C_BLOCK:
      return "What lies there is another block, or none.";
   case FAULT_ALLOC_SIZE:
      return "Without the debug runtime nobody checks.";
   case FAULT_ALLOC_TAG:
      return "The bits above the tag become the block's size. Are size and tag swapped?";
   case FAULT_OTHER_KIND:
      return "What is read there means something else.";
   case FAULT_REAL_IN_VALUES:
      return b->written ? "The GC takes the word for a value." : "What lies there is a value, or the address of operations, and no number.";
   case FAULT_OPERATIONS_LOST:
      return "When the block dies, is compared or moved, the runtime calls what it finds there: the payload begins one "
             "word behind.";
   case FAULT_NO_STRING:
      return "What lies there are values, or the address of operations: their bytes are read, up to the first that is 0.";
   case FAULT_IMMEDIATE_USED: case FAULT_PAYLOAD_USED:
      return "No memory is there: SIGSEGV.";
   case FAULT_ROOT_IN_RELEASED: case FAULT_ROOT_ON_DEAD_STACK:
      return "The next GC reads, and changes, what is there by then.";
   case FAULT_ROOT_IN_HEAP:
      return "The runtime keeps the address while the GC moves the block.";
   case FAULT_REMOVED_BY_OTHER:
      return "Plain and generational roots are kept in different lists: it stays registered.";
   case FAULT_REMOVED_UNKNOWN:
      return "Removed before, or never registered at this address.";
   case FAULT_ROOTS_TWICE:
      return "A compaction takes each root out of the lists of its value and puts it back: a root that it meets twice is "
             "lost in between, and other memory overwritten.";
   case FAULT_ROOTS_LOST:
      return "No address of it is left in the program, so nobody can remove them. What they hold lives for ever, and each "
             "GC looks at all of them.";
   case FAULT_ROOTS_LEFT:
      return "What they hold lives for ever, and each GC looks at all of them.";
   case FAULT_OPERATION_CALLS:
      if (b->f && SC_(changes_roots)(b->f))
         return "The collection that runs the finaliser may have locked those lists: the program then waits for ever.";
      return "The runtime calls these functions from the middle of its own work, where values are in no root.";
   case FAULT_NOALLOC_CALLS:
      return "OCaml has called the stub directly: the allocation pointer and the frame of the caller are not where the "
             "runtime looks for them.";
   case FAULT_CALL_UNLOCKED:
      return "Another thread may be running OCaml code or the GC at this moment.";
   case FAULT_RELEASED_TWICE: case FAULT_ACQUIRED_TWICE:
      return "With threads (systhreads) this blocks, or lets two threads run at once.";
   case FAULT_UNKNOWN_THREAD:
      return "The runtime has no place for its stack and its roots.";
   case FAULT_RETURN_UNLOCKED:
      return "OCaml code then runs beside other threads and the GC.";
   case FAULT_CALL_SHUT_DOWN:
      return "The finalisers of all blocks have run; in pooled mode (caml_startup_pooled) the runtime's memory is gone.";
   case FAULT_CALL_FORKED: case FAULT_RETURN_FORKED:
      return "Only the thread that forks is in the new process. The next collection waits for all domains: for ever.";
   default:
      return NULL;
   }
}

/* Of words that are read in a block that has no fields. */
static const HChar* fix_of_payload(WordKind k)
{
   return k == WORD_REAL ? "box it: caml_copy_double (Double_field (v, i))."
          : "look at the type of the external: what OCaml passes is a string.";
}

const HChar* SC_(breach_fix)(const Breach* b)
{
   switch (b->fault) {
   case FAULT_FIELD_UNWRITTEN:
      return "compute what the fields will hold first, then allocate and fill at once; or use caml_alloc and Store_field.";
   case FAULT_PAYLOAD_UNWRITTEN:
      return "allocate the block last, or write NULL into it at once and let the finaliser look for that.";
   case FAULT_ROOT_GARBAGE: case FAULT_GLOBAL_GARBAGE:
      return b->word_kind == WORD_REAL || b->word_kind == WORD_CHARACTERS ? fix_of_payload(b->word_kind)
             : b->word_kind == WORD_EXCEPTION
             ? "test with Is_exception_result, and put Extract_exception of it in the root, before the GC may run."
             : "set it to Val_unit before it is registered (CAMLlocal does).";
   case FAULT_WORD_STORED: case FAULT_WORD_PASSED:
      return b->word_kind == WORD_ARGUMENTS ? "give the external two C functions; the one for bytecode takes (value *args, int n)."
             : b->word_kind == WORD_CODE ? "pass the closure itself; its environment is OCaml's matter."
             : b->word_kind == WORD_REAL || b->word_kind == WORD_CHARACTERS ? fix_of_payload(b->word_kind)
             : b->word_kind == WORD_EXCEPTION
             ? "test with Is_exception_result, then use Extract_exception."
             : "use Val_int or Val_long for integers, caml_copy_nativeint or a custom block for addresses.";
   case FAULT_WORD_RETURNED:
      return b->word_kind == WORD_EXCEPTION
             ? "test with Is_exception_result, then raise Extract_exception of it."
             : b->word_kind == WORD_REAL || b->word_kind == WORD_CHARACTERS ? fix_of_payload(b->word_kind)
             : b->word_kind == WORD_GARBAGE
             ? "return Val_int, Val_long or Val_unit, or box it (caml_copy_int64); or declare the external's result "
               "[@unboxed] or [@untagged]."
             : "return it in a custom block, or as caml_copy_nativeint makes it.";
   case FAULT_DIRECT_STORE: case FAULT_DIRECT_IMMEDIATE:
      return "use Store_field (caml_modify); directly only into a block allocated by the last call of the runtime.";
   case FAULT_INITIALIZE_LIVE:
      return "use caml_modify.";
   case FAULT_MODIFY_NO_BLOCK:
      return "assign local variables and CAMLlocalN arrays with =; register globals and use "
             "caml_modify_generational_global_root.";
   case FAULT_MODIFY_PAYLOAD:
      return "keep the value in a block that is scanned, or in a global root.";
   case FAULT_ROOT_ASSIGNED:
      return "use caml_modify_generational_global_root, or a plain root (caml_register_global_root).";
   case FAULT_OUTSIDE_BLOCK: case FAULT_MODIFY_HEADER:
      return "look at the type of the external: what OCaml passes has fewer fields, or is something else.";
   case FAULT_BEYOND_BLOCK: case FAULT_BEYOND_UNSEEN: case FAULT_BEYOND_C_BLOCK:
      return "allocate what is needed, and stay within it.";
   case FAULT_ALLOC_SIZE:
      return "use caml_alloc, which takes any size.";
   case FAULT_ALLOC_TAG:
      return "give the size first, then the tag.";
   case FAULT_OPERATIONS_LOST:
      return "use Data_custom_val.";
   case FAULT_OTHER_KIND: case FAULT_REAL_IN_VALUES: case FAULT_IMMEDIATE_USED:
   case FAULT_PAYLOAD_USED: case FAULT_NO_STRING:
      return "look at the type of the external, or look with Is_block and Tag_val first.";
   case FAULT_ROOT_IN_RELEASED: case FAULT_ROOT_ON_DEAD_STACK:
      return "remove the root before its memory goes.";
   case FAULT_ROOT_IN_HEAP:
      return "register a C variable that holds the block.";
   case FAULT_REMOVED_BY_OTHER:
      return b->root->generational ? "use caml_remove_generational_global_root." : "use caml_remove_global_root.";
   case FAULT_REMOVED_UNKNOWN:
      return "remove each root once, with the address that was registered.";
   case FAULT_ROOTS_TWICE:
      return "give it a plain C array: value args[] = { a, b, c }.";
   case FAULT_ROOTS_LEFT: case FAULT_ROOTS_LOST:
      return "remove the root when what holds it goes (in its finaliser).";
   case FAULT_RELEASED_USED:
      return "keep the owner alive as long as its memory is used, or write NULL where the address was kept, and look.";
   case FAULT_OPERATION_CALLS:
      if (b->operation == OPERATION_DESERIALIZE)
         return "read into the payload and into C memory only, with caml_deserialize_*; fail with caml_deserialize_error.";
      return "do that work in a function that OCaml calls (Gc.finalise, an explicit close).";
   case FAULT_NOALLOC_CALLS:
      return "take [@@noalloc] off the external.";
   case FAULT_CALL_UNLOCKED:
      return "call it before the lock is given away, or after it is taken again.";
   case FAULT_RELEASED_TWICE: case FAULT_ACQUIRED_TWICE: case FAULT_RETURN_UNLOCKED:
      return "pair caml_release_runtime_system and caml_acquire_runtime_system on every path.";
   case FAULT_CALL_SHUT_DOWN:
      return "do that before the last caml_shutdown.";
   case FAULT_CALL_FORKED: case FAULT_RETURN_FORKED:
      return "fork before the first Domain.spawn, or let the new process only call exec or _exit.";
   case FAULT_UNKNOWN_THREAD:
      return "begin the thread with caml_c_thread_register, end it with caml_c_thread_unregister.";
   default:
      return NULL;
   }
}
