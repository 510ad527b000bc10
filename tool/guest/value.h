/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values in C's hands: what instrumented code asks and tells, and what happens to
   them where stubs, the runtime and OCaml meet. Uses that break a rule are reported. */
#ifndef SC_VALUE_GUEST_H
#define SC_VALUE_GUEST_H

#include "base/base.h"
#include "guest/transition.h" // Registers
#include "provenance/tag.h"
#include "runtime/runtime.h"

/* Four words with tags, on their way to or from a vector. */
extern Tag SC_(lanes)[4];
extern const Tag SC_(no_lanes)[4];

/*--- Helpers of instrumented code ---*/

/* Bits of `what` above the number of bytes, or of words. */
enum {
   ACCESS_WRITES = 0x100,
   ACCESS_NEUTRAL = 0x200,
   ACCESS_REAL = 0x400,    /* as a double */
   ACCESS_INDEXED = 0x800, /* something was added to base that is no constant */
   ACCESS_SCALED = 0x1000  /* that is a multiple */
};

/* Above these, signed: how far the instruction is from its superblock's head, and how far
   the address is from its base. */
enum { ACCESS_FROM_HEAD = 16, ACCESS_DISTANCE = 40, ACCESS_PART_BITS = 24 };
static inline Long SC_(access_part)(UWord what, UInt from)
{
   return (Long)(what << (64 - ACCESS_PART_BITS - from)) >> (64 - ACCESS_PART_BITS);
}
static inline Bool SC_(is_access_part)(Long n) { return n == SC_(access_part)((UWord)n, 0); }

/* Addresses near 0, of immediates up to half as much. */
#define LOW_BELOW 0x8000UL
#define LOW_ABOVE 0x100000UL
static inline Bool SC_(is_low)(Addr a) { return a + LOW_BELOW < LOW_BELOW + LOW_ABOVE; }

/* Addresses at which a program has no memory, as a rule: those near 0, and all that end beyond its half of what amd64
   can address, as words do that are no addresses (characters, doubles). */
#define USER_END (1UL << 47)
#define MEMORY_BYTES (USER_END - LOW_ABOVE)
static inline Bool SC_(is_no_memory)(Addr a) { return a - LOW_ABOVE >= MEMORY_BYTES; }

/* Memory at `addr` is about to be accessed; the address was made from a base by adding
   constants and has the tag `t` from there: not of this epoch; or the access is in a stub and
   not in the span of guest/access_rules.h; or there is no memory. */
void SC_(address_used)(Addr addr, Tag t, UWord what);
/* The same of an address that was made from `base` in any way. */
void SC_(sum_used)(Addr addr, UWord base, Tag t, UWord what);

/* The word at `addr` has been loaded; by code that reads no more than it wants; by libc; or it
   was `value` until it was swapped. The answer is its tag. */
void SC_(word_loaded)(Registers* regs, Addr addr);
void SC_(word_loaded_exactly)(Registers* regs, Addr addr);
void SC_(neutral_loaded)(Registers* regs, Addr addr);
void SC_(word_swapped)(Registers* regs, Addr addr, UWord value);
/* The same for `what` words: their tags are in SC_(lanes). */
void SC_(tags_loaded)(Addr addr, UWord what);

/* The word at `addr`, with the tag `t`, or `n` words with the tags SC_(lanes), have been
   stored. */
void SC_(word_stored)(Addr addr, Tag t);
void SC_(tags_stored)(Addr addr, UWord n);
/* The same of what has no tag. */
void SC_(untagged_stored)(Addr addr, UWord bytes);
/* The last part of the word at `from` has been copied to the word at `to`. */
void SC_(tag_copied)(Addr to, Addr from, Addr ip);

/* A stub is being entered: what of the runtime's own variables matters is known now. */
void SC_(values_begin)(void);

/* Another domain runs: it allocates elsewhere. */
void SC_(values_of_other_domain)(void);

/*--- Where stubs, the runtime and OCaml meet ---*/

/* The tag of `value` that has come into a stub's hands from outside, in this epoch; 0
   when it does not point into the heap. An argument that is a small immediate has one, too:
   its use as an address is told. */
Tag SC_(tag_of_argument)(UWord value, UInt site);
Tag SC_(tag_of_result)(UWord value, const RuntimeFunction* f, Addr call);

/* Argument `n` (from 1) of the runtime function `f`. */
void SC_(value_passed)(UWord value, Tag t, const RuntimeFunction* f, UInt n);
/* The same of an address that is fresh, but that `f` reads after it may have run the GC. */
void SC_(address_passed)(UWord value, Tag t, const RuntimeFunction* f, UInt n);
/* A stub returns `value` to OCaml. */
void SC_(value_returned)(UWord value, Tag t);
/* A local root held a stale word. */
void SC_(root_was_late)(Addr slot, UWord value, Tag t);
/* The same of the argument of `f`, by which it becomes a global root. */
void SC_(global_root_was_late)(const RuntimeFunction* f, Addr slot, UWord value, Tag t);
/* The stub at `stub` is returning with local roots of its own still pushed, or a function
   that it called has. */
void SC_(roots_left)(Addr stub);

/* A forked child tells of what it finds by itself, whatever its ancestors have told. */
void SC_(values_fork_child)(void);

extern ULong SC_(values_tracked); /* a counter */

#endif
