/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that the compiler inlined at an address. Valgrind tells them as
   text only, so its text is read back. */
#ifndef SC_INLINED_H
#define SC_INLINED_H

#include "base/base.h"

/* One function at an address. */
typedef struct {
   HChar* fn;   /* or NULL */
   HChar* file; /* base name, or NULL */
   UInt   line; /* 0: unknown */
} Site;

/* Calls `each` for the functions at `ip`, the innermost inlined one first and the
   one that really is there last; not at all when nothing is inlined there. The
   strings belong to the callee. */
void SC_(inlined_at)(DiEpoch ep, Addr ip, void (*each)(const Site*, void*), void* opaque);

/* Reads "0x1234: own (stubs.c:40)" or "0x1234: own (in /lib/x.so)". */
Site SC_(site_of_text)(const HChar* text);

#endif
