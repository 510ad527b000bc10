/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OCaml's words: values, headers, tags, colours (runtime/caml/mlvalues.h,
   gc.h; the same in 4.13 to 5.3 but for the meaning of the colours). Pure. */
#ifndef SC_VALUE_H
#define SC_VALUE_H

#include "base/base.h"

#define WORD_BYTES 8

/* Tags (mlvalues.h). From NO_SCAN_TAG on, the GC does not look inside. */
enum {
   TAG_CONTINUATION = 245, /* 5.x */
   TAG_LAZY = 246,
   TAG_CLOSURE = 247,
   TAG_OBJECT = 248,
   TAG_INFIX = 249,
   TAG_FORWARD = 250,
   TAG_ABSTRACT = 251,
   TAG_STRING = 252,
   TAG_DOUBLE = 253,
   TAG_DOUBLE_ARRAY = 254,
   TAG_CUSTOM = 255,
   NO_SCAN_TAG = TAG_ABSTRACT
};

/* The colour of a block outside the heap that the GC lets alone (gc.h; Caml_black in 4.x). */
#define COLOUR_BLACK 3

static inline Bool SC_(is_block_value)(UWord v) { return (v & 1) == 0 && v != 0; }

static inline UWord SC_(header_wosize)(UWord hd) { return hd >> 10; }
static inline UInt  SC_(header_tag)(UWord hd)    { return (UInt)(hd & 0xFF); }
static inline UInt  SC_(header_colour)(UWord hd) { return (UInt)(hd >> 8) & 3; }

/* The field from which on a closure holds values, by its second field (Start_env_closinfo). */
static inline UWord SC_(closure_environment)(UWord info) { return (info << 8) >> 9; }

/* Bytes of the block without and with its header. */
static inline SizeT SC_(header_bytes)(UWord hd)  { return SC_(header_wosize)(hd) * WORD_BYTES; }
static inline SizeT SC_(header_whole)(UWord hd)  { return SC_(header_bytes)(hd) + WORD_BYTES; }

#endif
