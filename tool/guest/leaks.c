/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is lost when a process ends. */
#include "guest/leaks.h"

#include "check/breach.h"
#include "check/leak.h"
#include "guest/references.h"
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/describe.h"
#include "report/report.h"

static void mark_lost_blocks(XArray* candidates)
{
   SC_(references_mark)(candidates, False);
}

static void found(const LeakFinding* f)
{
   SC_(report)(SC_(describe_leak)(f));
}

void SC_(report_leaks)(void)
{
   SC_(owners_settle)();
   SC_(check_leaks)(mark_lost_blocks, found);
}

/*--- Roots ---*/

static void mark_lost_roots(XArray* candidates)
{
   SC_(references_mark)(candidates, True);
}

static void found_roots(const LostRoots* lost)
{
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_ROOTS_LOST;
   b.certainty = DEFINITE;
   b.n = lost->roots;
   b.cblock = lost->example;
   b.origin = lost->where;
   SC_(report)(SC_(describe_breach)(&b, NULL, VG_(get_running_tid)(), lost->where));
}

void SC_(report_lost_roots)(void)
{
   SC_(owners_settle)();
   SC_(check_lost_roots)(mark_lost_roots, found_roots);
}
