/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's malloc family, replaced: births and releases of C blocks, and the
   checks of each release. A release that is wrong is reported and then undone
   (nothing is freed), so that the program goes on. */
#ifndef SC_ALLOCATOR_H
#define SC_ALLOCATOR_H

#include "base/base.h"
#include "heap/cblock.h"

/* Registers the replacement with the core. */
void SC_(allocator_init)(void);
/* Once the options are known. */
void SC_(allocator_start)(void);

/* A release of `addr` by `function` of `family` is asked for: checks it, reports
   what is wrong, records it when the block is live. */
void SC_(release)(ThreadId tid, Addr addr, Family family, const HChar* function);

#endif
