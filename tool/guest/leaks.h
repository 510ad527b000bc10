/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --leaks=yes: looks at the end of a process for C blocks that lost their last
   owner, and whether the program's own memory still refers to them. */
#ifndef SC_LEAKS_H
#define SC_LEAKS_H

#include "base/base.h"

void SC_(report_leaks)(void);

#endif
