/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in words: how a finding is told, not when it is one. */
#ifndef SC_DESCRIBE_H
#define SC_DESCRIBE_H

#include "check/breach.h"
#include "check/leak.h"
#include "check/release.h"
#include "check/value_use.h"
#include "report/document.h"

/* The caller gives the document to SC_(report). */
Document* SC_(describe_release)(const ReleaseFinding* f);
Document* SC_(describe_leak)(const LeakFinding* f);
/* `where` is the stack of the use, `places` (or NULL) where C holds the word then. */
Document* SC_(describe_value)(const ValueFinding* f, const WordPlaces* places, ThreadId tid, ExeContext* where);
/* `where` is the stack of the act, `places` (or NULL) the frames that hold the variable at b->addr. */
Document* SC_(describe_breach)(const Breach* b, const WordPlaces* places, ThreadId tid, ExeContext* where);
/* The stub that begins at `stub` is about to return at `where`, or calls the runtime there
   while the roots of a function that it has called are left. */
Document* SC_(describe_imbalance)(Addr stub, ThreadId tid, ExeContext* where);

#endif
