/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the arguments and the results of the runtime's C functions are. Arguments
   of a function that is not known must not be judged: beyond its arity lie
   whatever words were left in the registers. */
#ifndef SC_API_H
#define SC_API_H

#include "runtime/runtime.h"

typedef enum {
   RESULT_NONE,   /* void, or the function never returns */
   RESULT_VALUE,
   RESULT_DATA    /* anything else */
} ApiResult;

/* Bit i of a mask is argument i + 1, of the first six. */
struct RuntimeApi {
   UChar values;     /* is a value */
   UChar data;       /* is the address of data that the function reads or writes */
   UChar strings;    /* of `data`: it is a string of C */
   UChar read_late;  /* of `data`: it (also) does so after it may have run the GC */
   UChar in_arrays;  /* is the address of values that the function reads */
   UChar out_values; /* is the address of a word to which the function writes a value */
   UChar result;     /* an ApiResult */
};

/* By name, or NULL. Logarithmic: remembered in RuntimeFunction.api. */
const RuntimeApi* SC_(runtime_api)(const HChar* name);

/* Remembers it in each function of the runtime. Once, when it is recognised. */
void SC_(runtime_api_attach)(void);

/* The names in order, NULL beyond the last: for tests. */
const HChar* SC_(runtime_api_name)(UWord i);

#endif
