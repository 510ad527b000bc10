/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in words. One file per group of rules; knows how a finding is told, not
   when it is one. */
#ifndef SC_DESCRIBE_H
#define SC_DESCRIBE_H

#include "check/leak.h"
#include "check/release.h"
#include "report/document.h"

/* The caller gives the document to SC_(report). */
Document* SC_(describe_release)(const ReleaseFinding* f);
Document* SC_(describe_leak)(const LeakFinding* f);

/* Shared phrases (describe_parts.c). */

/* Block, owners, first release: what is known of the C block. */
void SC_(describe_cblock)(Document* d, const CBlock* c);
void SC_(describe_owners)(Document* d, const CBlock* c, const Owner* culprit);
void SC_(describe_first_release)(Document* d, const CBlock* c);

/* "in process 1, before the fork" / "in this process". The caller frees it. */
HChar* SC_(phrase_when)(Stamp s);

/* "Not fork", "Not Gc.compact": only what the events prove, for a cause at
   `cause` (done at stack `where`) that shows now. */
void SC_(describe_innocent_fork)(Document* d, Stamp cause, const HChar* cause_words);
void SC_(describe_innocent_compaction)(Document* d, Stamp cause, ExeContext* where,
                                       const HChar* owner_name);

#endif
