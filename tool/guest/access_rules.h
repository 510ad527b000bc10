/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of the addresses through which C reads and writes: SC108 and SC109. */
#ifndef SC_ACCESS_RULES_H
#define SC_ACCESS_RULES_H

#include "check/breach.h"
#include "provenance/tag.h"

/* What was looked at last, until the next GC point, and what was found fit for doubles;
   read by instrumented code. */
extern Span SC_(rules_span), SC_(rules_real_span);
/* A GC point, or another thread runs: blocks may have moved. */
void SC_(rules_spans_end)(void);

/* Is the code at `ip` to ask for it? */
Bool SC_(rules_bounds_wanted)(Addr ip);
/* The superblock that begins here is to be translated again. */
extern Addr SC_(rules_retranslate);

/* Stub code makes the access `a`, outside the span. `t` is the tag of what the address was
   computed from, and not stale; the instruction is `from_head` bytes from where the running
   superblock begins. */
void SC_(rules_access)(Access* a, Tag t, UWord from_head);

/* The kernel makes it for a stub; `base` is a value. */
void SC_(rules_block_access)(const Access* a);
/* A GC point: tells of doubles that were written where values belong, and still are there. */
void SC_(rules_reals_left)(void);

/* Argument `n` of `reader` (0: who knows), a function that reads a string of C there, has this tag. */
void SC_(rules_string_read)(Addr a, Tag t, const HChar* reader, UWord n);

/* A stub, or libc on its behalf, is about to access memory where none is, as a rule. */
void SC_(rules_no_memory)(const Access* a, Tag t, Bool neutral);
/* The runtime has returned this word: it may be an immediate that is dereferenced. */
void SC_(rules_got)(UWord result);

#endif
