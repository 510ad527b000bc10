/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is looked at at the end of a process. */
#ifndef SC_LEAKS_H
#define SC_LEAKS_H

#include "base/base.h"

/* --leaks=yes: C blocks that lost their last owner (SC305). */
void SC_(report_leaks)(void);

/* Registered global roots in C blocks that are lost (SC204). */
void SC_(report_lost_roots)(void);

#endif
