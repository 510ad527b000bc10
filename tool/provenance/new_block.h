/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The block that a stub has allocated last, until the next GC point: the one block whose
   fields C may store into directly, and has to fill. */
#ifndef SC_NEW_BLOCK_H
#define SC_NEW_BLOCK_H

#include "base/base.h"
#include "runtime/runtime.h"

/* Fields whose state is known; those beyond count as written. */
#define NEW_BLOCK_FIELDS 4096

typedef struct {
   Addr      block;  /* 0: there is none */
   SizeT     bytes;  /* of its fields */
   UWord     header;
   MadeBlock made;
   const RuntimeFunction* maker; /* NULL: allocated in line */
   Addr      ip;     /* of the call */
   UWord     length; /* MAKES_STRING: bytes asked for */
   Bool      watched_end; /* the word behind it is the header of another block */
   Bool      has_next; /* a block of the minor heap follows, with this header: */
   UWord     next;
} NewBlock;
extern NewBlock SC_(new_block);

/* `maker`, called at `ip` with first argument `length`, has returned `block`; its header
   can be read. With `maker` NULL it is allocated in line, its header not yet written. */
void SC_(new_block_made)(Addr block, SizeT bytes, MadeBlock made, const RuntimeFunction* maker, Addr ip,
                         UWord length);

/* The memory of the new block while it is to be filled (of a custom one: while a finaliser would read what nobody has
   written), else of size 0: read by instrumented code, which tells of narrow stores there. */
typedef struct {
   Addr  lo;
   UWord size;
} Span;
extern Span SC_(unfilled);

/* It is new no longer. */
static inline void SC_(new_block_forget)(void)
{
   SC_(new_block).block = 0;
   SC_(unfilled).size = 0;
}

static inline Bool SC_(in_new_block)(Addr a)
{
   return SC_(new_block).block != 0 && a - SC_(new_block).block < SC_(new_block).bytes;
}

/* The stub, or the runtime for it, has written to the word at `a`, in the block. */
void SC_(new_block_written)(Addr a);

/* All of it has been, or may have been. */
void SC_(new_block_filled)(void);

/* Has the word at `a`, in the block, been written? */
Bool SC_(new_block_has)(Addr a);

/* The first field that has not been written and still is what it was; -1: none. */
Word SC_(new_block_unwritten)(void);

/* Is none of the fields from number `first` on written? */
Bool SC_(new_block_untouched)(UWord first);

#endif
