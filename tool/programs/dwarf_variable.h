/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which variable of a C function has held a word across a GC point; what parameters are
   called. */
#ifndef DWARF_VARIABLE_H
#define DWARF_VARIABLE_H

#include "dwarf_frame.h"

enum { FRAMES_MAX = 16 };

/* What is known of a word that a stub uses, and has held at a GC point before. */
typedef struct {
   uint64_t   word;
   uint64_t   kept;     /* from where it was loaded last; 0: not known */
   Frame      stub;     /* at its entry */
   Frame      origin;   /* where C got the word; no file: it was an argument */
   Frame      frames[FRAMES_MAX]; /* at the use, innermost first */
   size_t     frame_count;
   StackWords at;       /* addresses of the words of the stack that hold it at the use; `start` means nothing */
   Frame      crossing; /* that was called when the GC point came */
   StackWords stack;    /* the stack then */
   uint64_t   bias;     /* by how much the crossing's file was loaded higher than it is linked */
} Question;

/* Variables of the innermost function in which any has held it: the one of type value, and the
   one pointer. */
typedef struct {
   const char* value;     /* NULL: none, or several. Names belong to the files */
   const char* pointer;
   bool        parameter; /* `value` is one */
   const char* function;
   Dwarf_Die   die;       /* of the function */
} Holder;

/* False when none is found, or it is not certain. */
bool find_holder(const Question* q, Holder* holder);

/* The variable of type value at `addr`, on the stack, in one of the `n` frames. */
bool find_variable_at(const Frame* frames, size_t n, uint64_t addr, Holder* holder);

/* The name of the nth parameter (from 1) among those that are passed as integers are, if its
   type is value; else NULL. */
const char* parameter_name(Dwarf_Die* function, unsigned n);

/* "CAMLparam2 (a, v)", for all parameters of type value. The caller frees it; NULL when there
   are none. */
char* camlparam_of(Dwarf_Die* function);

#endif
