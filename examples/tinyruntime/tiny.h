/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tiny runtime: values in a heap of two halves that a copying collector uses by
   turns, a compaction within a half, roots by registration, and custom blocks with
   finalisers. It describes its heap to stubcheck. */
#ifndef TINY_H
#define TINY_H

#include <stddef.h>

typedef struct Block* Value; /* the address of the fields; NULL is no block */

/* A kind of custom blocks: its one field is a pointer into C memory. */
typedef struct {
   const char* name;
   void (*finalise)(Value); /* or NULL */
} Kind;

void  tiny_start(void);
void  tiny_stop(void); /* everything dies, finalisers run */

Value tiny_pair(Value first, Value second); /* may collect; takes care of its arguments */
Value tiny_custom(const Kind* kind, void* data); /* may collect */

/* Fields 0 and 1 of a pair; the data of a custom block. */
Value tiny_field(Value v, int i);
void  tiny_set(Value v, int i, Value to);
void* tiny_data(Value v);
void  tiny_set_data(Value v, void* data);

void  tiny_root_add(Value* where);
void  tiny_root_remove(Value* where);

void  tiny_collect(void); /* moves all live blocks into the other half */
void  tiny_compact(void); /* slides the live blocks together, within their half */

#endif
