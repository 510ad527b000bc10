/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock of events. */
#include "base/clock.h"

static Stamp now;

Stamp SC_(now)(void)
{
   return now;
}

Stamp SC_(event)(void)
{
   now.event++;
   return now;
}

Bool SC_(before)(Stamp a, Stamp b)
{
   return a.process != b.process ? a.process < b.process : a.event < b.event;
}

Bool SC_(is_stamp)(Stamp s)
{
   return s.event != 0;
}

void SC_(clock_fork_child)(void)
{
   now.process++;
   now.event = 0;
}
