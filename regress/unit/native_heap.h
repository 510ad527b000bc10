/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A client for tests of tool/heap and tool/check: one arena of real memory that
   holds a minor heap, a chunk of the major heap and C data, seen through a Runtime
   of our own. Only the arena can be read by the tool. */
#ifndef UNIT_NATIVE_HEAP_H
#define UNIT_NATIVE_HEAP_H

#include "base/base.h"
#include "pub_tool_execontext.h"
#include "runtime/runtime.h"

typedef struct {
   Addr lo, hi;
} Area;

extern Area native_minor, native_major, native_static, native_data;
extern Addr native_young_ptr;     /* blocks lie from here to native_minor.hi */
extern Bool native_has_runtime;   /* is there a runtime? True after init */
extern UInt native_looks;         /* how often regions () was asked */

/* Colours of headers. */
enum { WHITE = 0, GRAY = 1, BLUE = 2, BLACK = 3 };
#define HEADER(wosize, colour, tag) (((UWord)(wosize) << 10) | ((UWord)(colour) << 8) | (UWord)(tag))

/* Makes the arena; the chunk is one blue block. Starts regions, C blocks (whose
   quarantine is `quarantine` bytes) and owners. */
void native_heap_init(UWord minor_words, UWord major_words, SizeT quarantine);

/* Forgets all C blocks; the new quarantine holds `bytes`. */
void native_quarantine(SizeT bytes);

UWord* native_word(Addr a); /* the word at `a` of the arena */

/* A block of the minor heap (0 when it is full) or of the chunk, first fit. */
Addr native_minor_alloc(UWord wosize, UInt tag);
Addr native_major_alloc(UWord wosize, UInt tag);

/* A record of custom operations in the arena. */
Addr native_ops(const HChar* identifier, Addr finalize);

/* A custom block in the minor heap. */
Addr native_custom(UWord wosize, Addr ops);

/* A stub stores: the word is written and the owners are told. */
void native_store(Addr slot, UWord word);

/* The survivor at `from` has a copy in the chunk; its header is 0 then and field 0
   holds the copy's address, which is returned (minor_gc.c). */
Addr native_promote(Addr from);

/* The minor heap is empty again. */
void native_minor_empty(void);

/* "Stacks": the current one, and how to make another the current one. They are
   equal when they are the same. */
ExeContext* native_where(void);
ExeContext* native_stack(UInt number);

/* How often the tool gave memory back to malloc, and the last address. */
extern UInt native_given_back;
extern Addr native_last_given_back;
/* Called with each address given back, when set. */
extern void (*native_on_give_back)(Addr);

#endif
