/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fork, exec and mappings, as the program asks the kernel for them. */
#ifndef SC_GUEST_PROCESS_H
#define SC_GUEST_PROCESS_H

#include "base/base.h"

/* Registers the fork handlers and the system-call wrapper. */
void SC_(process_init)(void);

#endif
