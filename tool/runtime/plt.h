/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of procedure linkage tables (System V ABI, amd64 supplement). */
#ifndef SC_PLT_H
#define SC_PLT_H

#include "base/base.h"

/* The word through which the entry at `a` jumps; 0 when there is no such entry, or it cannot be read. */
Addr SC_(plt_slot)(Addr a);

#endif
